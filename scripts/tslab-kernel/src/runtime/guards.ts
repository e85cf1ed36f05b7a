import type { InterruptFlags } from '../interrupt-flags.js';
import type { CellContext, CellContexts } from './cell-context.js';
import { GUARD_NAMES } from './guard-transform.js';

/** What the guards ask about the run that goes on. */
export interface GuardedRun {
  readonly cell: CellContext;
  readonly isInterrupted: boolean;
  /** Interrupts the run in the middle of its code. */
  interruptFromGuard(): void;
  /** Whether a guard of this run, which is interrupted, has to throw; `awaited` says which kind of guard. */
  mustThrow(awaited: boolean): boolean;
}

export interface GuardOptions {
  readonly flags: InterruptFlags;
  readonly contexts: CellContexts;
  readonly currentRun: () => GuardedRun | undefined;
}

/**
 * Gives the code of cells its guards. They are called when a number says that something may have to end,
 * and throw where that is the code that called them.
 */
export function installGuards(options: GuardOptions): void {
  const { words } = options.flags;
  const check = (started?: number) => stopIfNeeded(started, options);
  const resume = (started: number, value: unknown) => {
    if (words[0] !== 0 || words[1] !== started) stopIfNeeded(started, options);
    return value;
  };
  // Constants of the global object: V8 compiles them in, and a loop's look costs less than a nanosecond.
  for (const [name, value] of Object.entries({ words, check, resume })) {
    Object.defineProperty(globalThis, GUARD_NAMES[name as keyof typeof GUARD_NAMES], { value });
  }
}

function stopIfNeeded(started: number | undefined, { flags, contexts, currentRun }: GuardOptions): void {
  const run = currentRun();
  const own = contexts.own;
  const cell = own ?? run?.cell;
  if (cell?.isRefused) contexts.refuse(cell);
  if (started !== undefined && cell && started < cell.sweptAt) throw cell.interruption;
  if (run && cell === run.cell) {
    if (flags.isAsked) {
      run.interruptFromGuard();
      throw cell.interruption;
    }
    // A listener that is told of the interrupt belongs to no cell, and is let through.
    if (run.mustThrow(started !== undefined && own !== undefined)) throw cell.interruption;
  } else if (cell && flags.isUrgent) {
    // What an earlier cell has left behind spins, and keeps the interrupt from being read.
    cell.sweep(flags.sweep());
    throw cell.interruption;
  }
  if (!run?.isInterrupted && !flags.isAsked) flags.stop = false;
}
