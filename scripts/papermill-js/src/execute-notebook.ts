import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { prepareCellRuns } from './cell-run.js';
import { readEnvironment } from './environment.js';
import { ExecutionCancelledError } from './errors/execution-cancelled-error.js';
import { ExecutionError } from './errors/execution-error.js';
import { NotebookIoError } from './errors/notebook-io-error.js';
import type { NotebookEvent, NotebookEventListener } from './events.js';
import type { ExecutedNotebook } from './executed-notebook.js';
import { findKernelSpec } from './kernel/find-spec.js';
import type { KernelSpec } from './kernel/kernel-spec.js';
import { type StartedKernel, startKernel } from './kernel/start-kernel.js';
import { addErrorMarkers, removeErrorMarkers } from './notebook/error-markers.js';
import { isObject, type Notebook } from './notebook/model.js';
import { markPending, markRunEnded, markRunStarted } from './notebook/papermill-metadata.js';
import { injectParameters, parametersAsJson } from './notebook/parameters.js';
import { normalizeNotebook, readNotebook } from './notebook/read.js';
import { NotebookSaver } from './notebook/saver.js';
import { CellRunner } from './run-cells.js';
import type { Parameters } from './translators/parameters.js';
import { translatorFor } from './translators/translator.js';
import { version } from './version.js';

/** Options of {@link executeNotebook}. */
export interface ExecuteOptions {
  /** Values for the notebook's `parameters` cell. Default none. */
  readonly parameters?: Parameters;
  /** A kernel's name, in place of the one in the notebook. */
  readonly kernelName?: string;
  /** Folders that hold a `kernel.json`, or kernelspecs; looked at before `node_modules` and Jupyter's paths. */
  readonly kernelDirs?: readonly string[];
  /** The kernel's working directory. Default the notebook's own folder, as in Jupyter; else the process's. */
  readonly cwd?: string;
  /** Variables added to the kernel's environment; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds from starting the kernel to its first answer. Default 60,000. */
  readonly startTimeoutMs?: number;
  /** Milliseconds each cell may take, from its sending. Default no limit. */
  readonly executionTimeoutMs?: number;
  /** Inject the parameters and write the notebook, but start no kernel. Default false. */
  readonly prepareOnly?: boolean;
  /** Cancels the execution: the cell is interrupted, the output saved, the kernel stopped. */
  readonly signal?: AbortSignal;
  /** Called with each event, in order. What it throws cancels the execution and rejects the promise. */
  readonly onEvent?: NotebookEventListener;
}

const defaultStartTimeoutMs = 60_000;

/**
 * Executes a notebook from top to bottom in a kernel of its own and writes it with its outputs.
 *
 * @param input path of an .ipynb file (nbformat 4.0 to 4.5), `-` for standard input, or a notebook object,
 *   which is left as it was.
 * @param output path to write to, as the cells run and at the end, also when a cell fails; `-` for standard
 *   output; null for none.
 * @returns the executed notebook, when every cell ended as it should.
 * @throws CellExecutionError when a cell fails; CellTimeoutError, DeadKernelError, ExecutionCancelledError:
 *   each with the notebook as far as it came in `executed`. KernelNotFoundError, KernelStartError,
 *   NotebookFormatError, NotebookIoError, ParameterError: nothing was executed.
 * @example
 * const { cells } = await executeNotebook('lesson.ipynb', 'out/lesson.ipynb', {
 *   parameters: { shards: 2 },
 *   onEvent: (event) => { if (event.type === 'output') process.stdout.write(event.text ?? ''); },
 * });
 */
export async function executeNotebook(
  input: string | Notebook | INotebookContent,
  output: string | null,
  options: ExecuteOptions = {},
): Promise<ExecutedNotebook> {
  const isPath = typeof input === 'string';
  const notebook = isPath ? await readNotebook(input) : normalizeNotebook(input, 'The given object');
  const inputPath = isPath ? input : null;
  const folder = isPath && input !== '-' ? dirname(resolve(input)) : process.cwd();
  return new Execution(notebook, { inputPath, outputPath: output, folder }, options).run();
}

interface Place {
  readonly inputPath: string | null;
  readonly outputPath: string | null;
  readonly folder: string;
}

class Execution {
  private readonly saver: NotebookSaver;
  private readonly listenerFailed = new AbortController();
  private readonly signal: AbortSignal;
  private readonly environment = readEnvironment();

  constructor(
    private readonly notebook: Notebook,
    private readonly place: Place,
    private readonly options: ExecuteOptions,
  ) {
    this.saver = new NotebookSaver(notebook, place.outputPath);
    const given = options.signal ? [options.signal] : [];
    this.signal = AbortSignal.any([...given, this.listenerFailed.signal]);
  }

  async run(): Promise<ExecutedNotebook> {
    const { options, place, notebook } = this;
    const spec = options.prepareOnly ? undefined : await this.findKernel();
    const warnings = this.prepare(spec);
    const { inputPath, outputPath } = place;
    this.emit({ type: 'notebook-start', inputPath, outputPath, cellCount: notebook.cells.length });
    for (const message of warnings) this.emit({ type: 'warning', message });
    if (!spec) return this.prepared();
    await this.saver.save(false);
    return this.execute(spec);
  }

  private async findKernel(): Promise<KernelSpec> {
    const { kernelName, kernelDirs = [] } = this.options;
    return findKernelSpec({
      notebookKernel: this.notebook.metadata.kernelspec?.name,
      kernelName,
      kernelDirs,
      startDirs: [this.place.folder, process.cwd()],
      environment: this.environment,
    });
  }

  private prepare(spec: KernelSpec | undefined): string[] {
    const { notebook, place, options } = this;
    const { parameters = {} } = options;
    const { kernelspec, language_info } = notebook.metadata;
    removeErrorMarkers(notebook);
    const warnings = injectParameters(notebook, parameters, () => {
      const language = spec?.language || kernelspec?.language || language_info?.name;
      return translatorFor(
        options.kernelName ?? kernelspec?.name ?? spec?.name,
        typeof language === 'string' ? language : undefined,
      );
    });
    markPending(notebook, {
      parameters: parametersAsJson(parameters),
      version,
      inputPath: place.inputPath,
      outputPath: place.outputPath,
    });
    return warnings;
  }

  private async prepared(): Promise<ExecutedNotebook> {
    await this.saver.save(true);
    const cells = prepareCellRuns(this.notebook).map((run) => run.result());
    const executed = this.executed(true, cells, 0);
    this.emit({ type: 'notebook-end', executed });
    return executed;
  }

  private async execute(spec: KernelSpec): Promise<ExecutedNotebook> {
    const startedAt = new Date();
    const startedTick = performance.now();
    markRunStarted(this.notebook, startedAt);
    let runner: CellRunner | undefined;
    let error: unknown;
    try {
      const kernel = await this.start(spec);
      runner = this.runnerOn(kernel, spec, performance.now() - startedTick);
      error = await this.runCells(runner, kernel);
    } catch (cause) {
      error = this.signal.aborted ? new ExecutionCancelledError(this.signal.reason) : cause;
    }
    const durationMs = performance.now() - startedTick;
    const runs = runner?.runs ?? prepareCellRuns(this.notebook);
    const failed = error instanceof ExecutionError ? error.cell : undefined;
    markRunEnded(this.notebook, startedAt, new Date(), error !== undefined);
    const failedCell = failed && this.notebook.cells[failed.cellIndex];
    if (failedCell) addErrorMarkers(this.notebook, failedCell);
    await this.saver.save(true);
    const cells = runs.map((run) => run.result());
    const executed = this.executed(error === undefined, cells, durationMs);
    this.emit({ type: 'notebook-end', executed });
    if (this.listenerFailed.signal.aborted) throw this.listenerFailed.signal.reason;
    if (error === undefined) return executed;
    throw error instanceof ExecutionError ? error.attach(executed) : error;
  }

  private async start(spec: KernelSpec): Promise<StartedKernel> {
    const { options, place, environment, signal } = this;
    const cwd = options.cwd ?? place.folder;
    if (!(await stat(cwd).catch(() => undefined))?.isDirectory()) {
      throw new NotebookIoError(cwd, `The kernel's working directory ${cwd} is no folder; give another cwd.`);
    }
    return startKernel(spec, {
      cwd,
      env: { ...environment.variables, ...options.env },
      startTimeoutMs: options.startTimeoutMs ?? defaultStartTimeoutMs,
      signal,
    });
  }

  private runnerOn({ session, info }: StartedKernel, spec: KernelSpec, durationMs: number): CellRunner {
    const { metadata } = this.notebook;
    if (this.options.kernelName !== undefined || !metadata.kernelspec) {
      metadata.kernelspec = { name: spec.name, display_name: spec.displayName, language: spec.language };
    }
    // nbformat wants a display name wherever there is a kernelspec.
    metadata.kernelspec.display_name ??= spec.displayName;
    metadata.kernelspec.name ??= spec.name;
    if (isObject(info.language_info) && typeof info.language_info.name === 'string') {
      metadata.language_info = info.language_info as Notebook['metadata']['language_info'] & object;
    }
    this.emit({ type: 'kernel-ready', kernelName: spec.name, displayName: spec.displayName, durationMs });
    return new CellRunner(this.notebook, {
      session,
      saver: this.saver,
      emit: (event) => this.emit(event),
      signal: this.signal,
      executionTimeoutMs: this.options.executionTimeoutMs,
    });
  }

  /** The kernel is stopped in any case; what it says until then still counts. */
  private async runCells(
    runner: CellRunner,
    { session }: StartedKernel,
  ): Promise<ExecutionError | undefined> {
    let stopped: ExecutionError | undefined;
    try {
      stopped = await runner.run();
    } finally {
      await session.shutdown();
    }
    return stopped ?? runner.firstFailure();
  }

  private executed(ok: boolean, cells: ExecutedNotebook['cells'], durationMs: number): ExecutedNotebook {
    const { notebook, place } = this;
    return { notebook, ok, cells, durationMs, inputPath: place.inputPath, outputPath: place.outputPath };
  }

  private emit(event: NotebookEvent): void {
    if (this.listenerFailed.signal.aborted) return;
    try {
      this.options.onEvent?.(event);
    } catch (error) {
      this.listenerFailed.abort(error);
    }
  }
}
