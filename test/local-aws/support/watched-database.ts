import { MemoryLevel } from 'memory-level';
import type { Database } from '../../../scripts/local-aws/src/storage/stored-collections.js';

/** A database that tells of the batches that it got and of its deletions of ranges, and fails or waits when told so. */
export async function watchedDatabase() {
  const level = new MemoryLevel<string, Buffer>({ keyEncoding: 'utf8', valueEncoding: 'buffer' });
  await level.open();
  const watch = {
    batches: [] as string[],
    syncs: [] as boolean[],
    clears: 0,
    before: async () => {},
    beforeClear: async () => {},
  };
  const database: Database = {
    get: (key) => level.get(key),
    async batch(operations, { sync }) {
      await watch.before();
      watch.batches.push(operations.map(({ type, key }) => (type === 'put' ? key : `-${key}`)).join(' '));
      watch.syncs.push(sync);
      await level.batch(operations);
    },
    iterator: (range) => level.iterator(range),
    keys: (range) => level.keys(range),
    async clear(range) {
      await watch.beforeClear();
      watch.clears += 1;
      await level.clear(range);
    },
    close: () => level.close(),
  };
  return { database, watch };
}
