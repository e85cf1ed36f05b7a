import type { EngineCell } from './engines/engine.js';
import { CellExecutionError } from './errors/cell-execution-error.js';
import type { FailedCell } from './errors/execution-error.js';
import type { KernelErrorReport } from './errors/kernel-error-report.js';
import type { NotebookEventListener } from './events.js';
import type { CellStatus, ExecutedCell } from './executed-notebook.js';
import type { KernelMessage } from './kernel/message.js';
import { type CellMarks, cellMarks, isRunnable } from './notebook/cell-marks.js';
import {
  type Cell,
  type CodeCell,
  isObject,
  type JsonObject,
  type Notebook,
  type Output,
} from './notebook/model.js';
import { textOf } from './notebook/outputs.js';
import { isoTime, setCellMetadata } from './notebook/papermill-metadata.js';
import { foldControlCharacters } from './notebook/stream-text.js';
import { OutputMask } from './secrets/output-mask.js';
import type { SecretMask } from './secrets/secret-mask.js';

/** Who hears of a cell's way. */
export interface CellObserver {
  readonly emit: NotebookEventListener;
  /** Says that the notebook has changed: a cell began or ended, or there is more output. */
  readonly touch: (what: 'cell' | 'output') => void;
  /** Says that something of a cell has changed beside its outputs. */
  readonly changed: (cell: Cell) => void;
  /** Says that a cell will hardly put out more. */
  readonly ended: (cell: Cell) => void;
  /** Takes secrets out of what is told and kept. */
  readonly mask: SecretMask;
  /** What is run where the cell shows `***`; undefined for every other cell. */
  readonly secretCode: (cell: Cell) => string | undefined;
}

/** One cell's way through an execution: what is known of it, with its papermill metadata kept in step. */
export class CellRun implements EngineCell {
  status: CellStatus = 'pending';
  error: KernelErrorReport | undefined;
  private startedAt: Date | undefined;
  private endedAt: Date | undefined;
  private startedTick = 0;
  private durationMs = 0;
  private kept = false;

  constructor(
    readonly cell: Cell,
    readonly index: number,
    protected readonly observer: CellObserver,
    private readonly marks = cellMarks(cell),
  ) {}

  get code(): string {
    return this.observer.secretCode(this.cell) ?? this.cell.source;
  }

  /** Whether there is something to run. */
  get isRunnable(): boolean {
    return isRunnable(this.cell, this.marks) && !this.isKept;
  }

  /** Whether it has begun, and not come to its end. */
  get isRunning(): boolean {
    return this.startedAt !== undefined && this.endedAt === undefined;
  }

  /** Whether an earlier execution ran it, and its outputs still count. */
  get isKept(): boolean {
    return this.kept;
  }

  /** Leaves the cell as an earlier execution completed it. */
  keep(): void {
    this.kept = true;
    this.observer.ended(this.cell);
    if (this.cell.cell_type === 'code' && this.marks.skip) {
      this.status = 'skipped';
      return;
    }
    this.status = 'completed';
    const { papermill } = this.cell.metadata;
    if (!isObject(papermill) || papermill.status !== 'completed') this.writeMetadata();
    else if (typeof papermill.duration === 'number') this.durationMs = papermill.duration * 1000;
  }

  /** Passes over a cell that is not sent: text, blank code, or code that is to be skipped. */
  pass(): void {
    if (this.cell.cell_type === 'code' && this.marks.skip) {
      this.status = 'skipped';
      return;
    }
    this.noteStart();
    this.noteEnd();
  }

  start(): void {
    this.noteStart();
    const { cell, index, observer } = this;
    observer.emit({ type: 'cell-start', index, id: cell.id, source: observer.mask.text(cell.source) });
    observer.touch('cell');
  }

  end(): void {
    this.noteEnd();
    this.observer.emit({ type: 'cell-end', cell: this.result() });
    this.observer.ended(this.cell);
    this.observer.touch('cell');
  }

  /** Adds an output that did not come as a message. */
  addOutput(given: Output): void {
    if (this.cell.cell_type !== 'code')
      throw new TypeError(`Cell ${this.index + 1} is text: it has no outputs.`);
    const shown = this.observer.mask.value(given);
    const output =
      shown.output_type === 'stream' ? { ...shown, text: foldControlCharacters(shown.text) } : shown;
    this.cell.outputs.push(output);
    this.announce(output);
  }

  /** Says that what the cell had put out has changed. */
  touch(): void {
    this.observer.touch('output');
  }

  /** Tells of an output that the cell has already. */
  announce(output: Output): void {
    if (output.output_type === 'error') this.reportError(output);
    const { cell, index, observer } = this;
    observer.emit({ type: 'output', index, id: cell.id, output, text: textOf(output) });
    observer.touch('output');
  }

  /** Notes an error the kernel reported: the first one counts, and fails the cell unless it is expected. */
  reportError(report: KernelErrorReport): void {
    if (this.error) return;
    if (this.marks.raises || endsNotebook(report)) this.error = report;
    else this.fail(report);
  }

  /** Whether the cell ended the notebook by `sys.exit()`: what follows is not run, and nothing has failed. */
  get endedNotebook(): boolean {
    return (
      !this.marks.raises && this.status !== 'failed' && this.error !== undefined && endsNotebook(this.error)
    );
  }

  private noteStart(): void {
    this.startedAt = new Date();
    this.startedTick = performance.now();
    this.writeMetadata();
  }

  private noteEnd(): void {
    this.durationMs = performance.now() - this.startedTick;
    this.endedAt = new Date();
    if (this.status === 'pending') this.status = 'completed';
    this.writeMetadata();
  }

  /** Fails the cell; replaces what was known of its error. */
  fail(report: KernelErrorReport): void {
    const { ename, evalue, traceback } = report;
    this.error = this.observer.mask.value({ ename, evalue, traceback });
    this.status = 'failed';
    this.writeMetadata();
  }

  asFailedCell(): FailedCell {
    return { cellIndex: this.index, cellId: this.cell.id, source: this.cell.source };
  }

  result(): ExecutedCell {
    const { index, status, durationMs, error } = this;
    return { index, id: this.cell.id, status, durationMs, ...(error && { error }) };
  }

  private writeMetadata(): void {
    const { startedAt, endedAt, status } = this;
    const running = startedAt !== undefined && status === 'pending';
    this.observer.changed(this.cell);
    setCellMetadata(this.cell, {
      // papermill knows four states; what was skipped has not been run.
      status: running ? 'running' : status === 'skipped' ? 'pending' : status,
      start_time: startedAt ? isoTime(startedAt) : null,
      end_time: endedAt ? isoTime(endedAt) : null,
      duration: endedAt ? this.durationMs / 1000 : null,
      exception: endedAt || status === 'failed' ? status === 'failed' : null,
    });
  }
}

/** A cell that is sent to the kernel. */
export class SentCellRun extends CellRun {
  private readonly outputMask: OutputMask<KernelMessage>;

  constructor(
    override readonly cell: CodeCell,
    index: number,
    observer: CellObserver,
    marks?: CellMarks,
  ) {
    super(cell, index, observer, marks);
    this.outputMask = new OutputMask(observer.mask);
  }

  /** A message of the kernel without the secrets in it; what may be the beginning of one comes with a later message. */
  withoutSecrets(message: KernelMessage): readonly KernelMessage[] {
    return this.outputMask.next(message);
  }

  /** What was kept back; to be asked for when nothing more is to come. */
  keptBack(): readonly KernelMessage[] {
    return this.outputMask.end();
  }

  /** Notes when a message came, under nbclient's name for it in `metadata.execution`. */
  timing(name: string): void {
    this.observer.changed(this.cell);
    const { metadata } = this.cell;
    metadata.execution ??= {};
    (metadata.execution as JsonObject)[name] = new Date().toISOString();
  }
}

/** The runs of all cells; blank code and cells that are marked to be skipped are not sent. */
export function prepareCellRuns(
  notebook: Notebook,
  observer: CellObserver,
  marksOf: (cell: Cell) => CellMarks = cellMarks,
): CellRun[] {
  return notebook.cells.map((cell, index) => {
    const marks = marksOf(cell);
    return isRunnable(cell, marks)
      ? new SentCellRun(cell, index, observer, marks)
      : new CellRun(cell, index, observer, marks);
  });
}

/** The failure of the first cell that failed, if one did. */
export function firstFailure(runs: readonly CellRun[]): CellExecutionError | undefined {
  const failed = runs.find((run) => run.status === 'failed');
  return failed?.error && new CellExecutionError(failed.asFailedCell(), failed.error);
}

/** Python's way of ending early: papermill stops there too, and calls the notebook a success. */
function endsNotebook({ ename, evalue }: KernelErrorReport): boolean {
  return ename === 'SystemExit' && ['', '0', 'None'].includes(evalue);
}
