/**
 * A few words of memory that the control thread writes and the main thread reads: a cell that spins keeps
 * the main thread from receiving any message, but not from looking at a number.
 */
enum Word {
  /** 1 while the code of cells has to look whether it must end. */
  Stop,
  /** Counts interrupts; code that began or waits since before the last one has to look, too. */
  Sweep,
  /** The number of the run that goes on, 0 between runs. */
  Run,
  /** The run that was going on when the interrupt came: a later one is none of its business. */
  Target,
  /** See {@link Asked}. */
  Asked,
  /** The number of the run that a SIGINT would break off now, {@link BREAKING}, or 0. */
  Breakable,
  Length,
}

/** How far an interrupt that the control thread received has come. */
enum Asked {
  Nothing,
  Interrupt,
  /** The main thread has not taken it for a while: something spins. */
  Urgently,
}

/** A SIGINT is on its way to the code that it is to break off. */
const BREAKING = -1;
/** Far above what a signal takes to the thread that it breaks off. */
const BREAK_TIMEOUT_MS = 2_000;

export class InterruptFlags {
  /** For the guards in the code of cells, which read the first two numbers themselves. */
  readonly words: Int32Array<SharedArrayBuffer>;
  #runs = 0;
  #isAnnounced = false;

  constructor(words = new Int32Array(new SharedArrayBuffer(Word.Length * Int32Array.BYTES_PER_ELEMENT))) {
    this.words = words;
  }

  static readonly STOP = Word.Stop;
  static readonly SWEEP = Word.Sweep;

  /** Control thread: an interrupt has arrived. */
  ask(): void {
    Atomics.store(this.words, Word.Target, Atomics.load(this.words, Word.Run));
    Atomics.store(this.words, Word.Asked, Asked.Interrupt);
    Atomics.store(this.words, Word.Stop, 1);
  }

  /** Control thread: says whether the interrupt still waits for the main thread, and that it is urgent now. */
  urge(): boolean {
    const waits = Atomics.load(this.words, Word.Asked) !== Asked.Nothing;
    if (!waits) return false;
    Atomics.store(this.words, Word.Asked, Asked.Urgently);
    Atomics.store(this.words, Word.Stop, 1);
    return true;
  }

  /**
   * Control thread: whether a SIGINT would break off the run that is to be interrupted, and nothing else.
   * Where it is so, one must be sent: the run waits for it.
   */
  beginBreak(): boolean {
    const run = Atomics.load(this.words, Word.Target);
    return run !== 0 && Atomics.compareExchange(this.words, Word.Breakable, run, BREAKING) === run;
  }

  /** The next run is about to be told of, so that it can be interrupted by whoever hears of it. */
  announceRun(): void {
    this.#runs += 1;
    this.#isAnnounced = true;
    Atomics.store(this.words, Word.Run, this.#runs);
  }

  beginRun(): void {
    if (!this.#isAnnounced) this.announceRun();
    this.#isAnnounced = false;
  }

  /**
   * Runs code that a SIGINT breaks off. A signal that has been sent while it ran comes before it ends: a
   * little later, it would end the process, or break off another cell.
   */
  runBreakable<Result>(work: () => Result): Result {
    const { words } = this;
    Atomics.store(words, Word.Breakable, Atomics.load(words, Word.Run));
    try {
      return work();
    } finally {
      if (Atomics.exchange(words, Word.Breakable, 0) === BREAKING) {
        Atomics.wait(words, Word.Breakable, 0, BREAK_TIMEOUT_MS);
      }
    }
  }

  /** The signal has come: it has broken off the run, or within it a script with a watchdog of its own. */
  endBreak(): void {
    Atomics.store(this.words, Word.Breakable, 0);
  }

  endRun(): void {
    Atomics.store(this.words, Word.Run, 0);
    Atomics.store(this.words, Word.Stop, 0);
  }

  /** Takes the interrupt that waits, once: true where it is meant for the present run. */
  take(): boolean {
    const asked = Atomics.exchange(this.words, Word.Asked, Asked.Nothing);
    return asked !== Asked.Nothing && this.isForPresentRun;
  }

  get isAsked(): boolean {
    return Atomics.load(this.words, Word.Asked) !== Asked.Nothing && this.isForPresentRun;
  }

  get isUrgent(): boolean {
    return Atomics.load(this.words, Word.Asked) === Asked.Urgently && this.isForPresentRun;
  }

  private get isForPresentRun(): boolean {
    return Atomics.load(this.words, Word.Target) === Atomics.load(this.words, Word.Run);
  }

  /** Makes the code of cells look whether it must end, or lets it run on. */
  set stop(stop: boolean) {
    Atomics.store(this.words, Word.Stop, stop ? 1 : 0);
  }

  /**
   * Makes the code of cells look until the event loop turns: what has been given up, and calls itself again
   * whenever it fails, would otherwise keep it from turning.
   */
  lookForOneTurn(): void {
    const before = Atomics.exchange(this.words, Word.Stop, 1);
    if (before === 0) setImmediate(() => Atomics.store(this.words, Word.Stop, 0));
  }

  /** Makes what has begun until now look, for as long as it lives; returns the number of the sweep. */
  sweep(): number {
    return Atomics.add(this.words, Word.Sweep, 1) + 1;
  }
}
