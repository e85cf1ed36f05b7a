import { CellExecutionError } from '../errors/cell-execution-error.js';
import { ExecutionError } from '../errors/execution-error.js';
import { KernelStartError } from '../errors/kernel-start-error.js';
import type { NotebookEvent } from '../events.js';
import { executeWith } from '../execute-notebook.js';
import type { ExecutedNotebook } from '../executed-notebook.js';
import { shownPath } from '../io/path-scheme.js';
import type { EarlierFailure, NotebookOutcome, NotebookResult, RunResult } from '../notebook-result.js';
import type { PathTemplate } from '../path-template.js';
import { executedOf } from '../run-result.js';
import { secretTexts } from '../secrets/secrets.js';
import { KernelPool } from './kernel-pool.js';
import { type PlannedNotebook, planNotebooks } from './plan-notebooks.js';
import { prewarm } from './prewarm.js';
import type { RunEvent } from './run-events.js';
import type { NotebookTask, RunOptions } from './run-options.js';

/**
 * Executes notebooks, each in a kernel of its own, several at once where `jobs` says so. A notebook that fails is told
 * in the result; the others are executed all the same, unless `failFast` is set.
 *
 * @param notebooks paths, or tasks with an output and parameters of their own. They begin in this order.
 * @returns how each of them ended, in the order in which they were given.
 * @throws ParameterError, NotebookIoError when the notebooks do not fit together: nothing was executed. RangeError for
 *   an option out of its range.
 * @example
 * const run = await executeNotebooks(
 *   ['a', 'b', 'c'].map((name) => ({ input: `${name}.ipynb`, output: `out/${name}.ipynb` })),
 *   { jobs: 2, retries: 1, executionTimeoutMs: 60_000 },
 * );
 * if (!run.ok) process.exitCode = 1;
 */
export async function executeNotebooks(
  notebooks: readonly (string | NotebookTask)[],
  options: RunOptions = {},
): Promise<RunResult> {
  return executePlanned(notebooks, options);
}

/**
 * The same with a template that fills in other paths of the run too.
 *
 * @internal
 */
export async function executePlanned(
  notebooks: readonly (string | NotebookTask)[],
  options: RunOptions,
  template?: PathTemplate,
): Promise<RunResult> {
  checkCount('jobs', options.jobs ?? 1, 1);
  checkCount('retries', options.retries ?? 0, 0);
  const tasks = notebooks.map((task) => (typeof task === 'string' ? { input: task } : task));
  const planned = await planNotebooks(tasks, options, template);
  await using pool = new KernelPool();
  return await new NotebookRun(planned, options, pool).run();
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(`${name}: expected a whole number from ${least}, got ${value}.`);
}

class NotebookRun {
  private readonly results: (NotebookResult | undefined)[];
  private readonly stop = new AbortController();
  private readonly signal: AbortSignal;
  private listenerFailed = false;
  private next = 0;

  constructor(
    private readonly planned: readonly PlannedNotebook[],
    private readonly options: RunOptions,
    private readonly pool: KernelPool,
  ) {
    this.results = planned.map(() => undefined);
    this.signal = AbortSignal.any([...(options.signal ? [options.signal] : []), this.stop.signal]);
  }

  async run(): Promise<RunResult> {
    const { planned, options } = this;
    const startedAt = new Date();
    const startedTick = performance.now();
    const jobs = Math.min(options.jobs ?? 1, Math.max(planned.length, 1));
    this.emit({ type: 'run-start', notebooks: planned.map(({ name }) => name), jobs });
    await Promise.all(Array.from({ length: jobs }, () => this.work()));
    const notebooks = planned.map((notebook, index) => this.results[index] ?? notRun(notebook));
    const result = {
      ok: notebooks.every(({ outcome }) => outcome === 'passed'),
      notebooks,
      startedAt,
      durationMs: performance.now() - startedTick,
    };
    this.emit({ type: 'run-end', result });
    if (this.listenerFailed) throw this.stop.signal.reason;
    return result;
  }

  /** Takes one notebook after the other until none is left. */
  private async work(): Promise<void> {
    for (let notebook = this.take(); notebook; notebook = this.take()) {
      const result = await this.executeUntilPassed(notebook);
      this.results[notebook.index] = result;
      this.emit({ type: 'notebook-result', index: notebook.index, result });
      if (result.outcome === 'failed' && this.options.failFast) this.stop.abort(failedFast(notebook));
    }
  }

  private take(): PlannedNotebook | undefined {
    return this.signal.aborted ? undefined : this.planned[this.next++];
  }

  private async executeUntilPassed(notebook: PlannedNotebook): Promise<NotebookResult> {
    const { retries = 0 } = this.options;
    const earlierFailures: EarlierFailure[] = [];
    for (let attempt = 1; ; attempt++) {
      const result = await this.executeOnce(notebook, attempt);
      const { error } = result;
      if (result.outcome !== 'failed' || !error || attempt > retries || !isWorthRetrying(error))
        return earlierFailures.length > 0 ? { ...result, earlierFailures } : result;
      earlierFailures.push(earlierFailure(error));
      const { index, name } = notebook;
      this.emit({ type: 'notebook-retry', index, notebook: name, attempt, error });
    }
  }

  private async executeOnce(notebook: PlannedNotebook, attempt: number): Promise<NotebookResult> {
    const startedAt = new Date();
    const startedTick = performance.now();
    const ended = (outcome: NotebookOutcome, executed?: ExecutedNotebook, error?: Error): NotebookResult => ({
      input: notebook.name,
      output: executed?.outputPath ?? shownOutput(notebook),
      outcome,
      executed,
      error,
      attempts: attempt,
      startedAt,
      durationMs: performance.now() - startedTick,
    });
    try {
      const { executed, wasRun } = await this.execute(notebook, attempt);
      const result = ended('passed', executed);
      return wasRun ? result : { ...result, attempts: 0, startedAt: undefined };
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause), { cause });
      const executed = executedOf(error);
      // A cell that failed of itself in the moment of a cancellation has failed.
      const wasCancelled =
        this.signal.aborted && (!(error instanceof ExecutionError) || error.code === 'EXECUTION_CANCELLED');
      return ended(wasCancelled ? 'cancelled' : 'failed', executed, error);
    }
  }

  private async execute(
    notebook: PlannedNotebook,
    attempt: number,
  ): Promise<{ executed: ExecutedNotebook; wasRun: boolean }> {
    const { options, pool, signal } = this;
    const { index, name, parameters, template, input, output } = notebook;
    let wasRun = true;
    const given = {
      ...options,
      parameters,
      // A notebook may print what only another one declares.
      secretValues: [
        ...(options.secretValues ?? []),
        ...secretTexts(options.parameters ?? {}, options.secrets ?? []),
      ],
      signal,
      onEvent: (event: NotebookEvent): void => {
        this.emit({ type: 'notebook-event', index, notebook: name, attempt, event });
        if (event.type === 'resume') wasRun = event.found.reason !== 'unchanged' || event.startIndex === 0;
        // Its own kernel is up: the machine has time for the next one's.
        if (event.type === 'kernel-ready') this.prewarmNext();
      },
    };
    const executed = await executeWith(pool, input, output, given, template);
    return { executed, wasRun };
  }

  private prewarmNext(): void {
    const next = this.planned[this.next];
    if (next && (this.options.prewarm ?? true)) void prewarm(next, this.options, this.pool);
  }

  private emit(event: RunEvent): void {
    if (this.listenerFailed) return;
    try {
      this.options.onEvent?.(event);
    } catch (error) {
      this.listenerFailed = true;
      this.stop.abort(error);
    }
  }
}

function shownOutput({ output, template }: PlannedNotebook): string | null {
  return output === null ? null : shownPath(template.fillShown(output));
}

function earlierFailure(error: Error): EarlierFailure {
  const cellId = error instanceof ExecutionError ? error.cell?.cellId : undefined;
  if (!(error instanceof CellExecutionError)) return { name: error.name, message: error.message, cellId };
  return { name: error.ename, message: error.evalue, cellId };
}

function notRun(notebook: PlannedNotebook): NotebookResult {
  return {
    input: notebook.name,
    output: shownOutput(notebook),
    outcome: 'not-run',
    executed: undefined,
    error: undefined,
    attempts: 0,
    startedAt: undefined,
    durationMs: 0,
  };
}

function failedFast({ name }: PlannedNotebook): Error {
  return new Error(`${name} failed, and the run was to stop at the first failure`);
}

/** A wrong parameter, path or notebook is as wrong the second time. */
function isWorthRetrying(error: Error): boolean {
  return error instanceof ExecutionError || error instanceof KernelStartError;
}
