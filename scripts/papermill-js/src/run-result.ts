import { ExecutionCancelledError } from './errors/execution-cancelled-error.js';
import { ExecutionError } from './errors/execution-error.js';
import { NotebookIoError } from './errors/notebook-io-error.js';
import type { ExecutedNotebook } from './executed-notebook.js';
import { isObject } from './notebook/model.js';
import type { NotebookOutcome, NotebookResult, RunResult } from './notebook-result.js';

/** An execution as `executeNotebook` ended it: what it returned, or what it threw. */
export type Outcome = { readonly executed: ExecutedNotebook } | { readonly error: unknown };

/**
 * One notebook's part in a run, from how its execution ended.
 *
 * @param input the notebook's path as it was given.
 * @param fields what is known better by the caller, such as the number of attempts.
 * @example
 * const outcome = await executeNotebook(path, null).then((executed) => ({ executed }), (error) => ({ error }));
 * const result = notebookResult(path, outcome);
 */
export function notebookResult(
  input: string,
  outcome: Outcome,
  fields: Partial<NotebookResult> = {},
): NotebookResult {
  const error = 'error' in outcome ? asError(outcome.error) : undefined;
  const executed = 'executed' in outcome ? outcome.executed : executedOf(error);
  return {
    input,
    output: executed?.outputPath ?? null,
    outcome: outcomeOf(error, executed),
    executed,
    error,
    attempts: 1,
    startedAt: executed && startOf(executed),
    durationMs: executed?.durationMs ?? 0,
    ...fields,
  };
}

/** A run of these notebooks, one after the other unless its duration is given. */
export function runResult(
  notebooks: readonly NotebookResult[],
  fields: Partial<Pick<RunResult, 'startedAt' | 'durationMs'>> = {},
): RunResult {
  const starts = notebooks.flatMap(({ startedAt }) => startedAt?.getTime() ?? []);
  return {
    ok: notebooks.every(({ outcome }) => outcome === 'passed'),
    notebooks,
    startedAt: starts.length > 0 ? new Date(Math.min(...starts)) : new Date(),
    durationMs: notebooks.reduce((sum, { durationMs }) => sum + durationMs, 0),
    ...fields,
  };
}

function outcomeOf(error: Error | undefined, executed: ExecutedNotebook | undefined): NotebookOutcome {
  if (error instanceof ExecutionCancelledError) return 'cancelled';
  return error === undefined && executed?.ok ? 'passed' : 'failed';
}

/** The notebook as far as it came before it failed. */
export function executedOf(error: unknown): ExecutedNotebook | undefined {
  const holdsNotebook = error instanceof ExecutionError || error instanceof NotebookIoError;
  return holdsNotebook ? error.executed : undefined;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}

function startOf({ notebook }: ExecutedNotebook): Date | undefined {
  const { papermill } = notebook.metadata;
  const start = isObject(papermill) ? papermill.start_time : undefined;
  return typeof start === 'string' ? new Date(start) : undefined;
}
