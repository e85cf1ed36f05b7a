import { ExecutionCancelledError } from './execution-cancelled-error.js';
import type { ExecutionError, FailedCell } from './execution-error.js';
import { NotebookTimeoutError } from './notebook-timeout-error.js';
import { PapermillError } from './papermill-error.js';

/** What an execution ends with that its signal has stopped: its time was over, or somebody cancelled it. */
export function cancellation({ reason }: AbortSignal, cell?: FailedCell): ExecutionError {
  if (reason instanceof NotebookTimeoutError) return new NotebookTimeoutError(reason.timeoutMs, cell);
  return new ExecutionCancelledError(reason, cell);
}

/**
 * What is thrown where a signal has stopped something that is no execution yet, or none at all.
 *
 * @param what was cancelled, as the beginning of a sentence.
 */
export function cancelledBefore(what: string, { reason }: AbortSignal): PapermillError {
  if (reason instanceof PapermillError) return reason;
  const why = reason instanceof Error ? `: ${reason.message.replace(/\.$/, '')}` : '';
  return new PapermillError('EXECUTION_CANCELLED', `${what} was cancelled${why}.`, { cause: reason });
}
