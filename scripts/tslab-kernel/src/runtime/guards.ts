import { GUARD_NAMES } from '../compiler/guard-transform.js';
import type { InterruptFlags } from '../interrupt-flags.js';
import type { CellContext, CellContexts } from './cell-context.js';

/** What the guards ask about the run that goes on. */
export interface GuardedRun {
  readonly cell: CellContext;
  readonly isInterrupted: boolean;
  /** Whether it is interrupted and should have ended by now. */
  readonly isOverdue: boolean;
  /** Interrupts the run in the middle of its code. */
  interruptFromGuard(): void;
  /** Whether it has been interrupted since this many sweeps. */
  wasInterruptedSince(sweep: number): boolean;
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
  const { flags } = options;
  const { words } = flags;
  const check = (started?: number) => {
    endRefused(options);
    endLeftover(started, options);
    endSpinning(options);
  };
  const resume = (waitsSince: number, value?: unknown) => {
    if (words[0] !== 0 || words[1] !== waitsSince) {
      endWaiting(waitsSince, options);
      check(waitsSince);
    }
    return value;
  };
  const run = (work: () => unknown) =>
    flags.runBreakable(() => {
      // It may have been interrupted while it was compiled.
      if (words[0] !== 0) check();
      return work();
    });
  // Constants of the global object: V8 compiles them in, and a loop's look costs less than a nanosecond.
  for (const [name, value] of Object.entries({ words, check, resume, run })) {
    Object.defineProperty(globalThis, GUARD_NAMES[name as keyof typeof GUARD_NAMES], { value });
  }
}

function endRefused({ contexts, currentRun }: GuardOptions): void {
  const cell = contexts.own ?? currentRun()?.cell;
  if (cell?.isRefused) contexts.refuse(cell);
}

/** Ends what began before somebody ended all that was left running. */
function endLeftover(since: number | undefined, { contexts }: GuardOptions): void {
  const cell = contexts.own;
  if (cell && since !== undefined && since < cell.sweptAt) throw cell.interruption;
}

/** Ends a wait that had begun when its cell was interrupted; what begins later is let through. */
function endWaiting(since: number, { contexts, currentRun }: GuardOptions): void {
  const run = currentRun();
  // A listener that is told of the interrupt belongs to no cell, and is let through, too.
  if (run && contexts.own === run.cell && run.wasInterruptedSince(since)) throw run.cell.interruption;
}

/** Ends code that does not let the interrupt be read, or that goes on when its cell should have ended. */
function endSpinning({ flags, contexts, currentRun }: GuardOptions): void {
  const run = currentRun();
  const cell = contexts.own ?? run?.cell;
  if (run && cell === run.cell) {
    const isNew = flags.isAsked;
    if (isNew) run.interruptFromGuard();
    if (isNew || run.isOverdue) throw cell.interruption;
  } else if (cell && flags.isUrgent) {
    cell.sweep(flags.sweep());
    throw cell.interruption;
  }
  // Nothing has to end any more, so nothing has to look.
  if (!run?.isInterrupted && !flags.isAsked) flags.stop = false;
}
