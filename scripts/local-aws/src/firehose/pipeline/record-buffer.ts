import type { Clock } from '../../clock.js';
import type { SourceRecord } from './source-record.js';

/** When a buffer is delivered: at this size or after this time, whichever comes first. */
export interface BufferLimits {
  /** Bytes before compression. */
  readonly maxBytes: number;
  /** Counted from the first record in the buffer. */
  readonly maxAgeMs: number;
}

/**
 * Gathers records until there are enough of them or they have waited long enough, then hands them on and
 * starts anew.
 */
export class RecordBuffer {
  /** May change at any time; a timer that runs already keeps to the old ones. */
  limits: BufferLimits;
  #records: SourceRecord[] = [];
  #bytes = 0;
  #hasStopped = false;
  #cancelTimer: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #onFull: (records: readonly SourceRecord[]) => void;

  constructor(clock: Clock, limits: BufferLimits, onFull: (records: readonly SourceRecord[]) => void) {
    this.#clock = clock;
    this.limits = limits;
    this.#onFull = onFull;
  }

  add(record: SourceRecord): void {
    if (!this.#hasStopped) this.#cancelTimer ??= this.#clock.after(this.limits.maxAgeMs, () => this.#flush());
    this.#records.push(record);
    this.#bytes += record.data.byteLength;
    if (this.#bytes >= this.limits.maxBytes) this.#flush();
  }

  /** Stops the timer; what is in the buffer stays undelivered. */
  stop(): void {
    this.#hasStopped = true;
    this.#cancelTimer?.();
  }

  #flush(): void {
    const records = this.#records;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#records = [];
    this.#bytes = 0;
    this.#onFull(records);
  }
}
