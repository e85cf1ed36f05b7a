import { ExecutionError, type FailedCell } from './execution-error.js';
import type { KernelErrorReport } from './kernel-error-report.js';

/** A cell that put out something else than is saved. */
export interface MismatchedCell extends FailedCell {
  /** What differs: in a line as `evalue`, as a unified diff with ANSI colours as `traceback`. */
  readonly report: KernelErrorReport;
}

/**
 * Every cell ran to its end, but some put out something else than the notebook was saved with.
 *
 * @example
 * catch (error) {
 *   if (error instanceof OutputMismatchError)
 *     for (const { cellId, report } of error.cells) console.error(cellId, report.evalue);
 * }
 */
export class OutputMismatchError extends ExecutionError {
  override readonly cell: FailedCell;

  /** @param cells those that differ, in the notebook's order. */
  constructor(readonly cells: readonly [MismatchedCell, ...MismatchedCell[]]) {
    const [first] = cells;
    const list = cells.map(
      ({ cellIndex, cellId, report }) => `cell ${cellIndex + 1} (${cellId}): ${report.evalue}`,
    );
    const what = cells.length === 1 ? 'A cell puts out' : `${cells.length} cells put out`;
    super('OUTPUT_MISMATCH', `${what} something else than is saved: ${list.join('; ')}.`, first);
    this.cell = first;
  }
}
