import { ExecutionError, type FailedCell } from './execution-error.js';

/** The notebook as a whole ran longer than it may; the kernel was interrupted, then stopped. */
export class NotebookTimeoutError extends ExecutionError {
  /** The limit that was passed, in milliseconds. */
  readonly timeoutMs: number;

  /** @param cell the cell that ran when the time was over; undefined where none did, as while the kernel started. */
  constructor(timeoutMs: number, cell?: FailedCell) {
    const where = cell ? `in cell ${cell.cellIndex + 1} (${cell.cellId})` : 'while no cell was running';
    super(
      'NOTEBOOK_TIMEOUT',
      `The notebook ran longer than the ${timeoutMs / 1000} s it may take, and was stopped ${where}. ` +
        'Raise the notebook timeout, or look for the cell that takes too long.',
      cell,
    );
    this.timeoutMs = timeoutMs;
  }
}
