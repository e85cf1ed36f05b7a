import { deserialize, serialize } from 'node:v8';
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

interface EntryIterator extends AsyncIterable<[string, Buffer]> {
  nextv(size: number): Promise<[string, Buffer][]>;
  close(): Promise<void>;
}

type Batch = (
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
  /** What else there is to do before and after the database is closed. */
  readonly close?: (closeDatabase: () => Promise<void>) => Promise<void>;
}

/** What an iterator fetches at once: a way to the database's thread costs as much as many kilobytes. */
const highWaterMarkBytes = 1024 * 1024;
const entriesAtOnce = 1000;

/** Between collection and key; it sorts before every printable character, and no collection's name has it. */
const separator = '\u0000';
const end = '\u0001';

/** Keeps collections of values in one database, which is open. */
export function storedCollections(database: Database, rules: DatabaseRules = {}): Storage {
  const write = inOrder(database, rules.sync ?? false);
  const { close = (closeDatabase) => closeDatabase() } = rules;
  return {
    async get<T>(collection: string, key: string) {
      const value = await database.get(collection + separator + key);
      return value === undefined ? undefined : (deserialize(value) as T);
    },
    async *entries<T>(collection: string, range: KeyRange = {}): AsyncGenerator<[string, T]> {
      const prefixLength = collection.length + separator.length;
      for await (const [key, value] of database.iterator(bounds(collection, range)))
        yield [key.slice(prefixLength), deserialize(value) as T];
    },
    async *bytes(collection: string, range: KeyRange = {}) {
      const prefixLength = collection.length + separator.length;
      const iterator = database.iterator({ ...bounds(collection, range), highWaterMarkBytes });
      try {
        for (;;) {
          const entries = await iterator.nextv(entriesAtOnce);
          if (entries.length === 0) return;
          yield entries.map(([key, value]) => [key.slice(prefixLength), value] as const);
        }
      } finally {
        await iterator.close();
      }
    },
    write,
    async clear(collection, range = {}) {
      // What was written before is deleted, even where it is still waiting for its turn.
      await write([]);
      const cleared = bounds(collection, range);
      const [first] = await database.keys({ ...cleared, limit: 1 }).all();
      if (first === undefined) return;
      await database.clear(cleared);
      rules.reclaim?.(first, 'lt' in cleared ? cleared.lt : cleared.lte);
    },
    async close() {
      await write([]);
      await close(() => database.close());
    },
  };
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
  if (!('bytes' in write)) return { type: 'put', key, value: serialize(write.value) };
  const { buffer, byteOffset, byteLength } = write.bytes;
  return { type: 'put', key, value: Buffer.from(buffer, byteOffset, byteLength) };
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
