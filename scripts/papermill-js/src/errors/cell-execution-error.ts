import { ExecutionError, type FailedCell } from './execution-error.js';
import type { KernelErrorReport } from './kernel-error-report.js';

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
