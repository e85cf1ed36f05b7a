import { deserialize, serialize } from 'node:v8';
import { type BatchOperation, ClassicLevel } from 'classic-level';
import { LocalAwsError } from '../errors.js';
import { readHolder, removeHolder, requireWhole, writeHolder } from './folder-state.js';
import { requireKnownFormat } from './format.js';
import type { KeyRange, Storage, Write } from './storage.js';

type Database = ClassicLevel<string, Buffer>;
type Batch = BatchOperation<Database, string, Buffer>[];

/** What an iterator fetches at once: a way to the database's thread costs as much as many kilobytes. */
const highWaterMarkBytes = 1024 * 1024;
const entriesAtOnce = 1000;

/** Between collection and key; it sorts before every printable character, and no collection's name has it. */
const separator = '\u0000';
const end = '\u0001';

/** Against what an acknowledged write is safe: the death of the process, or a power cut too. */
export type Durability = 'process' | 'power';

/**
 * Opens the database in `folder`, creating it if it is absent. LevelDB writes its log with every batch, so what
 * was written survives the death of the process. With durability `power` it also waits for each batch to be on the
 * disk itself (fsync); without, a power cut may lose the last moments.
 *
 * @throws LocalAwsError `DataDirInUse` when another process has it open, `DataDirUnusable` when it cannot be read.
 */
export async function openLevelStorage(
  folder: string,
  { durability = 'process' }: { readonly durability?: Durability } = {},
): Promise<Storage> {
  await requireWhole(folder);
  const database: Database = new ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'buffer' });
  try {
    await database.open();
  } catch (error) {
    throw openError(folder, error, await readHolder(folder));
  }
  await writeHolder(folder);
  const write = inOrder(database, durability === 'power');
  let compacted: Promise<unknown> = Promise.resolve();
  const storage: Storage = {
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
      // What is deleted still lies on disk until its files are written anew, which nobody has to wait for.
      const end = 'lt' in cleared ? cleared.lt : cleared.lte;
      compacted = compacted.then(() => database.compactRange(first, end)).catch(() => {});
    },
    async close() {
      await write([]);
      await compacted;
      await removeHolder(folder);
      await database.close();
    },
  };
  await requireKnownFormat(storage, folder).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  return storage;
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

function openError(folder: string, error: unknown, holder: number | undefined): LocalAwsError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  if (code === 'LEVEL_LOCKED')
    return new LocalAwsError(
      'DataDirInUse',
      `The data folder ${folder} is in use by another local-aws${holder === undefined ? '' : `, process ${holder}`}. Stop that one, or choose another data folder.`,
      { cause },
    );
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LocalAwsError(
    'DataDirUnusable',
    `The data folder ${folder} cannot be opened: ${reason}. Nothing was changed; choose another data folder, or move this one away.`,
    { cause },
  );
}
