import { deserialize, serialize } from 'node:v8';
import { seal, sealBytes, unseal } from './sealed-value.js';
import type { KeyRange, Storage, Write } from './storage.js';

/** What is used of a database, which keeps keys in order. Both `classic-level` and `memory-level` have it. */
export interface Database {
  get(key: string): Promise<Buffer | undefined>;
  batch(operations: Batch, options: { readonly sync: boolean }): Promise<void>;
  iterator(range: DatabaseRange & { readonly highWaterMarkBytes?: number }): EntryIterator;
  keys(range: DatabaseRange): { all(): Promise<string[]> };
  clear(range: DatabaseRange): Promise<void>;
  close(): Promise<void>;
}

type Entry = readonly [key: string, value: Buffer];

export interface EntryIterator {
  nextv(size: number): Promise<[string, Buffer][]>;
  close(): Promise<void>;
}

export type Batch = (
  | { type: 'put'; readonly key: string; readonly value: Buffer }
  | { type: 'del'; readonly key: string }
)[];

type DatabaseRange = ReturnType<typeof bounds>;

/** What differs from database to database. */
export interface DatabaseRules {
  /** Whether each batch waits for the disk itself. Default false. */
  readonly sync?: boolean;
  /** Takes back the room of keys from `first` up to `end`, which have been deleted. */
  readonly reclaim?: (first: string, end: string) => void;
  /** What to throw where the database cannot read, or a value is not what was written; `near` is a key beside it. */
  readonly unreadable?: (error: unknown, near: string) => Promise<unknown>;
  /** What else there is to do before and after the database is closed. */
  readonly close?: (closeDatabase: () => Promise<void>) => Promise<void>;
}

/** What an iterator fetches at once: a way to the database's thread costs as much as many kilobytes. */
const highWaterMarkBytes = 1024 * 1024;
const entriesAtOnce = 1000;

/** Others get their turn in between: the database takes seconds to delete a million. */
const deletedAtOnce = 1000;

const room = Buffer.alloc(sealBytes);

/** Between collection and key; it sorts before every printable character, and no collection's name has it. */
const separator = '\u0000';
const end = '\u0001';

/** Keeps collections of values in one database, which is open. */
export function storedCollections(database: Database, rules: DatabaseRules = {}): Storage {
  const write = inOrder(database, rules.sync ?? false);
  const { close = (closeDatabase) => closeDatabase(), unreadable = async (error) => error } = rules;
  const readable = async <T>(near: string, read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      throw await unreadable(error, near);
    }
  };
  /** A collection's values without their seals, some at a time. */
  async function* sorted(collection: string, range: KeyRange): AsyncGenerator<Entry[]> {
    const within = bounds(collection, range);
    const iterator = database.iterator({ ...within, highWaterMarkBytes });
    let near = 'gte' in within ? within.gte : within.gt;
    try {
      for (;;) {
        const stored = await readable(near, () => iterator.nextv(entriesAtOnce));
        if (stored.length === 0) return;
        const { entries, failure } = unsealed(stored);
        // What comes before a damaged value can be read.
        if (entries.length > 0) yield entries;
        near = stored[entries.length]?.[0] ?? stored.at(-1)?.[0] ?? near;
        if (failure) throw await unreadable(failure, near);
      }
    } finally {
      await iterator.close();
    }
  }
  return {
    async get<T>(collection: string, key: string) {
      const stored = collection + separator + key;
      return readable(stored, async () => {
        const value = await database.get(stored);
        return value === undefined ? undefined : (deserialize(unseal(stored, value)) as T);
      });
    },
    async *entries<T>(collection: string, range: KeyRange = {}): AsyncGenerator<[string, T]> {
      const prefixLength = collection.length + separator.length;
      for await (const entries of sorted(collection, range))
        for (const [key, value] of entries) yield [key.slice(prefixLength), deserialize(value) as T];
    },
    async *bytes(collection: string, range: KeyRange = {}) {
      const prefixLength = collection.length + separator.length;
      for await (const entries of sorted(collection, range))
        yield entries.map(([key, value]) => [key.slice(prefixLength), value] as const);
    },
    write,
    async clear(collection, range = {}, { signal } = {}) {
      // What was written before is deleted, even where it is still waiting for its turn.
      await write([]);
      const cleared = bounds(collection, range);
      const end = 'lt' in cleared ? cleared.lt : cleared.lte;
      let rest: DatabaseRange = cleared;
      let first: string | undefined;
      for (let isMore = true; isMore; ) {
        const keys = await database.keys({ ...rest, limit: deletedAtOnce }).all();
        const last = keys.at(-1);
        if (keys[0] === undefined || last === undefined) break;
        if (first !== undefined && signal?.aborted) return false;
        first ??= keys[0];
        await database.clear({ gte: keys[0], lte: last });
        // From behind the last one: what was deleted would be looked at again.
        rest = { gt: last, lt: end };
        isMore = keys.length === deletedAtOnce;
      }
      if (first !== undefined) rules.reclaim?.(first, end);
      return true;
    },
    async close() {
      await write([]);
      await close(() => database.close());
    },
  };
}

/** Up to the first value that is not what was written. */
function unsealed(stored: readonly Entry[]): { entries: Entry[]; failure?: unknown } {
  const entries: Entry[] = [];
  try {
    for (const [key, value] of stored) entries.push([key, unseal(key, value)]);
    return { entries };
  } catch (failure) {
    return { entries, failure };
  }
}

/**
 * Batches reach the database one after the other, in the order in which they were asked for: a reader that sees
 * a record has seen all that were put before it. Those that come while one is being written go together as the
 * next, which costs many small writers no more than one.
 */
function inOrder(database: Database, sync: boolean): Storage['write'] {
  let next: Batch | undefined;
  let last: Promise<void> = Promise.resolve();
  return (writes) => {
    if (!next) {
      const batch: Batch = [];
      next = batch;
      const flush = () => {
        next = undefined;
        return batch.length > 0 ? database.batch(batch, { sync }) : undefined;
      };
      last = last.then(flush, flush);
    }
    for (const write of writes) next.push(toOperation(write));
    return last;
  };
}

function toOperation(write: Write): Batch[number] {
  const key = write.collection + separator + write.key;
  if ('delete' in write) return { type: 'del', key };
  if ('roomAndBytes' in write) return { type: 'put', key, value: seal(key, write.roomAndBytes) };
  const bytes = 'bytes' in write ? write.bytes : serialize(write.value);
  return { type: 'put', key, value: seal(key, Buffer.concat([room, bytes])) };
}

function bounds(collection: string, { gt, gte, lt, lte, limit, reverse }: KeyRange) {
  const prefix = collection + separator;
  return {
    ...(gt === undefined ? { gte: prefix + (gte ?? '') } : { gt: prefix + gt }),
    ...(lte !== undefined
      ? { lte: prefix + lte }
      : { lt: lt === undefined ? collection + end : prefix + lt }),
    ...(limit === undefined ? {} : { limit }),
    ...(reverse === undefined ? {} : { reverse }),
  };
}
