/**
 * Time as the server sees it. Passed in everywhere, so that tests move it by hand and a lesson can run it
 * faster; nothing else in this package may call `Date.now`, `setTimeout` or `setInterval`.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs `callback` once, `delayMs` milliseconds from now. Returns a function that cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** Where this clock runs faster than its clients' time: the clock of that time. */
  readonly pace?: Clock;
}

/**
 * The time in which clients live. What is measured against them goes by it however fast the server's own clock
 * runs: calls and bytes a second, a client's pauses between calls, the life of the tokens that it holds.
 */
export const paceOf = (clock: Clock): Clock => clock.pace ?? clock;

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/**
 * A clock that starts at `base`'s time and runs `rate` times as fast from then on: at 1,440, a day passes in a
 * minute. Its {@link Clock.pace} is `base`.
 *
 * @example const clock = fastClock(systemClock, 1440)
 */
export function fastClock(base: Clock, rate: number): Clock {
  const startMs = base.now();
  return {
    now: () => Math.floor(startMs + (base.now() - startMs) * rate),
    after: (delayMs, callback) => base.after(Math.ceil(delayMs / rate), callback),
    pace: base,
  };
}
