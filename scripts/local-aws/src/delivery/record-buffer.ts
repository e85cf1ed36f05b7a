import type { Clock } from '../clock.js';

/** A record on its way to an object. */
export interface DeliveredRecord {
  readonly data: Uint8Array;
  /** When it reached its source, milliseconds since the Unix epoch. Names the object it ends in. */
  readonly arrivedAtMs: number;
}

/** When a buffer is delivered: at this size or after this time, whichever comes first. */
export interface BufferLimits {
  /** Bytes before compression. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** From when the age of the buffer's first record counts: `receipt` by the buffer, or `arrival` at its source. */
  readonly agesFrom: 'receipt' | 'arrival';
}

/**
 * Gathers records until there are enough of them or they have waited long enough, then hands them on and
 * starts anew.
 */
export class RecordBuffer<R extends DeliveredRecord> {
  #limits: BufferLimits;
  #records: R[] = [];
  #bytes = 0;
  #startedAtMs = 0;
  #hasStopped = false;
  #cancelTimer: () => void = () => {};
  readonly #clock: Clock;
  readonly #onFull: (records: readonly R[]) => void;

  constructor(clock: Clock, limits: BufferLimits, onFull: (records: readonly R[]) => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onFull = onFull;
  }

  get limits(): BufferLimits {
    return this.#limits;
  }

  /** Other limits, to which what is in the buffer keeps too. */
  set limits(limits: BufferLimits) {
    this.#limits = limits;
    if (this.#records.length > 0) this.#startTimer();
  }

  add(record: R): void {
    this.#records.push(record);
    this.#bytes += record.data.byteLength;
    if (this.#records.length === 1) {
      this.#startedAtMs = this.#limits.agesFrom === 'arrival' ? record.arrivedAtMs : this.#clock.now();
      this.#startTimer();
    }
    if (this.#bytes >= this.#limits.maxBytes) this.#flush();
  }

  /** Stops the timer; what is in the buffer stays undelivered. */
  stop(): void {
    this.#hasStopped = true;
    this.#cancelTimer();
  }

  #startTimer(): void {
    this.#cancelTimer();
    if (this.#hasStopped) return;
    const delayMs = Math.max(0, this.#startedAtMs + this.#limits.maxAgeMs - this.#clock.now());
    this.#cancelTimer = this.#clock.after(delayMs, () => this.#flush());
  }

  #flush(): void {
    const records = this.#records;
    this.#cancelTimer();
    this.#records = [];
    this.#bytes = 0;
    this.#onFull(records);
  }
}
