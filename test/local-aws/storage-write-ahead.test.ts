import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MemoryLevel } from 'memory-level';
import { openLevelStorage } from '../../scripts/local-aws/src/storage/level-storage.js';
import type { Batch, Database } from '../../scripts/local-aws/src/storage/stored-collections.js';
import { decodeEntries, encodeEntry } from '../../scripts/local-aws/src/storage/write-ahead/log-entry.js';
import { writeAhead } from '../../scripts/local-aws/src/storage/write-ahead/write-ahead.js';
import { ManualClock } from './support/manual-clock.js';

const root = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
after(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

const newFolder = () => mkdtemp(join(root, 'ahead-'));
const put = (key: string, text = key): Batch => [{ type: 'put', key, value: Buffer.from(text) }];
const whenever = { sync: false };

/** A database that tells of the batches that it got, and fails or waits when told so. */
async function watchedDatabase() {
  const level = new MemoryLevel<string, Buffer>({ keyEncoding: 'utf8', valueEncoding: 'buffer' });
  await level.open();
  const watch = { batches: [] as string[], syncs: [] as boolean[], before: async () => {} };
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
    clear: (range) => level.clear(range),
    close: () => level.close(),
  };
  return { database, watch };
}

test('what a process wrote before it was killed is there, in its last state', async () => {
  const folder = await newFolder();
  const child = fork(fileURLToPath(new URL('support/write-and-die.ts', import.meta.url)), [folder], {
    execArgv: ['--import', 'tsx'],
  });
  await once(child, 'exit');
  const left = await Promise.all(['ahead-0', 'ahead-1'].map((log) => stat(join(folder, log))));
  assert.ok(
    left.some(({ size }) => size > 0),
    'the database had everything already',
  );
  const storage = await openLevelStorage(folder);
  assert.equal(await storage.get('things', 'overwritten'), 'last');
  assert.equal(await storage.get('things', 'deleted'), undefined);
  assert.deepEqual(await storage.get('things', 'small'), { when: new Date(5) });
  assert.equal((await storage.get<string>('things', 'large'))?.length, 100_000);
  await storage.close();
});

test('small batches reach the database as one, before anything is read', async () => {
  const { database, watch } = await watchedDatabase();
  const ahead = await writeAhead(database, await newFolder());
  await ahead.batch(put('a'), whenever);
  await ahead.batch(put('b'), whenever);
  assert.deepEqual(watch.batches, []);
  assert.equal(String(await ahead.get('b')), 'b');
  assert.deepEqual(watch.batches, ['a b']);
  await ahead.batch(put('c'), whenever);
  assert.deepEqual(await ahead.keys({ gte: 'a', lt: 'z' }).all(), ['a', 'b', 'c']);
  await ahead.batch(put('d'), whenever);
  const iterator = ahead.iterator({ gte: 'c', lt: 'z' });
  assert.deepEqual(
    (await iterator.nextv(10)).map(([key]) => key),
    ['c', 'd'],
  );
  await iterator.close();
  await ahead.batch(put('e'), whenever);
  await ahead.clear({ gte: 'd', lt: 'z' });
  assert.deepEqual(await ahead.keys({ gte: 'a', lt: 'z' }).all(), ['a', 'b', 'c']);
  await ahead.close();
});

test('they also reach it when nobody reads', async () => {
  const { database, watch } = await watchedDatabase();
  const clock = new ManualClock();
  const ahead = await writeAhead(database, await newFolder(), clock);
  const reached = new Promise<void>((resolve) => {
    watch.before = async () => resolve();
  });
  await ahead.batch(put('a'), whenever);
  clock.advance(50);
  await reached;
  await ahead.close();
  assert.deepEqual(watch.batches, ['a']);
});

test('large batches, and those that wait for the disk, go straight to the database, in their turn', async () => {
  const folder = await newFolder();
  const { database, watch } = await watchedDatabase();
  const ahead = await writeAhead(database, folder);
  await Promise.all([
    ahead.batch(put('small'), whenever),
    ahead.batch(put('large', 'x'.repeat(50_000)), whenever),
    ahead.batch(put('synced'), { sync: true }),
    ahead.batch(put('late'), whenever),
  ]);
  assert.deepEqual(watch.batches, ['small', 'large', 'synced', 'late']);
  assert.deepEqual(watch.syncs, [false, false, true, false]);
  await ahead.close();
});

test('a batch that the database refuses is given to it again before anything else', async () => {
  const folder = await newFolder();
  const { database, watch } = await watchedDatabase();
  const ahead = await writeAhead(database, folder);
  await ahead.batch(put('a', 'first'), whenever);
  watch.before = () => Promise.reject(new Error('the disk is full'));
  await assert.rejects(ahead.get('a'), /the disk is full/);
  await ahead.batch(put('a', 'second'), whenever);
  await assert.rejects(ahead.batch(put('b', 'x'.repeat(50_000)), whenever), /the disk is full/);
  await assert.rejects(ahead.get('a'), /the disk is full/);
  watch.before = async () => {};
  assert.equal(String(await ahead.get('a')), 'second');
  assert.deepEqual(watch.batches, ['a', 'a']);
  await ahead.close();
});

test('what is left in both logs reaches the next database in its order', async () => {
  const folder = await newFolder();
  const first = await watchedDatabase();
  const ahead = await writeAhead(first.database, folder);
  await ahead.batch(put('a', 'first'), whenever);
  first.watch.before = () => Promise.reject(new Error('the disk is full'));
  await assert.rejects(ahead.get('a'));
  await ahead.batch(put('a', 'second'), whenever);
  await assert.rejects(ahead.close(), /the disk is full/);
  const next = await watchedDatabase();
  const again = await writeAhead(next.database, folder);
  assert.deepEqual(next.watch.batches, ['a', 'a']);
  assert.equal(String(await again.get('a')), 'second');
  await again.close();
  for (const log of ['ahead-0', 'ahead-1']) assert.equal((await stat(join(folder, log))).size, 0);
});

test('whoever writes more than may wait for the database waits for it', async () => {
  const { database, watch } = await watchedDatabase();
  const ahead = await writeAhead(database, await newFolder());
  let given = () => {};
  watch.before = () =>
    new Promise((resolve) => {
      given = resolve;
    });
  let written = 0;
  const writing = (async () => {
    for (let n = 0; n < 400; n++) {
      await ahead.batch(put(`k${n}`, 'x'.repeat(10_000)), whenever);
      written += 1;
    }
  })();
  const blocked = new Promise((resolve) => {
    const { before } = watch;
    watch.before = () => {
      resolve(undefined);
      return before();
    };
  });
  await blocked;
  assert.ok(written < 400);
  watch.before = async () => {};
  given();
  await writing;
  assert.equal((await ahead.keys({ gte: 'k', lt: 'l' }).all()).length, 400);
  await ahead.close();
});

test('an entry of a log is read as it was written, with any key and value', () => {
  const operations: Batch = [
    ...put('línea 記録', ''),
    { type: 'del', key: 'gone' },
    ...put('b', 'x'.repeat(999)),
  ];
  const log = Buffer.concat([
    encodeEntry({ filling: 1, operations }),
    encodeEntry({ filling: 1, operations: [] }),
  ]);
  assert.deepEqual(decodeEntries(log, 'log'), [
    { filling: 1, operations },
    { filling: 1, operations: [] },
  ]);
});

test('a last entry that was cut off counts as not written, wherever it was cut', () => {
  const whole = encodeEntry({ filling: 1, operations: put('a') });
  const last = encodeEntry({ filling: 1, operations: put('b') });
  for (let cut = 0; cut < last.length; cut++) {
    const log = Buffer.concat([whole, last.subarray(0, cut)]);
    assert.deepEqual(decodeEntries(log, 'log'), [{ filling: 1, operations: put('a') }], `cut at ${cut}`);
  }
});

test('an entry that is not what was written, with others behind it, is told, and the folder left as it is', async () => {
  const folder = await newFolder();
  const storage = await openLevelStorage(folder);
  await storage.close();
  const log = Buffer.concat(['a', 'b'].map((key) => encodeEntry({ filling: 1, operations: put(key) })));
  log.writeUInt8(log.readUInt8(22) ^ 1, 22);
  await writeFile(join(folder, 'ahead-1'), log);
  await assert.rejects(openLevelStorage(folder), {
    code: 'DataDirUnusable',
    message:
      /cannot be opened: .*ahead-1, of \d+ bytes, has an entry at byte 0 that is not what was written\. Nothing/,
  });
  assert.deepEqual(await readFile(join(folder, 'ahead-1')), log);
});
