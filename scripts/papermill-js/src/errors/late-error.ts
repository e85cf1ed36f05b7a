import type { FailedCell } from './execution-error.js';
import { ExecutionError } from './execution-error.js';
import type { KernelErrorReport } from './kernel-error-report.js';

/**
 * The kernel reported an error when no cell was running, and did not say which cell it came from: a rejected promise or
 * a timer of any of them.
 */
export class LateError extends ExecutionError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];

  /** @param after the cell that had run last; undefined where none had. */
  constructor(report: KernelErrorReport, after: FailedCell | undefined) {
    const when = after
      ? `after cell ${after.cellIndex + 1} (${after.cellId}) had ended`
      : 'before any cell ran';
    super(
      'LATE_ERROR',
      `An error came ${when}, and the kernel did not say from which cell: ${report.ename}: ${report.evalue}`,
    );
    this.ename = report.ename;
    this.evalue = report.evalue;
    this.traceback = report.traceback;
  }
}
