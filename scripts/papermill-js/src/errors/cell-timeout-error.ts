import { ExecutionError, type FailedCell } from './execution-error.js';

/** A cell ran longer than it may; the kernel was interrupted, then stopped. */
export class CellTimeoutError extends ExecutionError {
  override readonly cell: FailedCell;
  /** The limit that was passed, in milliseconds. */
  readonly timeoutMs: number;

  constructor(cell: FailedCell, timeoutMs: number) {
    super(
      'CELL_TIMEOUT',
      `Cell ${cell.cellIndex + 1} (${cell.cellId}) ran longer than the ${timeoutMs / 1000} s a cell may take. ` +
        'Raise the execution timeout, or bound the loop or wait in the cell.',
      cell,
    );
    this.cell = cell;
    this.timeoutMs = timeoutMs;
  }
}
