import { isObject, type Notebook } from './notebook/model.js';
import { longestTimerMs } from './time-limit.js';

/**
 * How long each cell may take, in milliseconds; undefined for as long as it likes. What the notebook says in
 * `metadata.execution.timeout`, in seconds, counts before the option, as with nbmake and MyST; 0 or less is no limit.
 * nbformat leaves no place for it in a cell: there `metadata.execution` holds times as text.
 */
export function cellTimeoutMs({ metadata }: Notebook, optionMs: number | undefined): number | undefined {
  const { execution } = metadata;
  const timeout = isObject(execution) ? execution.timeout : undefined;
  const limitMs = typeof timeout === 'number' && Number.isFinite(timeout) ? timeout * 1000 : optionMs;
  return limitMs !== undefined && limitMs > 0 ? Math.min(limitMs, longestTimerMs) : undefined;
}
