import { type AppliedParameters, applyParameters } from './apply-parameters.js';
import { type CellObserver, type CellRun, firstFailure, prepareCellRuns } from './cell-run.js';
import { checkMarkers } from './check/markers.js';
import type { OutputCheck } from './check/output-check.js';
import { refuseOverwriting } from './check/refuse-overwriting.js';
import { endLeftCells, leftCell } from './end-left-cells.js';
import type { EngineRequest, EngineRun } from './engines/engine.js';
import { findEngine } from './engines/find-engine.js';
import { kernelEngine } from './engines/kernel-engine.js';
import { cancellation } from './errors/cancellation.js';
import { ExecutionError } from './errors/execution-error.js';
import { NotebookIoError } from './errors/notebook-io-error.js';
import { NotebookTimeoutError } from './errors/notebook-timeout-error.js';
import { PapermillError } from './errors/papermill-error.js';
import type { NotebookEvent } from './events.js';
import type { ExecuteOptions } from './execute-options.js';
import type { ExecutedNotebook } from './executed-notebook.js';
import { targetFor } from './io/notebook-target.js';
import type { KernelSource } from './kernel/kernel-source.js';
import { CellTexts } from './notebook/cell-texts.js';
import { addErrorMarkers, addNotebookErrorMarker, removeErrorMarkers } from './notebook/error-markers.js';
import { hideSources } from './notebook/hide-sources.js';
import type { JsonObject, Notebook } from './notebook/model.js';
import { mostOutputBytes } from './notebook/output-limit.js';
import { markPending, markRunEnded, markRunStarted } from './notebook/papermill-metadata.js';
import { injectedBefore, parametersAsJson } from './notebook/parameters.js';
import { type ReadOptions, readNotebook, type StyledNotebook } from './notebook/read.js';
import { NotebookSaver } from './notebook/saver.js';
import { resume } from './resume/resume.js';
import { masked } from './secrets/secret-mask.js';
import type { Secrets } from './secrets/secrets.js';
import { longestTimerMs } from './time-limit.js';
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

/** A notebook as it was read, and where it comes from and goes to. */
export interface NotebookInput extends StyledNotebook {
  readonly place: Place;
}

/** One execution of a notebook: parameters in, cells run, every state of it saved and told. */
export class Execution {
  private readonly saver: NotebookSaver;
  private readonly listenerFailed = new AbortController();
  private readonly timedOut = new AbortController();
  private readonly signal: AbortSignal;
  private check: OutputCheck | undefined;
  private secretCell: AppliedParameters['secretCell'];

  private readonly notebook: Notebook;
  private readonly place: Place;

  /** @param input of which the execution changes the notebook. */
  constructor(
    private readonly input: NotebookInput,
    private readonly options: Omit<ExecuteOptions, 'secrets'> & { readonly secrets: Secrets },
    private readonly kernels: KernelSource,
  ) {
    this.notebook = input.notebook;
    this.place = input.place;
    this.saver = new NotebookSaver(
      this.notebook,
      new CellTexts(input.style),
      targetFor(this.place.target, options.ioHandlers),
      {
        onCells: options.requestSaveOnCellExecute ?? true,
        outputAfterMs: options.autosaveCellEveryMs ?? defaultAutosaveMs,
        // An engine of somebody else may change cells in place.
        isChangedUntold: Object.hasOwn(options.engines ?? {}, options.engineName ?? ''),
        signal: options.signal,
      },
    );
    const given = options.signal ? [options.signal] : [];
    this.signal = AbortSignal.any([...given, this.listenerFailed.signal, this.timedOut.signal]);
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
    const startIndex = await this.resume();
    if (startIndex === notebook.cells.length) return this.prepared(startIndex);
    await this.saveFirst();
    return this.execute(run, startIndex);
  }

  /** Shows before a kernel starts that the place can be written to. */
  private async saveFirst(): Promise<void> {
    const { signal } = this.options;
    // What an earlier execution has left there is worth more than a notebook that was not run.
    if (signal?.aborted) throw this.cancelledUnsaved(signal);
    await this.saver.save(false).catch((error: unknown) => {
      throw signal?.aborted ? this.cancelledUnsaved(signal) : error;
    });
  }

  private cancelledUnsaved(signal: AbortSignal): ExecutionError {
    const cells = this.cellRuns(0).map((run) => run.result());
    return cancellation(signal).attach(this.executed(false, cells, 0, null));
  }

  /** The first cell to be run. */
  private async resume(): Promise<number> {
    const { options, kernels, place, notebook } = this;
    // The saved outputs may have changed, which only a new comparison finds.
    if (!options.resume || options.check) return 0;
    const kernelIsWarm = kernels.spec !== undefined;
    const previous = kernelIsWarm ? kernels.previous : await readPrevious(place.target, options);
    if (!previous) return 0;
    const kernelName = kernels.spec?.name ?? options.kernelName;
    const { startIndex, found } = resume(previous, notebook, { kernelName, kernelIsWarm });
    this.emit({ type: 'resume', startIndex, found });
    return startIndex;
  }

  private async prepare(run: EngineRun | undefined): Promise<string[]> {
    const { notebook, place, options } = this;
    const { parameters = {}, secrets } = options;
    const { kernelspec, language_info } = notebook.metadata;
    const language = options.language ?? (run?.language || kernelspec?.language || language_info?.name);
    removeErrorMarkers(notebook);
    this.check = run && (await this.openCheck());
    const applied = await applyParameters(notebook, parameters, {
      kernelName: options.kernelName ?? kernelspec?.name ?? run?.kernelName,
      language: typeof language === 'string' ? language : undefined,
      strict: options.strictParameters ?? true,
      secrets,
    });
    this.secretCell = applied.secretCell;
    const kept = injectedBefore(notebook);
    const isGiven = Object.keys(parameters).length > 0;
    if (options.reportMode) hideSources(notebook);
    markPending(notebook, {
      parameters: isGiven ? parametersAsJson(secrets.shown(parameters)) : kept,
      version,
      inputPath: place.inputPath,
      outputPath: place.outputPath,
    });
    return [...this.input.warnings, ...applied.warnings, ...(isGiven ? [] : maskedBefore(kept))];
  }

  /** Nothing is to be run. */
  private async prepared(startIndex = 0): Promise<ExecutedNotebook> {
    await this.saver.save(true);
    const cells = this.cellRuns(startIndex).map((run) => run.result());
    const executed = this.executed(true, cells, 0);
    this.emit({ type: 'notebook-end', executed });
    return executed;
  }

  /** Takes the saved outputs aside. */
  private async openCheck(): Promise<OutputCheck | undefined> {
    const { check, secrets } = this.options;
    if (!check) return undefined;
    const { OutputCheck } = await import('./check/output-check.js');
    return new OutputCheck(this.notebook, {
      ...(check === true ? {} : check),
      origin: this.place.inputPath ?? 'The notebook',
      mask: secrets.mask,
    });
  }

  /** All cells; those before the start are as an earlier execution left them. */
  private cellRuns(startIndex: number): CellRun[] {
    const observer: CellObserver = {
      emit: (event) => this.emit(event),
      touch: (what) => this.saver.touch(what),
      changed: (cell) => this.saver.changed(cell),
      ended: (cell) => this.saver.ended(cell),
      mask: this.options.secrets.mask,
      secretCode: (cell) => (cell === this.secretCell?.cell ? this.secretCell.code : undefined),
    };
    const runs = prepareCellRuns(this.notebook, observer, this.check && checkMarkers);
    for (const run of runs.slice(0, startIndex)) run.keep();
    return runs;
  }

  private async execute(run: EngineRun, startIndex: number): Promise<ExecutedNotebook> {
    const startedAt = new Date();
    const startedTick = performance.now();
    markRunStarted(this.notebook, startedAt);
    const runs = this.cellRuns(startIndex);
    let error: unknown;
    const timer = this.startTimer();
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
      error = wasCancelled ? cancellation(this.signal, leftCell(runs)?.asFailedCell()) : cause;
    } finally {
      clearTimeout(timer);
    }
    endLeftCells(runs, error);
    error ??= firstFailure(runs);
    const durationMs = performance.now() - startedTick;
    const failed = error instanceof ExecutionError ? error.cell : undefined;
    const mismatch = this.check?.judge(runs);
    for (const { cellIndex } of mismatch?.cells ?? []) {
      const cell = runs[cellIndex]?.result();
      if (cell) this.emit({ type: 'output-mismatch', cell });
    }
    error ??= mismatch;
    this.options.secrets.error(error);
    markRunEnded(this.notebook, startedAt, new Date(), error !== undefined);
    const failedCell = failed && this.notebook.cells[failed.cellIndex];
    if (failedCell) addErrorMarkers(this.notebook, failedCell);
    else if (error instanceof PapermillError && error !== mismatch)
      addNotebookErrorMarker(this.notebook, error.message);
    const unsaved = await this.saveLast();
    const cells = runs.map((run) => run.result());
    const executed = this.executed(
      error === undefined && !unsaved,
      cells,
      durationMs,
      unsaved && (unsaved.keptAs ?? null),
    );
    this.kernels.remember?.(this.notebook);
    // What ended the cells is what is thrown; this is to be heard of too.
    if (unsaved && error !== undefined) this.emit({ type: 'warning', message: unsaved.message });
    this.emit({ type: 'notebook-end', executed });
    if (this.listenerFailed.signal.aborted) throw this.listenerFailed.signal.reason;
    error ??= unsaved;
    if (error === undefined) return executed;
    if (error instanceof ExecutionError || error instanceof NotebookIoError) throw error.attach(executed);
    throw error;
  }

  /** Why the notebook could not be written; undefined where it was. */
  private async saveLast(): Promise<NotebookIoError | undefined> {
    if (this.place.target !== null) this.emit({ type: 'ending', step: 'saving' });
    try {
      await this.saver.save(true);
      return undefined;
    } catch (error) {
      if (!(error instanceof NotebookIoError)) throw error;
      this.options.secrets.error(error);
      return error;
    }
  }

  private startTimer(): NodeJS.Timeout | undefined {
    const { notebookTimeoutMs } = this.options;
    if (notebookTimeoutMs === undefined) return undefined;
    return setTimeout(
      () => this.timedOut.abort(new NotebookTimeoutError(notebookTimeoutMs)),
      Math.min(notebookTimeoutMs, longestTimerMs),
    );
  }

  private executed(
    ok: boolean,
    cells: ExecutedNotebook['cells'],
    durationMs: number,
    outputPath = this.place.outputPath,
  ): ExecutedNotebook {
    const { notebook, place } = this;
    return { notebook, ok, cells, durationMs, inputPath: place.inputPath, outputPath };
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

/** What an earlier execution has masked is run as it was written down. */
function maskedBefore(parameters: JsonObject): string[] {
  const names = Object.keys(parameters).filter((name) => parameters[name] === masked);
  if (names.length === 0) return [];
  const list = names.map((name) => `'${name}'`).join(', ');
  return [
    `${list}: secret in the execution that wrote this notebook, and ${masked} now. Give it again, as a secret.`,
  ];
}

/** What an engine is told of a notebook, with the defaults filled in. */
export function engineRequest(
  notebook: Notebook,
  place: Place,
  options: Omit<ExecuteOptions, 'secrets'>,
): EngineRequest {
  return {
    notebook,
    kernelName: options.kernelName,
    kernelDirs: options.kernelDirs ?? [],
    cwd: options.cwd ?? place.folder,
    startDirs: [place.folder, process.cwd()],
    env: options.env ?? {},
    startTimeoutMs: options.startTimeoutMs ?? defaultStartTimeoutMs,
    executionTimeoutMs: options.executionTimeoutMs,
    maxOutputBytes: Math.min(options.maxOutputBytes ?? mostOutputBytes, mostOutputBytes),
  };
}

/** What lies at the output's path; undefined where that is nothing, or no notebook. */
async function readPrevious(
  target: string | null,
  { ioHandlers, signal }: ReadOptions,
): Promise<Notebook | undefined> {
  if (target === null || target === '-') return undefined;
  return readNotebook(target, { ioHandlers, signal }).catch(() => undefined);
}
