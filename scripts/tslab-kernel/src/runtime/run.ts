import type { InterruptFlags } from '../interrupt-flags.js';
import type { CellContext, CellContexts } from './cell-context.js';
import type { GuardedRun } from './guards.js';
import { emitInterrupt } from './interrupt.js';

/** How long an interrupted cell may go on to end by itself: to run `finally` blocks, to save, to say so. */
const GRACE_MS = 120;

export interface RunOptions {
  /** Distinguishes it from all other runs; at least 1. */
  readonly number: number;
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
  #guardHasThrown = false;
  #graceTimer: NodeJS.Timeout | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.givenUp = new Promise((resolve) => {
      this.#resolveGivenUp = resolve;
    });
    options.flags.beginRun(options.number);
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

  /**
   * Has the guards throw: once where the cell goes on after an `await`, so that its `finally` blocks can do
   * what they have to; everywhere when the grace is over.
   */
  markInterrupted(): void {
    this.#options.flags.take();
    if (this.isInterrupted) return;
    this.#interruptedAtMs = performance.now();
    this.#options.flags.stop = true;
  }

  mustThrow(awaited: boolean): boolean {
    if (this.#interruptedAtMs === undefined) return false;
    if (performance.now() - this.#interruptedAtMs > GRACE_MS) return true;
    if (!awaited || this.#guardHasThrown) return false;
    this.#guardHasThrown = true;
    return true;
  }

  /** A guard has found an interrupt that nobody could read, as the cell spins: listeners hear of it next. */
  interruptFromGuard(): void {
    this.markInterrupted();
    this.#guardHasThrown = true;
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
