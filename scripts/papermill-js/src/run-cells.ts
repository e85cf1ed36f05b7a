import { type CellRun, prepareCellRuns, SentCellRun } from './cell-run.js';
import { CellExecutionError } from './errors/cell-execution-error.js';
import { CellTimeoutError } from './errors/cell-timeout-error.js';
import { DeadKernelError } from './errors/dead-kernel-error.js';
import { ExecutionCancelledError } from './errors/execution-cancelled-error.js';
import type { ExecutionError } from './errors/execution-error.js';
import type { KernelErrorReport } from './errors/kernel-error-report.js';
import type { NotebookEventListener } from './events.js';
import type { KernelMessage } from './kernel/message.js';
import type { KernelSession, RequestOutcome, SentRequest } from './kernel/session.js';
import type { Notebook, Output } from './notebook/model.js';
import { OutputFolder, textOf } from './notebook/outputs.js';
import type { NotebookSaver } from './notebook/saver.js';
import { errorFromReply } from './reply-error.js';

/** What running the cells needs beside the notebook. */
export interface RunContext {
  readonly session: KernelSession;
  readonly saver: NotebookSaver;
  readonly emit: NotebookEventListener;
  readonly signal: AbortSignal;
  /** Milliseconds a cell may take; undefined for no limit. */
  readonly executionTimeoutMs: number | undefined;
}

/** After an interrupt the kernel may still say what it interrupted; not longer than this. */
const interruptGraceMs = 2000;
/** tslab refuses what comes within 200 ms after an error; no kernel is known to do so for longer. */
const abortedRetryMs = 100;
const abortedRetries = 20;
/** Before the kernel is stopped, it is given this long to finish what it has begun to say. */
const lastWordsMs = 1000;

/** Runs a notebook's cells in order and folds what the kernel says into them. */
export class CellRunner {
  readonly runs: readonly CellRun[];
  private readonly folder = new OutputFolder();
  private readonly byRequest = new Map<string, SentCellRun>();
  private readonly cancelled: Promise<'cancelled'>;
  private current: SentCellRun | undefined;

  constructor(
    notebook: Notebook,
    private readonly context: RunContext,
  ) {
    this.runs = prepareCellRuns(notebook);
    context.session.onIopub = (message) => this.hear(message);
    this.cancelled = new Promise((resolve) => {
      const { signal } = context;
      if (signal.aborted) resolve('cancelled');
      else signal.addEventListener('abort', () => resolve('cancelled'), { once: true });
    });
  }

  /** Runs the cells; resolves with the error that stopped it, or undefined when it came to the end. */
  async run(): Promise<ExecutionError | undefined> {
    for (const run of this.runs) {
      const stopped = await this.runOne(run);
      if (stopped) return stopped;
    }
    return (await this.hearLastWords()) ?? this.firstFailure();
  }

  /** What arrives while the kernel shuts down may still be an error. */
  firstFailure(): CellExecutionError | undefined {
    const failed = this.runs.find((run) => run.status === 'failed');
    return failed?.error && new CellExecutionError(failed.asFailedCell(), failed.error);
  }

  private async runOne(run: CellRun): Promise<ExecutionError | undefined> {
    const { signal, saver, emit } = this.context;
    if (signal.aborted) return new ExecutionCancelledError(signal.reason);
    saver.throwIfFailed();
    if (!(run instanceof SentCellRun)) {
      run.pass();
      return undefined;
    }
    run.start();
    this.current = run;
    emit({ type: 'cell-start', index: run.index, id: run.cell.id, source: run.cell.source });
    saver.touch();
    const stopped = await this.execute(run);
    run.end();
    emit({ type: 'cell-end', cell: run.result() });
    saver.touch();
    return stopped ?? this.firstFailure();
  }

  private async execute(run: SentCellRun): Promise<ExecutionError | undefined> {
    const { executionTimeoutMs } = this.context;
    let timer: NodeJS.Timeout | undefined;
    const timedOut = new Promise<'timed out'>((resolve) => {
      if (executionTimeoutMs !== undefined)
        timer = setTimeout(() => resolve('timed out'), executionTimeoutMs);
    });
    try {
      for (let attempt = 1; ; attempt++) {
        const request = this.send(run);
        const end = await Promise.race([request.outcome, timedOut, this.cancelled]);
        if (end === 'timed out' || end === 'cancelled') return await this.interrupt(run, request, end);
        if (!wasAborted(end) || attempt > abortedRetries) return this.conclude(run, end);
        await new Promise((resolve) => setTimeout(resolve, abortedRetryMs));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private send(run: SentCellRun): SentRequest {
    const request = this.context.session.execute(run.cell.source);
    this.byRequest.set(request.id, run);
    return request;
  }

  private conclude(run: SentCellRun, outcome: RequestOutcome): ExecutionError | undefined {
    if (outcome.kind === 'dead') {
      const error = new DeadKernelError(outcome.exit, run.asFailedCell());
      this.fail(run, error);
      return error;
    }
    const { content } = outcome;
    run.timing('shell.execute_reply');
    if (typeof content.execution_count === 'number') run.cell.execution_count = content.execution_count;
    if (content.status !== 'ok' && !run.error) {
      const report = errorFromReply(content, run.cell);
      run.reportError(report);
      this.addError(run, report);
    }
    return undefined;
  }

  private async interrupt(
    run: SentCellRun,
    request: SentRequest,
    why: 'timed out' | 'cancelled',
  ): Promise<ExecutionError> {
    const { session, signal, executionTimeoutMs = 0 } = this.context;
    const cell = run.asFailedCell();
    const error =
      why === 'timed out'
        ? new CellTimeoutError(cell, executionTimeoutMs)
        : new ExecutionCancelledError(signal.reason, cell);
    session.interrupt();
    const heeded = await endsWithin(request.outcome, interruptGraceMs);
    this.fail(run, error);
    if (!heeded) await session.shutdown(true);
    return error;
  }

  private fail(run: SentCellRun, error: ExecutionError): void {
    const report = {
      ename: error.name,
      evalue: error.message,
      traceback: [`${error.name}: ${error.message}`],
    };
    run.fail(report);
    this.addError(run, report);
  }

  /** Adds an error that the kernel itself sent no `error` message for. */
  private addError(run: SentCellRun, report: KernelErrorReport): void {
    const output: Output = { output_type: 'error', ...report, traceback: [...report.traceback] };
    run.cell.outputs.push(output);
    this.emitOutput(run, output);
  }

  private hear(message: KernelMessage): void {
    // Threads of some kernels print without saying for which request.
    const run = this.byRequest.get(message.parentId) ?? (message.parentId === '' ? this.current : undefined);
    if (!run) return;
    if (message.type === 'status') {
      run.timing(`iopub.status.${String(message.content.execution_state)}`);
      return;
    }
    if (message.type === 'execute_input') {
      run.timing('iopub.execute_input');
      if (typeof message.content.execution_count === 'number') {
        run.cell.execution_count = message.content.execution_count;
      }
      return;
    }
    const output = this.folder.fold(run.cell, message);
    this.context.saver.touch();
    if (!output) return;
    if (output.output_type === 'error') run.reportError(output);
    this.emitOutput(run, output);
  }

  private emitOutput(run: SentCellRun, output: Output): void {
    this.context.emit({
      type: 'output',
      index: run.index,
      id: run.cell.id,
      output,
      text: textOf(output),
    });
  }

  /** A rejection that nobody handled comes just after the last cell's end, and may end the kernel: ask once more. */
  private async hearLastWords(): Promise<ExecutionError | undefined> {
    if (!this.current) return undefined;
    const asked = this.context.session.askInfo().outcome;
    await Promise.race([endsWithin(asked, lastWordsMs), this.cancelled]);
    const answer = await Promise.race([asked, undefined]);
    return answer?.kind === 'dead' ? new DeadKernelError(answer.exit) : undefined;
  }
}

function wasAborted(outcome: RequestOutcome): boolean {
  // The protocol says `aborted`; stock tslab says `abort`.
  return outcome.kind === 'reply' && /^abort/.test(String(outcome.content.status));
}

async function endsWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  return Promise.race([promise.then(() => true), late]).finally(() => clearTimeout(timer));
}
