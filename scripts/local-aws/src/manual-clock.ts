import type { Clock } from './clock.js';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/**
 * A clock for tests: it stands still until it is moved. Life cycles, retention, Firehose's buffers, iterators and
 * limits all go by it, so that nothing in a test has to sleep.
 *
 * @example
 * const clock = new ManualClock();
 * await using aws = await startLocalAws({ port: 0, clock });
 * await kinesis.send(new CreateStreamCommand({ StreamName: 'sales', ShardCount: 1 }));
 * clock.advance(1000); // no longer CREATING
 */
export class ManualClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  /** @param start The time at which it stands first, in ISO 8601. Default noon on 15 January 2026, UTC. */
  constructor(start = '2026-01-15T12:00:00.000Z') {
    this.#nowMs = Date.parse(start);
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer: Timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are set. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Moves on by so many milliseconds, running what falls due on the way, each at its time. */
  advance(ms: number): void {
    const end = this.#nowMs + ms;
    for (let timer = this.#nextBy(end); timer; timer = this.#nextBy(end)) {
      this.#timers.delete(timer);
      this.#nowMs = timer.dueMs;
      timer.callback();
    }
    this.#nowMs = end;
  }

  /** Steps by so many milliseconds, back if below 0, and runs nothing: as when somebody corrects a machine's clock. */
  step(ms: number): void {
    this.#nowMs += ms;
  }

  #nextBy(end: number): Timer | undefined {
    return [...this.#timers].filter(({ dueMs }) => dueMs <= end).sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}
