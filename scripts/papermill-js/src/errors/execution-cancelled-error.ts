import { ExecutionError, type FailedCell } from './execution-error.js';

/** The caller's AbortSignal fired; `cause` is the signal's reason. */
export class ExecutionCancelledError extends ExecutionError {
  constructor(reason: unknown, cell?: FailedCell) {
    const where = cell ? ` in cell ${cell.cellIndex + 1} (${cell.cellId})` : '';
    const why = reason instanceof Error ? `: ${reason.message.replace(/\.$/, '')}` : '';
    super('EXECUTION_CANCELLED', `The execution was cancelled${where}${why}.`, cell, { cause: reason });
  }
}
