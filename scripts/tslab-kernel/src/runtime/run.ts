import type { InterruptFlags } from '../interrupt-flags.js';
import type { CellContext, CellContexts } from './cell-context.js';
import type { GuardedRun } from './guards.js';
import { emitInterrupt } from './interrupt.js';

/** How long an interrupted cell may go on to end by itself: to run `finally` blocks, to save, to say so. */
const GRACE_MS = 120;

export interface RunOptions {
  readonly cell: CellContext;
  readonly code: string;
  readonly flags: InterruptFlags;
  readonly contexts: CellContexts;
  /** Lets go of the promise that the cell awaits. */
  readonly abandon: () => void;
}

/** A cell that is running: what the executor reports of it, and how far its interruption has come. */
export class Run implements GuardedRun {
  value: unknown;
  thrown: unknown;
  /** Resolves when the run is interrupted and was not over in time. */
  readonly givenUp: Promise<void>;
  readonly #options: RunOptions;
  #resolveGivenUp: () => void = () => {};
  #interruptedAtMs: number | undefined;
  #interruptedAtSweep = 0;
  #graceTimer: NodeJS.Timeout | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.givenUp = new Promise((resolve) => {
      this.#resolveGivenUp = resolve;
    });
    options.flags.beginRun();
  }

  get cell(): CellContext {
    return this.#options.cell;
  }

  get code(): string {
    return this.#options.code;
  }

  get isInterrupted(): boolean {
    return this.#interruptedAtMs !== undefined;
  }

  get isOverdue(): boolean {
    return this.#interruptedAtMs !== undefined && performance.now() - this.#interruptedAtMs > GRACE_MS;
  }

  wasInterruptedSince(sweep: number): boolean {
    return sweep < this.#interruptedAtSweep;
  }

  /** Has the guards look, and end the waits that have begun; `finally` blocks may wait anew. */
  markInterrupted(): void {
    const { flags } = this.#options;
    flags.take();
    if (this.isInterrupted) return;
    this.#interruptedAtMs = performance.now();
    this.#interruptedAtSweep = flags.sweep();
    flags.stop = true;
  }

  /** A guard has found an interrupt that nobody could read, as the cell spins: listeners hear of it next. */
  interruptFromGuard(): void {
    this.markInterrupted();
    this.#options.contexts.leave(() => setImmediate(emitInterrupt));
  }

  /** Ends what the cell awaits, and the cell where that does not help. */
  interrupt(): void {
    this.markInterrupted();
    if (this.#graceTimer) return;
    const { contexts, cell } = this.#options;
    this.#graceTimer = contexts.leave(() => setTimeout(() => this.#giveUp(), GRACE_MS));
    cell.interrupt();
  }

  #giveUp(): void {
    const { cell, flags, abandon } = this.#options;
    cell.refuse(flags.sweep());
    abandon();
    this.#resolveGivenUp();
  }

  end(): void {
    const { cell, flags } = this.#options;
    clearTimeout(this.#graceTimer);
    cell.end();
    if (this.isInterrupted && !cell.isRefused) cell.refuse(flags.sweep());
    flags.endRun();
  }
}
