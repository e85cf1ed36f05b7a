import { ExecutionCancelledError } from './execution-cancelled-error.js';
import type { ExecutionError, FailedCell } from './execution-error.js';
import { NotebookTimeoutError } from './notebook-timeout-error.js';

/** What an execution ends with that its signal has stopped: its time was over, or somebody cancelled it. */
export function cancellation({ reason }: AbortSignal, cell?: FailedCell): ExecutionError {
  if (reason instanceof NotebookTimeoutError) return new NotebookTimeoutError(reason.timeoutMs, cell);
  return new ExecutionCancelledError(reason, cell);
}
