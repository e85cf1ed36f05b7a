import TinyQueue from 'tinyqueue';
import type { Tracked } from './ledger.js';

/**
 * Where a record goes once it is visible again: to be received again, to the dead letters because it was received
 * often enough, or, being one, to those who receive dead letters.
 */
export type Lane = 'retry' | 'exhausted' | 'dead';

interface Due {
  readonly tracked: Tracked;
  readonly dueMs: number;
}

interface Filed {
  readonly tracked: Tracked;
  /** Its entry that holds; undefined while it is taken. */
  due: Due | undefined;
}

const lanes: readonly Lane[] = ['retry', 'exhausted', 'dead'];

/** Beyond twice the records, entries that no longer hold are thrown out. */
const spareEntries = 1000;

/** The records that a queue has out, by number and by when they are visible again; a step costs no more with many. */
export class TrackedRecords {
  readonly #byNumber = new Map<string, Filed>();
  #due = emptyHeaps();
  #maxReceiveCount: number | undefined;

  constructor(maxReceiveCount: number | undefined) {
    this.#maxReceiveCount = maxReceiveCount;
  }

  get size(): number {
    return this.#byNumber.size;
  }

  find(sequenceNumber: string): Tracked | undefined {
    return this.#byNumber.get(sequenceNumber)?.tracked;
  }

  has(tracked: Tracked): boolean {
    return this.#byNumber.get(tracked.sequenceNumber)?.tracked === tracked;
  }

  /** To be called when it is new, and whenever its lane or the time of its visibility has changed. */
  put(tracked: Tracked): void {
    this.#byNumber.set(tracked.sequenceNumber, { tracked, due: this.#file(tracked) });
    const entries = lanes.reduce((sum, lane) => sum + this.#due[lane].length, 0);
    if (entries > 2 * this.size + spareEntries) this.#fileAnew();
  }

  delete({ sequenceNumber }: Tracked): void {
    this.#byNumber.delete(sequenceNumber);
  }

  laneOf({ isDead, receiveCount }: Tracked): Lane {
    if (isDead) return 'dead';
    return this.#maxReceiveCount !== undefined && receiveCount >= this.#maxReceiveCount
      ? 'exhausted'
      : 'retry';
  }

  /** When the next record of the lane is visible, in milliseconds since the epoch; undefined where there is none. */
  nextDueMs(lane: Lane): number | undefined {
    return this.#peek(lane)?.dueMs;
  }

  /** Up to `count` records of the lane that are visible, the longest visible first. Whoever takes them puts them back. */
  takeVisible(lane: Lane, nowMs: number, count: number): Tracked[] {
    const taken: Tracked[] = [];
    while (taken.length < count) {
      const next = this.#peek(lane);
      if (!next || next.dueMs > nowMs) break;
      this.#due[lane].pop();
      const filed = this.#byNumber.get(next.tracked.sequenceNumber);
      if (filed) filed.due = undefined;
      taken.push(next.tracked);
    }
    return taken;
  }

  /** A new limit holds for the records that are out, too. */
  limitReceives(maxReceiveCount: number | undefined): void {
    if (maxReceiveCount === this.#maxReceiveCount) return;
    this.#maxReceiveCount = maxReceiveCount;
    this.#fileAnew();
  }

  /** Forgets those that arrived before `horizonMs`. */
  trim(horizonMs: number): void {
    for (const { tracked } of this.#byNumber.values())
      if (tracked.arrivalMs < horizonMs) this.delete(tracked);
  }

  /** The first entry of the lane that still holds. */
  #peek(lane: Lane): Due | undefined {
    const due = this.#due[lane];
    for (let next = due.peek(); next; next = due.peek()) {
      if (this.#byNumber.get(next.tracked.sequenceNumber)?.due === next) return next;
      due.pop();
    }
    return undefined;
  }

  #file(tracked: Tracked): Due {
    const due = { tracked, dueMs: tracked.visibleAtMs };
    this.#due[this.laneOf(tracked)].push(due);
    return due;
  }

  #fileAnew(): void {
    this.#due = emptyHeaps();
    for (const filed of this.#byNumber.values()) if (filed.due) filed.due = this.#file(filed.tracked);
  }
}

const emptyHeap = () => new TinyQueue<Due>([], (a, b) => a.dueMs - b.dueMs);

const emptyHeaps = (): Record<Lane, TinyQueue<Due>> => ({
  retry: emptyHeap(),
  exhausted: emptyHeap(),
  dead: emptyHeap(),
});
