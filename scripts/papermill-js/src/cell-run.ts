import type { FailedCell } from './errors/execution-error.js';
import type { KernelErrorReport } from './errors/kernel-error-report.js';
import type { CellStatus, ExecutedCell } from './executed-notebook.js';
import { type Cell, type CodeCell, hasTag, type JsonObject, type Notebook } from './notebook/model.js';
import { isoTime, setCellMetadata } from './notebook/papermill-metadata.js';

/** One cell's way through an execution: what is known of it, with its papermill metadata kept in step. */
export class CellRun {
  status: CellStatus = 'pending';
  error: KernelErrorReport | undefined;
  private startedAt: Date | undefined;
  private endedAt: Date | undefined;
  private startedTick = 0;
  private durationMs = 0;

  constructor(
    readonly cell: Cell,
    readonly index: number,
  ) {}

  /** Passes over a cell that is not sent: text, blank code, or code that is to be skipped. */
  pass(): void {
    if (this.cell.cell_type === 'code' && isSkipped(this.cell)) {
      this.status = 'skipped';
      return;
    }
    this.start();
    this.end();
  }

  start(): void {
    this.startedAt = new Date();
    this.startedTick = performance.now();
    this.writeMetadata();
  }

  end(): void {
    this.durationMs = performance.now() - this.startedTick;
    this.endedAt = new Date();
    if (this.status === 'pending') this.status = 'completed';
    this.writeMetadata();
  }

  /** Fails the cell; replaces what was known of its error. */
  fail(report: KernelErrorReport): void {
    this.error = { ename: report.ename, evalue: report.evalue, traceback: report.traceback };
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
  constructor(
    override readonly cell: CodeCell,
    index: number,
  ) {
    super(cell, index);
  }

  /** Notes an error the kernel reported: the first one counts, and fails the cell unless it is expected. */
  reportError(report: KernelErrorReport): void {
    if (this.error) return;
    if (hasTag(this.cell, 'raises-exception')) this.error = report;
    else this.fail(report);
  }

  /** Notes when a message came, under nbclient's name for it in `metadata.execution`. */
  timing(name: string): void {
    const known = this.cell.metadata.execution as JsonObject | undefined;
    this.cell.metadata.execution = { ...known, [name]: new Date().toISOString() };
  }
}

/** The runs of all cells; blank code and cells tagged `skip-execution` are not sent. */
export function prepareCellRuns(notebook: Notebook): CellRun[] {
  return notebook.cells.map((cell, index) => {
    const sent = cell.cell_type === 'code' && cell.source.trim() !== '' && !isSkipped(cell);
    return sent ? new SentCellRun(cell, index) : new CellRun(cell, index);
  });
}

function isSkipped(cell: Cell): boolean {
  return hasTag(cell, 'skip-execution');
}
