import { CellListener } from './cell-listener.js';
import { type CellRun, firstFailure, SentCellRun } from './cell-run.js';
import { cellTimeoutMs } from './cell-timeout.js';
import type { EngineContext } from './engines/engine.js';
import { cancellation } from './errors/cancellation.js';
import { CellTimeoutError } from './errors/cell-timeout-error.js';
import { DeadKernelError } from './errors/dead-kernel-error.js';
import type { ExecutionError } from './errors/execution-error.js';
import type { KernelErrorReport } from './errors/kernel-error-report.js';
import { LateError } from './errors/late-error.js';
import type { KernelMessage } from './kernel/message.js';
import type { KernelSession, RequestOutcome, SentRequest } from './kernel/session.js';
import { refusedInput } from './refused-input.js';
import { errorFromReply } from './reply-error.js';
import { endsWithin } from './time-limit.js';

/** The kernel that runs the cells, and what they may cost. */
export interface CellKernel {
  readonly session: KernelSession;
  /** Milliseconds a cell may take, where the notebook does not say; undefined for no limit. */
  readonly executionTimeoutMs: number | undefined;
  /** Bytes a cell may put out. */
  readonly maxOutputBytes: number;
  /** The kernel sends no `error` messages: stock tslab only prints. */
  readonly printsErrors: boolean;
}

/** After an interrupt the kernel may still say what it interrupted; not longer than this. */
const interruptGraceMs = 2000;
/** tslab refuses what comes within 200 ms after an error; no kernel is known to do so for longer. */
const abortedRetryMs = 100;
const abortedRetries = 20;
/** Before the kernel is stopped, it is given this long to finish what it has begun to say. */
const lastWordsMs = 1000;

/** What can end the waiting for a cell before its own end. */
type Intervention = 'timed out' | 'cancelled' | 'asked for input';

/** Runs a notebook's cells in order and folds what the kernel says into them. */
export class CellRunner {
  private readonly listener: CellListener;
  private readonly cancelled: Promise<'cancelled'>;
  private onInputRequest: (() => void) | undefined;

  constructor(
    private readonly runs: readonly CellRun[],
    private readonly context: Pick<EngineContext, 'signal' | 'throwIfUnsaved' | 'notebook' | 'emit'>,
    private readonly kernel: CellKernel,
  ) {
    this.listener = new CellListener(kernel.session, kernel);
    kernel.session.onInputRequest = (message) => this.refuseInput(message);
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

  /** To be called when the kernel has nothing more to say: what was kept back, as it might be a secret, is told. */
  end(): void {
    this.listener.close(this.context.notebook);
  }

  /** An error that came by now, with no cell running, and that no cell can be blamed for. */
  get lateError(): ExecutionError | undefined {
    const { lateError, latestRun } = this.listener;
    return lateError && new LateError(lateError, latestRun?.asFailedCell());
  }

  private async runOne(run: CellRun): Promise<ExecutionError | undefined> {
    const { signal, throwIfUnsaved } = this.context;
    if (signal.aborted) return cancellation(signal);
    throwIfUnsaved();
    if (run.isKept) return undefined;
    if (!(run instanceof SentCellRun)) {
      run.pass();
      return undefined;
    }
    const { exit } = this.kernel.session;
    if (exit) return this.died(exit);
    // First of all: the kernel has it while the start is noted and told.
    const request = this.send(run);
    run.start();
    this.listener.begin(run);
    const stopped = await this.execute(run, request);
    this.listener.end();
    run.end();
    return stopped ?? firstFailure(this.runs) ?? this.lateError;
  }

  private async execute(run: SentCellRun, first: SentRequest): Promise<ExecutionError | undefined> {
    const limitMs = cellTimeoutMs(this.context.notebook, this.kernel.executionTimeoutMs);
    let timer: NodeJS.Timeout | undefined;
    const timedOut = new Promise<Intervention>((resolve) => {
      if (limitMs !== undefined) timer = setTimeout(() => resolve('timed out'), limitMs);
    });
    const asked = new Promise<Intervention>((resolve) => {
      this.onInputRequest = () => resolve('asked for input');
    });
    try {
      let request = first;
      for (let attempt = 1; ; attempt++) {
        const end = await Promise.race([request.outcome, timedOut, asked, this.cancelled]);
        if (typeof end === 'string') return await this.intervene(run, request, end, limitMs ?? 0);
        if (!wasAborted(end) || attempt > abortedRetries) return this.conclude(run, end);
        await new Promise((resolve) => setTimeout(resolve, abortedRetryMs));
        request = this.send(run);
      }
    } finally {
      clearTimeout(timer);
      this.onInputRequest = undefined;
    }
  }

  private send(run: SentCellRun): SentRequest {
    const request = this.kernel.session.execute(run.code);
    this.listener.expect(request.id, run);
    return request;
  }

  private conclude(run: SentCellRun, outcome: RequestOutcome): ExecutionError | undefined {
    if (outcome.kind === 'dead') {
      const error = new DeadKernelError(outcome.exit, run.asFailedCell());
      fail(run, reportOf(error));
      return error;
    }
    if (outcome.kind === 'lost') {
      const evalue = `${outcome.reason}. Whether it succeeded is not known.`;
      fail(run, { ename: 'LostReplyError', evalue, traceback: [`LostReplyError: ${evalue}`] });
      return undefined;
    }
    const { content, heardIdle } = outcome;
    if (!heardIdle) this.warnOfLoss(run);
    run.timing('shell.execute_reply');
    if (typeof content.execution_count === 'number') run.cell.execution_count = content.execution_count;
    if (content.status !== 'ok' && !run.error) addError(run, errorFromReply(content, run.cell));
    return undefined;
  }

  private warnOfLoss({ index, cell }: SentCellRun): void {
    const message =
      `Cell ${index + 1} (${cell.id}): the kernel answered, but did not say among its outputs that it was done. ` +
      'Some of the output may not have been sent.';
    this.context.emit({ type: 'warning', message });
  }

  /** Interrupts the kernel and, where it does not heed that, stops it. */
  private async intervene(
    run: SentCellRun,
    request: SentRequest,
    why: Intervention,
    limitMs: number,
  ): Promise<ExecutionError | undefined> {
    const { session } = this.kernel;
    session.interrupt();
    const heeded = await endsWithin(request.outcome, interruptGraceMs);
    const error = this.interruption(run, why, limitMs);
    if (error) fail(run, reportOf(error));
    // What was refused is in the outputs already. An expected error lets the notebook go on, if the kernel can.
    else if (!heeded && run.error) run.fail(run.error);
    if (heeded) return error;
    this.context.emit({ type: 'ending', step: 'stopping-kernel' });
    await session.shutdown(true);
    return error;
  }

  private interruption(run: SentCellRun, why: Intervention, limitMs: number): ExecutionError | undefined {
    const cell = run.asFailedCell();
    if (why === 'asked for input') return undefined;
    return why === 'timed out'
      ? new CellTimeoutError(cell, limitMs)
      : cancellation(this.context.signal, cell);
  }

  /** ipykernel refuses by itself, as every cell asks it to; other kernels ask, and would wait for ever. */
  private refuseInput(message: KernelMessage): void {
    const run = this.listener.runOf(message.parentId) ?? this.listener.latestRun;
    if (run && !run.error) addError(run, refusedInput(message));
    this.onInputRequest?.();
  }

  /** A rejection that nobody handled comes just after the last cell's end, and may end the kernel: ask once more. */
  private async hearLastWords(): Promise<ExecutionError | undefined> {
    if (!this.listener.latestRun) return undefined;
    const asked = this.kernel.session.askInfo().outcome;
    await Promise.race([endsWithin(asked, lastWordsMs), this.cancelled]);
    // What a process that has ended has said may take a while to be read.
    const answer = await (this.kernel.session.exit ? asked : Promise.race([asked, undefined]));
    return answer?.kind === 'dead' ? this.died(answer.exit) : undefined;
  }

  private died(exit: DeadKernelError['exit']): ExecutionError {
    return new DeadKernelError(exit, undefined, this.listener.latestRun?.asFailedCell());
  }
}

function reportOf({ name, message }: ExecutionError): KernelErrorReport {
  return { ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}

/** Fails the cell for a reason that is not the kernel's own. */
function fail(run: SentCellRun, report: KernelErrorReport): void {
  run.fail(report);
  addError(run, report);
}

/** Adds an error that the kernel itself sent no `error` message for. */
function addError(run: SentCellRun, report: KernelErrorReport): void {
  run.addOutput({ output_type: 'error', ...report, traceback: [...report.traceback] });
}

function wasAborted(outcome: RequestOutcome): boolean {
  // The protocol says `aborted`; stock tslab says `abort`.
  return outcome.kind === 'reply' && /^abort/.test(String(outcome.content.status));
}
