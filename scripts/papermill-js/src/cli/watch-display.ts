import type { NotebookEvent } from '../events.js';
import type { NotebookResult, RunResult } from '../notebook-result.js';
import type { WatchEvent } from '../watch/watch-events.js';
import type { WatchedRun } from '../watch/watch-options.js';
import type { CommandContext } from './command-context.js';
import { restartText, startText } from './watch-text.js';

/** Shows each run of a watched notebook as a run of its own, and says between them what is waited for. */
export class WatchDisplay {
  /** The start of a notebook, told when it is known what is run of it. */
  private held: Extract<NotebookEvent, { type: 'notebook-start' }> | undefined;
  private startedAt = new Date();
  private startedTick = performance.now();
  private kernelIsKnown = false;

  constructor(
    private readonly name: string,
    private readonly context: CommandContext,
    /** Says something to a person, on a line of its own; undefined where a program listens. */
    private readonly say: ((text: string) => void) | undefined,
  ) {}

  readonly onEvent = (event: WatchEvent): void => {
    switch (event.type) {
      case 'kernel-restart':
        this.kernelIsKnown = false;
        this.say?.(restartText(event.reason));
        return;
      case 'unreadable':
        this.say?.(`${event.error.message} Waiting for the next save.`);
        return;
      case 'notebook-start':
        this.held = event;
        return;
      case 'resume':
        if (!this.say) break;
        this.say(startText(event.found, event.startIndex, this.held?.cellCount ?? 0));
        this.begin();
        return;
      case 'kernel-ready':
        // Of a kernel that is still there, that is no news.
        if (this.kernelIsKnown) return;
        this.kernelIsKnown = true;
        break;
    }
    this.begin();
    this.tell(event);
  };

  /** Ends the display of a run; the result is what reports are made of. */
  end({ executed, error }: WatchedRun): RunResult {
    this.begin();
    const durationMs = performance.now() - this.startedTick;
    const wasCancelled = error?.code === 'EXECUTION_CANCELLED';
    const result: NotebookResult = {
      input: this.name,
      output: executed?.outputPath ?? null,
      outcome: wasCancelled ? 'cancelled' : error ? 'failed' : 'passed',
      executed,
      error,
      attempts: 1,
      startedAt: this.startedAt,
      durationMs,
    };
    const run: RunResult = {
      ok: error === undefined,
      notebooks: [result],
      startedAt: this.startedAt,
      durationMs,
    };
    const { display } = this.context;
    display.onEvent({ type: 'notebook-result', index: 0, result });
    display.onEvent({ type: 'run-end', result: run });
    return run;
  }

  private begin(): void {
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    this.startedAt = new Date();
    this.startedTick = performance.now();
    // A run that was overtaken has had no end.
    this.context.display.close();
    this.context.display.onEvent({ type: 'run-start', notebooks: [this.name], jobs: 1 });
    this.tell(held);
  }

  private tell(event: NotebookEvent): void {
    this.context.display.onEvent({
      type: 'notebook-event',
      index: 0,
      notebook: this.name,
      attempt: 1,
      event,
    });
  }
}
