import { AsyncLocalStorage } from 'node:async_hooks';
import type { Message } from '../protocol/message.js';
import type { ErrorReport } from './error-report.js';

/** What the code of an interrupted cell is told, by the guards and as the reason of its signal. */
export class CellInterrupted extends Error {
  /** The name that the web's and Node's own abort errors have, which libraries ask for. */
  override readonly name = 'AbortError';
  readonly code = 'ABORT_ERR';

  constructor(label: string) {
    super(`${label} was interrupted`);
  }
}

/** How to end something that a cell has begun: a request, a sleep. */
type Stop = (reason: CellInterrupted) => void;

/** Timers that have fired are let go of when there are so many more than at the last look. */
const PRUNE_EVERY = 1_000;

type Timer = NodeJS.Timeout | NodeJS.Immediate;

interface TimerEntry {
  readonly callback: unknown;
  readonly clear: () => void;
}

/** Node says so of timers that have fired or were cleared. */
function isOver(timer: Timer): boolean {
  return Reflect.get(timer, '_destroyed') === true;
}

const NATIVE_FUNCTION = /^function \(\) \{ \[native code\] \}$/;

/** Whether it is a promise's own `resolve`: a timer that calls it is a sleep. */
function isPromiseResolver(callback: unknown): callback is () => void {
  return typeof callback === 'function' && NATIVE_FUNCTION.test(Function.prototype.toString.call(callback));
}

/**
 * One run of a cell, and all that it has begun. What it prints, throws and starts is recognised by its
 * asynchronous context, also long after its end.
 */
export class CellContext {
  #controller = new AbortController();
  #sweptAt = 0;
  readonly #stops = new Set<Stop>();
  readonly #timers = new Map<Timer, TimerEntry>();
  #pruneAt = PRUNE_EVERY;
  #ended = false;
  #refused = false;
  /** Errors that nobody caught while the cell ran, by their promise where they have one. */
  readonly uncaught = new Map<object, ErrorReport>();
  readonly interruption: CellInterrupted;

  constructor(
    /** Names the cell in errors, `Cell[3]`. */
    readonly label: string,
    /** The request whose output this is. */
    readonly parent: Message | undefined,
    /** Whether nothing of it is to be published. */
    readonly muted: boolean,
  ) {
    this.interruption = new CellInterrupted(label);
  }

  /** Aborts when the cell is interrupted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Whether the cell has been given up: nothing that it left behind may print, send or run. */
  get isRefused(): boolean {
    return this.#refused;
  }

  get sweptAt(): number {
    return this.#sweptAt;
  }

  end(): void {
    this.#ended = true;
  }

  /** Registers something that has begun; the function that is returned says that it is over. */
  track(stop: Stop): () => void {
    this.#stops.add(stop);
    return () => this.#stops.delete(stop);
  }

  addTimer(timer: Timer, entry: TimerEntry): void {
    this.#timers.set(timer, entry);
    if (this.#timers.size < this.#pruneAt) return;
    for (const known of this.#timers.keys()) {
      if (isOver(known)) this.#timers.delete(known);
    }
    this.#pruneAt = this.#timers.size + PRUNE_EVERY;
  }

  /** Stops what the cell waits for, so that its code goes on and ends: requests fail, sleeps are over. */
  interrupt(): void {
    this.#controller.abort(this.interruption);
    this.#stopAll();
    for (const [timer, { callback, clear }] of [...this.#timers]) {
      if (isOver(timer) || !isPromiseResolver(callback)) continue;
      clear();
      this.#timers.delete(timer);
      callback();
    }
  }

  /** Gives the cell up: from now on nothing that it has started does anything. */
  refuse(sweptAt: number): void {
    this.#refused = true;
    this.sweep(sweptAt);
  }

  /**
   * Ends what the cell has left running. What is called from now on may run, such as the handlers of a
   * server that it has started.
   *
   * @param at the sweep's number: code that began before it ends.
   */
  sweep(at: number): void {
    this.#sweptAt = at;
    this.#controller.abort(this.interruption);
    if (!this.#refused) this.#controller = new AbortController();
    for (const { clear } of this.#timers.values()) clear();
    this.#timers.clear();
    this.#stopAll();
  }

  #stopAll(): void {
    const stops = [...this.#stops];
    this.#stops.clear();
    for (const stop of stops) stop(this.interruption);
  }
}

/** Knows of any code that runs which cell it belongs to. */
export class CellContexts {
  readonly #storage = new AsyncLocalStorage<CellContext>();
  /** All cells of which something may still be running. */
  readonly #alive = new Set<WeakRef<CellContext>>();
  /** Errors that Node reports outside of their asynchronous context. */
  readonly #blamed = new WeakMap<object, CellContext>();
  #last: CellContext | undefined;

  constructor(
    /** Told when code that has been given up tries to go on: it may do so without end. */
    private readonly onRefused: () => void,
  ) {}

  /** The cell that started the code that runs; undefined for the kernel's own. */
  get own(): CellContext | undefined {
    return this.#storage.getStore();
  }

  /** The same, or else the cell that runs or ran last, whose output and errors everything else is. */
  get current(): CellContext | undefined {
    return this.#storage.getStore() ?? this.#last;
  }

  /** Makes this cell the one that runs. */
  begin(cell: CellContext): void {
    this.#last = cell;
    this.#alive.add(new WeakRef(cell));
  }

  /** Ends what all cells have left running. */
  sweep(at: number): void {
    for (const ref of this.#alive) {
      const cell = ref.deref();
      if (cell && !cell.isRefused) cell.sweep(at);
      else this.#alive.delete(ref);
    }
  }

  enter<Result>(cell: CellContext, work: () => Result): Result {
    return this.#storage.run(cell, work);
  }

  /** Runs what the kernel does for itself, such as sending what a cell has printed. */
  leave<Result>(work: () => Result): Result {
    return this.#storage.exit(work);
  }

  /** Ends the code of a cell that has been given up, as far as an error can. */
  refuse(cell: CellContext): never {
    this.onRefused();
    throw cell.interruption;
  }

  /** Notes whose an error is that Node will report without its context. */
  blame(thrown: unknown, cell: CellContext): void {
    if (typeof thrown === 'object' && thrown !== null) this.#blamed.set(thrown, cell);
  }

  /** Whose error this is. */
  ownerOf(thrown: unknown): CellContext | undefined {
    const blamed = typeof thrown === 'object' && thrown !== null ? this.#blamed.get(thrown) : undefined;
    return blamed ?? this.current;
  }
}
