import type { Storage, Write } from '../../storage/storage.js';

/** A record of which a queue has to remember something: it was received, and not acknowledged since. */
export interface Tracked {
  readonly shardIndex: number;
  readonly sequenceNumber: string;
  /** Milliseconds since the epoch. */
  readonly arrivalMs: number;
  /** Milliseconds since the epoch. */
  firstReceivedMs: number;
  receiveCount: number;
  /** Rises with every delivery: the number that the receipt handle in force carries. */
  receipt: number;
  /** Until when nobody else receives it; milliseconds since the epoch. */
  visibleAtMs: number;
  isDead: boolean;
}

type StoredTracked = Omit<Tracked, 'shardIndex' | 'sequenceNumber' | 'arrivalMs'>;

/** Records that were received; and, apart from them, dead letters that have not been received as such. */
const received = 'queue-received';
const deadLetters = 'queue-dead-letters';
/** For each shard, where the records begin that were never received. */
const positions = 'queue-positions';

/** All that is kept of the queue. */
export async function forgetQueue(storage: Storage, queueId: string): Promise<void> {
  for (const collection of [received, deadLetters, positions])
    await storage.clear(collection, { gte: `${queueId}/`, lt: `${queueId}0` });
}

/** The write by which a new queue starts reading the shard at `position`; at its beginning without. */
export const startWrite = (queueId: string, shardIndex: number, position: string): Write => ({
  collection: positions,
  key: `${queueId}/${shardIndex}`,
  value: position,
});

/**
 * What a queue remembers, on disk: a little for each record that was received and not acknowledged, and a position
 * for each shard. An acknowledgement deletes. Keys begin with the time of arrival, so that retention is a range.
 */
export class Ledger {
  readonly #storage: Storage;
  readonly #queueId: string;

  constructor(storage: Storage, queueId: string) {
    this.#storage = storage;
    this.#queueId = queueId;
  }

  /** The records that were received and not acknowledged, dead letters among them. */
  async *received(): AsyncGenerator<Tracked> {
    for await (const [key, value] of this.#storage.entries<StoredTracked>(received, this.#range()))
      yield { ...parseKey(key), ...value };
  }

  async positions(): Promise<Map<number, string>> {
    const found = new Map<number, string>();
    for await (const [key, position] of this.#storage.entries<string>(positions, this.#range()))
      found.set(Number(key.slice(this.#queueId.length + 1)), position);
    return found;
  }

  /** Dead letters that wait to be received, the oldest records first, beginning with that of `place`. */
  async deadLetters(place: string, limit: number): Promise<Tracked[]> {
    const range = { ...this.#range(), gte: `${this.#queueId}/${place}`, limit };
    const found: Tracked[] = [];
    for await (const [key, value] of this.#storage.entries<StoredTracked>(deadLetters, range))
      found.push({ ...parseKey(key), ...value });
    return found;
  }

  keep(tracked: Tracked): Write {
    const { firstReceivedMs, receiveCount, receipt, visibleAtMs, isDead } = tracked;
    const value: StoredTracked = { firstReceivedMs, receiveCount, receipt, visibleAtMs, isDead };
    return { collection: received, key: this.#key(tracked), value };
  }

  drop(tracked: Tracked): Write {
    return { collection: received, key: this.#key(tracked), delete: true };
  }

  /** From the received ones to the dead letters. */
  bury(tracked: Tracked): Write[] {
    return [this.drop(tracked), { ...this.keep(tracked), collection: deadLetters }];
  }

  /** The dead letter is gone, or among the received ones from here on. */
  unbury(tracked: Tracked): Write {
    return { collection: deadLetters, key: this.#key(tracked), delete: true };
  }

  moveTo(shardIndex: number, position: string): Write {
    return startWrite(this.#queueId, shardIndex, position);
  }

  leave(shardIndex: number): Write {
    return { collection: positions, key: `${this.#queueId}/${shardIndex}`, delete: true };
  }

  write(writes: readonly Write[]): Promise<void> {
    return this.#storage.write(writes);
  }

  /** Deletes what is remembered of records that arrived before `horizonMs`. */
  async trim(horizonMs: number): Promise<void> {
    const range = { gte: `${this.#queueId}/`, lt: `${this.#queueId}/${placeAt(horizonMs)}` };
    for (const collection of [received, deadLetters]) await this.#storage.clear(collection, range);
  }

  #key(tracked: Tracked): string {
    return `${this.#queueId}/${placeOf(tracked)}`;
  }

  #range() {
    return { gte: `${this.#queueId}/`, lt: `${this.#queueId}0` };
  }
}

/** Before every place. */
export const firstPlace = '';

/** Where a record stands among those of its queue: by arrival, then by its number. */
export const placeOf = ({ arrivalMs, shardIndex, sequenceNumber }: Tracked): string =>
  `${digits(arrivalMs)}/${shardIndex}/${sequenceNumber}`;

/** Before all that arrived at that time or later. */
export const placeAt = (timeMs: number): string => digits(timeMs);

const digits = (timeMs: number) => String(Math.max(0, Math.floor(timeMs))).padStart(15, '0');

function parseKey(key: string): Pick<Tracked, 'arrivalMs' | 'shardIndex' | 'sequenceNumber'> {
  const [, arrivalMs, shardIndex, sequenceNumber = ''] = key.split('/');
  return { arrivalMs: Number(arrivalMs), shardIndex: Number(shardIndex), sequenceNumber };
}
