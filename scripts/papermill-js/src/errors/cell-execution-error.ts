import { ExecutionError, type FailedCell } from './execution-error.js';

/** What a kernel reported about a failed cell, in Jupyter's own names. */
export interface KernelErrorReport {
  /** The error's name, e.g. `TypeError`. */
  readonly ename: string;
  /** The error's message. */
  readonly evalue: string;
  /** Lines for a person, often with ANSI colours. */
  readonly traceback: readonly string[];
}

/**
 * A cell failed in the kernel.
 *
 * @example
 * catch (error) {
 *   if (error instanceof CellExecutionError) console.error(error.cell.source, error.ename, error.evalue);
 * }
 */
export class CellExecutionError extends ExecutionError {
  override readonly cell: FailedCell;
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];

  constructor(cell: FailedCell, report: KernelErrorReport) {
    super(
      'CELL_FAILED',
      `Cell ${cell.cellIndex + 1} (${cell.cellId}) failed: ${report.ename}: ${report.evalue}`,
      cell,
    );
    this.cell = cell;
    this.ename = report.ename;
    this.evalue = report.evalue;
    this.traceback = report.traceback;
  }
}
