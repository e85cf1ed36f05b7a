import { type CellRun, firstFailure, SentCellRun } from './cell-run.js';
import type { EngineContext } from './engines/engine.js';
import { CellTimeoutError } from './errors/cell-timeout-error.js';
import { DeadKernelError } from './errors/dead-kernel-error.js';
import { ExecutionCancelledError } from './errors/execution-cancelled-error.js';
import type { ExecutionError } from './errors/execution-error.js';
import type { KernelErrorReport } from './errors/kernel-error-report.js';
import type { KernelMessage } from './kernel/message.js';
import type { KernelSession, RequestOutcome, SentRequest } from './kernel/session.js';
import { OutputFolder } from './notebook/outputs.js';
import { errorFromReply } from './reply-error.js';

/** The kernel that runs the cells. */
export interface CellKernel {
  readonly session: KernelSession;
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
  private readonly folder = new OutputFolder();
  private readonly byRequest = new Map<string, SentCellRun>();
  private readonly cancelled: Promise<'cancelled'>;
  private current: SentCellRun | undefined;

  constructor(
    private readonly runs: readonly CellRun[],
    private readonly context: Pick<EngineContext, 'signal' | 'throwIfUnsaved'>,
    private readonly kernel: CellKernel,
  ) {
    kernel.session.onIopub = (message) => this.hear(message);
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
      if (run.endedNotebook) break;
    }
    return this.hearLastWords();
  }

  private async runOne(run: CellRun): Promise<ExecutionError | undefined> {
    const { signal, throwIfUnsaved } = this.context;
    if (signal.aborted) return new ExecutionCancelledError(signal.reason);
    throwIfUnsaved();
    if (run.isKept) return undefined;
    if (!(run instanceof SentCellRun)) {
      run.pass();
      return undefined;
    }
    run.start();
    this.current = run;
    const stopped = await this.execute(run);
    for (const message of run.keptBack()) this.fold(run, message);
    run.end();
    return stopped ?? firstFailure(this.runs);
  }

  private async execute(run: SentCellRun): Promise<ExecutionError | undefined> {
    const { executionTimeoutMs } = this.kernel;
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
    const request = this.kernel.session.execute(run.code);
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
      addError(run, report);
    }
    return undefined;
  }

  private async interrupt(
    run: SentCellRun,
    request: SentRequest,
    why: 'timed out' | 'cancelled',
  ): Promise<ExecutionError> {
    const { session, executionTimeoutMs = 0 } = this.kernel;
    const { signal } = this.context;
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
    addError(run, report);
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
    for (const shown of run.withoutSecrets(message)) this.fold(run, shown);
  }

  private fold(run: SentCellRun, message: KernelMessage): void {
    const output = this.folder.fold(run.cell, message);
    if (output) run.announce(output);
    else run.touch();
  }

  /** A rejection that nobody handled comes just after the last cell's end, and may end the kernel: ask once more. */
  private async hearLastWords(): Promise<ExecutionError | undefined> {
    if (!this.current) return undefined;
    const asked = this.kernel.session.askInfo().outcome;
    await Promise.race([endsWithin(asked, lastWordsMs), this.cancelled]);
    for (const run of this.byRequest.values()) for (const message of run.keptBack()) this.fold(run, message);
    const answer = await Promise.race([asked, undefined]);
    return answer?.kind === 'dead' ? new DeadKernelError(answer.exit) : undefined;
  }
}

/** Adds an error that the kernel itself sent no `error` message for. */
function addError(run: SentCellRun, report: KernelErrorReport): void {
  run.addOutput({ output_type: 'error', ...report, traceback: [...report.traceback] });
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
