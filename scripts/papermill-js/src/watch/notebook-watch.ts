import { findSpec } from '../engines/kernel-engine.js';
import { readEnvironment } from '../environment.js';
import { NotebookFormatError } from '../errors/notebook-format-error.js';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { PapermillError } from '../errors/papermill-error.js';
import type { NotebookEvent } from '../events.js';
import { readInput } from '../execute-notebook.js';
import { Execution, engineRequest, type NotebookInput } from '../execution.js';
import { executedOf } from '../run-result.js';
import { Secrets } from '../secrets/secrets.js';
import { declaredAlready } from './declared-already.js';
import { FileWatch } from './file-watch.js';
import { OvertakableRun } from './overtakable-run.js';
import { contentOf } from './saved-notebook.js';
import { WarmKernel } from './warm-kernel.js';
import type { RestartReason } from './watch-events.js';
import type { WatchedRun, WatchOptions } from './watch-options.js';
import { watchedPath } from './watched-path.js';

const defaultEveryMs = 100;
/** A file that is being written is no notebook for a moment; only after so many milliseconds is that told. */
const halfWrittenMs = 2000;

/** A notebook as it was saved last, and where its output goes. */
type SavedNotebook = NotebookInput;

/** A notebook that is executed at each save. Made by `watchNotebook`. */
export class NotebookWatch implements AsyncIterable<WatchedRun> {
  private readonly stopping = new AbortController();
  private readonly kernel = new WarmKernel();
  private readonly everyMs: number;
  private readonly secrets: Secrets;
  private restartWanted = false;
  private savedAgain = false;
  private wake: () => void = () => undefined;
  private running: OvertakableRun | undefined;

  constructor(
    private readonly input: string,
    private readonly output: string | null,
    private readonly options: WatchOptions,
  ) {
    this.everyMs = options.everyMs ?? defaultEveryMs;
    this.secrets = new Secrets(options.parameters ?? {}, options);
    const { signal } = options;
    if (signal?.aborted) this.stop();
    else signal?.addEventListener('abort', () => this.stop(), { signal: this.stopping.signal });
  }

  /** Starts the kernel anew and runs all cells; what runs at the moment is cancelled. */
  restart(): void {
    this.restartWanted = true;
    this.running?.cancel('the kernel is started anew');
    this.wake();
  }

  /** Ends the watching: what runs is cancelled and saved, the kernel stopped. */
  stop(): void {
    this.stopping.abort(this.options.signal?.reason ?? new Error('the notebook is no longer watched'));
    this.wake();
  }

  /** The runs, as they end. One that a newer save has overtaken is left out. */
  async *[Symbol.asyncIterator](): AsyncGenerator<WatchedRun, void, void> {
    const { signal } = this.stopping;
    const { place } = await this.readOnce();
    const onSave = (): void => this.onSave();
    const file = await FileWatch.open(watchedPath(place), { everyMs: this.everyMs, onSave });
    try {
      let done: string | undefined;
      while (!signal.aborted) {
        this.savedAgain = false;
        const saved = await this.read();
        if (!saved) return;
        const content = contentOf(saved.notebook);
        if (content !== done || this.restartWanted) {
          // The output stays where it is, also where its path tells the time.
          const run = await this.run({ ...saved, place });
          done = run && !run.error ? content : undefined;
          if (run) yield run;
        }
        await this.untilWanted();
      }
    } finally {
      file.close();
      this.stopping.abort();
      await this.kernel.stop();
    }
  }

  private onSave(): void {
    this.savedAgain = true;
    this.wake();
    void this.overtake();
  }

  private async overtake(): Promise<void> {
    const { running } = this;
    // What cannot be read yet is read when the run has ended.
    const saved = await this.readOnce().catch(() => undefined);
    if (saved) running?.onSave(saved.notebook);
  }

  private async untilWanted(): Promise<void> {
    while (!this.savedAgain && !this.restartWanted && !this.stopping.signal.aborted) {
      await this.untilWoken();
    }
  }

  /** @throws NotebookFormatError, NotebookIoError */
  private readOnce(): Promise<SavedNotebook> {
    return readInput(this.input, this.output, this.options, this.secrets);
  }

  /** The notebook, as soon as it can be read; undefined where the watching ends before. */
  private async read(): Promise<SavedNotebook | undefined> {
    let since = performance.now();
    while (!this.stopping.signal.aborted) {
      try {
        return await this.readOnce();
      } catch (error) {
        if (!(error instanceof NotebookFormatError || error instanceof NotebookIoError)) throw error;
        if (performance.now() - since > halfWrittenMs) {
          this.options.onEvent?.({ type: 'unreadable', error });
          await this.untilSaved();
          since = performance.now();
        }
      }
      await new Promise((resolve) => setTimeout(resolve, this.everyMs));
    }
    return undefined;
  }

  private async untilSaved(): Promise<void> {
    for (this.savedAgain = false; !this.savedAgain && !this.stopping.signal.aborted; ) {
      await this.untilWoken();
    }
  }

  private untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Runs what has to be run; undefined where a newer save or a restart has overtaken it. */
  private async run(saved: SavedNotebook): Promise<WatchedRun | undefined> {
    const running = new OvertakableRun(saved.notebook);
    this.running = running;
    let ranBefore = false;
    try {
      await this.restartWhereNeeded(saved);
      ranBefore = this.kernel.previous !== undefined;
      return { executed: await this.execute(saved, running), error: undefined };
    } catch (error) {
      // What was executed is without secrets, and so is what it says of itself.
      if (executedOf(error) === undefined) this.secrets.error(error);
      if (!(error instanceof PapermillError)) throw error;
      if (running.signal.aborted && !this.stopping.signal.aborted) return undefined;
      if (!ranBefore || !declaredAlready(error)) {
        return { executed: executedOf(error), error };
      }
    } finally {
      this.running = undefined;
    }
    await this.stopKernel('declared-already');
    return this.run(saved);
  }

  private execute(saved: SavedNotebook, running: OvertakableRun) {
    const { kernel, options } = this;
    const given = {
      ...options,
      secrets: this.secrets,
      // Without the kernel that has run it, what an earlier output tells is worth nothing here.
      resume: kernel.spec !== undefined,
      signal: AbortSignal.any([this.stopping.signal, running.signal]),
      onEvent: (event: NotebookEvent): void => {
        running.note(event);
        options.onEvent?.(event);
      },
    };
    // An execution changes its notebook, which may have to be run once more.
    return new Execution({ ...saved, notebook: structuredClone(saved.notebook) }, given, kernel).run();
  }

  private async restartWhereNeeded({ notebook, place }: SavedNotebook): Promise<void> {
    const { kernel, options } = this;
    if (this.restartWanted) {
      this.restartWanted = false;
      await this.stopKernel('asked');
    } else if (kernel.hasDied) {
      await this.stopKernel('died');
    } else if (kernel.spec && options.restart) {
      await this.stopKernel('asked');
    } else if (kernel.spec) {
      const wanted = await findSpec(engineRequest(notebook, place, options), readEnvironment());
      if (wanted.dir !== kernel.spec.dir) await this.stopKernel('other-kernel');
    }
  }

  private async stopKernel(reason: RestartReason): Promise<void> {
    this.options.onEvent?.({ type: 'kernel-restart', reason });
    await this.kernel.stop();
  }
}
