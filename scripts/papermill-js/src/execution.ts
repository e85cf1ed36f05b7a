import { applyParameters } from './apply-parameters.js';
import { type CellRun, firstFailure, prepareCellRuns } from './cell-run.js';
import { checkMarkers } from './check/markers.js';
import { OutputCheck } from './check/output-check.js';
import { refuseOverwriting } from './check/refuse-overwriting.js';
import type { EngineRequest, EngineRun } from './engines/engine.js';
import { findEngine } from './engines/find-engine.js';
import { kernelEngine } from './engines/kernel-engine.js';
import { ExecutionCancelledError } from './errors/execution-cancelled-error.js';
import { ExecutionError } from './errors/execution-error.js';
import type { NotebookEvent } from './events.js';
import type { ExecuteOptions } from './execute-options.js';
import type { ExecutedNotebook } from './executed-notebook.js';
import { targetFor } from './io/notebook-target.js';
import type { KernelSource } from './kernel/kernel-source.js';
import { addErrorMarkers, removeErrorMarkers } from './notebook/error-markers.js';
import { hideSources } from './notebook/hide-sources.js';
import type { Notebook } from './notebook/model.js';
import { markPending, markRunEnded, markRunStarted } from './notebook/papermill-metadata.js';
import { injectedBefore, parametersAsJson } from './notebook/parameters.js';
import { NotebookSaver } from './notebook/saver.js';
import { version } from './version.js';

const defaultStartTimeoutMs = 60_000;
const defaultAutosaveMs = 30_000;

/** Where the notebook comes from and goes to. */
export interface Place {
  /** The paths as they are told and written down: without what gives access to them. */
  readonly inputPath: string | null;
  readonly outputPath: string | null;
  /** The path that is written to. */
  readonly target: string | null;
  /** Where the kernel runs. */
  readonly folder: string;
}

/** One execution of a notebook: parameters in, cells run, every state of it saved and told. */
export class Execution {
  private readonly saver: NotebookSaver;
  private readonly listenerFailed = new AbortController();
  private readonly signal: AbortSignal;
  private check: OutputCheck | undefined;

  constructor(
    private readonly notebook: Notebook,
    private readonly place: Place,
    private readonly options: ExecuteOptions,
    private readonly kernels: KernelSource,
  ) {
    this.saver = new NotebookSaver(notebook, targetFor(place.target, options.ioHandlers), {
      onCells: options.requestSaveOnCellExecute ?? true,
      outputAfterMs: options.autosaveCellEveryMs ?? defaultAutosaveMs,
    });
    const given = options.signal ? [options.signal] : [];
    this.signal = AbortSignal.any([...given, this.listenerFailed.signal]);
  }

  async run(): Promise<ExecutedNotebook> {
    const { options, place, notebook } = this;
    if (options.check) refuseOverwriting(place);
    const engine = findEngine(options.engineName, options.engines ?? {}, kernelEngine(this.kernels));
    const run = options.prepareOnly ? undefined : await engine.open(engineRequest(notebook, place, options));
    const warnings = await this.prepare(run);
    const { inputPath, outputPath } = place;
    this.emit({ type: 'notebook-start', inputPath, outputPath, cellCount: notebook.cells.length });
    for (const message of warnings) this.emit({ type: 'warning', message });
    if (!run) return this.prepared();
    await this.saver.save(false);
    return this.execute(run);
  }

  private async prepare(run: EngineRun | undefined): Promise<string[]> {
    const { notebook, place, options } = this;
    const { parameters = {} } = options;
    const { kernelspec, language_info } = notebook.metadata;
    const language = options.language ?? (run?.language || kernelspec?.language || language_info?.name);
    removeErrorMarkers(notebook);
    this.check = run && this.openCheck();
    const warnings = await applyParameters(notebook, parameters, {
      kernelName: options.kernelName ?? kernelspec?.name ?? run?.kernelName,
      language: typeof language === 'string' ? language : undefined,
      strict: options.strictParameters ?? true,
    });
    if (options.reportMode) hideSources(notebook);
    markPending(notebook, {
      parameters:
        Object.keys(parameters).length > 0 ? parametersAsJson(parameters) : injectedBefore(notebook),
      version,
      inputPath: place.inputPath,
      outputPath: place.outputPath,
    });
    return warnings;
  }

  private async prepared(): Promise<ExecutedNotebook> {
    await this.saver.save(true);
    const cells = this.cellRuns().map((run) => run.result());
    const executed = this.executed(true, cells, 0);
    this.emit({ type: 'notebook-end', executed });
    return executed;
  }

  /** Takes the saved outputs aside. */
  private openCheck(): OutputCheck | undefined {
    const { check } = this.options;
    if (!check) return undefined;
    return new OutputCheck(
      this.notebook,
      this.place.inputPath ?? 'The notebook',
      check === true ? {} : check,
    );
  }

  private cellRuns(): CellRun[] {
    const observer = {
      emit: (event: NotebookEvent) => this.emit(event),
      touch: (what: 'cell' | 'output') => this.saver.touch(what),
    };
    return prepareCellRuns(this.notebook, observer, this.check && checkMarkers);
  }

  private async execute(run: EngineRun): Promise<ExecutedNotebook> {
    const startedAt = new Date();
    const startedTick = performance.now();
    markRunStarted(this.notebook, startedAt);
    const runs = this.cellRuns();
    let error: unknown;
    try {
      await run.run({
        notebook: this.notebook,
        cells: runs,
        signal: this.signal,
        emit: (event) => this.emit(event),
        throwIfUnsaved: () => this.saver.throwIfFailed(),
      });
    } catch (cause) {
      const wasCancelled = this.signal.aborted && !(cause instanceof ExecutionError);
      error = wasCancelled ? new ExecutionCancelledError(this.signal.reason) : cause;
    }
    error ??= firstFailure(runs);
    const durationMs = performance.now() - startedTick;
    const failed = error instanceof ExecutionError ? error.cell : undefined;
    const mismatch = this.check?.judge(runs);
    for (const { cellIndex } of mismatch?.cells ?? []) {
      const cell = runs[cellIndex]?.result();
      if (cell) this.emit({ type: 'output-mismatch', cell });
    }
    error ??= mismatch;
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

/** What an engine is told of a notebook, with the defaults filled in. */
export function engineRequest(notebook: Notebook, place: Place, options: ExecuteOptions): EngineRequest {
  return {
    notebook,
    kernelName: options.kernelName,
    kernelDirs: options.kernelDirs ?? [],
    cwd: options.cwd ?? place.folder,
    startDirs: [place.folder, process.cwd()],
    env: options.env ?? {},
    startTimeoutMs: options.startTimeoutMs ?? defaultStartTimeoutMs,
    executionTimeoutMs: options.executionTimeoutMs,
  };
}
