import { type Cell, isObject, type Notebook } from './notebook/model.js';

/**
 * How long a cell may take, in milliseconds; undefined for as long as it likes. `metadata.execution.timeout`, in
 * seconds, of the cell counts before that of the notebook, where nbmake and MyST look for it, and both before the
 * option. 0 or less is no limit.
 */
export function cellTimeoutMs(
  cell: Cell,
  notebook: Notebook,
  optionMs: number | undefined,
): number | undefined {
  const own = timeoutOf(cell.metadata.execution) ?? timeoutOf(notebook.metadata.execution);
  const limitMs = own === undefined ? optionMs : own * 1000;
  return limitMs !== undefined && limitMs > 0 ? Math.min(limitMs, longestTimerMs) : undefined;
}

/** Node's timers fire at once when asked to wait longer. */
const longestTimerMs = 2 ** 31 - 1;

function timeoutOf(execution: unknown): number | undefined {
  const timeout = isObject(execution) ? execution.timeout : undefined;
  return typeof timeout === 'number' && Number.isFinite(timeout) ? timeout : undefined;
}
