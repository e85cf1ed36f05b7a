import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConsumerCatalogue } from '../../scripts/local-aws/src/kinesis/consumer-catalogue.js';
import { justAfter } from '../../scripts/local-aws/src/kinesis/model/sequence-number.js';
import type { Shard } from '../../scripts/local-aws/src/kinesis/model/shard.js';
import type { Stream } from '../../scripts/local-aws/src/kinesis/model/stream.js';
import { RecordLog } from '../../scripts/local-aws/src/kinesis/record-log.js';
import { StreamCatalogue } from '../../scripts/local-aws/src/kinesis/stream-catalogue.js';
import { errorLogger } from '../../scripts/local-aws/src/logger.js';
import { openMemoryStorage } from '../../scripts/local-aws/src/storage/memory-storage.js';
import type { Storage } from '../../scripts/local-aws/src/storage/storage.js';
import { storedCollections } from '../../scripts/local-aws/src/storage/stored-collections.js';
import { ManualClock } from './support/manual-clock.js';
import { watchedDatabase } from './support/watched-database.js';

const clock = new ManualClock();
const createdAtMs = clock.now();
const shard: Shard = {
  index: 0,
  range: { start: 0n, end: 2n ** 128n - 1n },
  parents: [],
  createdAtMs,
  createdSecond: Math.floor(createdAtMs / 1000),
};
const stream: Stream = {
  mode: 'PROVISIONED',
  maxRecordBytes: 1024 ** 2,
  id: 'a',
  accountId: '000000000000',
  region: 'us-east-1',
  name: 'orders',
  status: 'ACTIVE',
  createdAtMs,
  retentionHours: 24,
  trimmedBeforeMs: 0,
  shards: [shard],
  nextShardIndex: 1,
  tags: {},
};
const limits = { maxRecords: 10, maxBytes: 1000 };

test('records that are no longer where they were put are missed, and not taken for none', async () => {
  const storage = await openMemoryStorage();
  const log = new RecordLog(storage, clock, { newestBytes: 0 });
  await log.resume(stream);
  const put = (text: string) => log.append(stream, [{ shard, partitionKey: 'k', data: Buffer.from(text) }]);
  await put('one');
  const [second = ''] = await put('two');
  assert.equal((await log.read(stream, shard, '0', limits)).records.length, 2);
  await storage.clear('records', { gte: `a/00000000/${second}` });
  await assert.rejects(log.read(stream, shard, '0', limits), {
    code: 'DataDirUnusable',
    message: /the records of shardId-000000000000 of stream orders end before the last one that was put/,
  });
  assert.equal((await log.read(stream, shard, '0', { ...limits, maxRecords: 0 })).atTip, false);
});

test('records that are missing between others are told, with where they go on, and those before are given', async () => {
  const storage = await openMemoryStorage();
  const log = new RecordLog(storage, clock, { newestBytes: 0 });
  await log.resume(stream);
  const numbers: string[] = [];
  for (const text of ['one', 'two', 'three', 'four'])
    numbers.push(...(await log.append(stream, [{ shard, partitionKey: 'k', data: Buffer.from(text) }])));
  const [, second = '', third = '', fourth = ''] = numbers;
  await storage.write([{ collection: 'records', key: `a/00000000/${third}`, delete: true }]);
  const texts = async (from: string) => {
    const { records, atTip } = await log.read(stream, shard, from, limits);
    return { texts: records.map(({ data }) => data.toString()), atTip };
  };
  assert.deepEqual(await texts('0'), { texts: ['one', 'two'], atTip: false });
  for (const from of [justAfter(second), third])
    await assert.rejects(texts(from), {
      code: 'DataDirUnusable',
      message: new RegExp(
        `have a gap in front of the sequence number ${fourth}\\. Read on from that one, bring`,
      ),
    });
  assert.deepEqual(await texts(fourth), { texts: ['four'], atTip: true });
});

test('a search that lands behind the block it was for is told, unless retention has let that go meanwhile', async () => {
  const time = new ManualClock();
  const storage = await openMemoryStorage();
  let atSearch = (): void => {};
  const log = new RecordLog(
    {
      ...storage,
      async *bytes(collection, range) {
        if (!range?.reverse) atSearch();
        for await (const entries of storage.bytes(collection, range))
          yield range?.reverse ? entries : entries.slice(1);
      },
    },
    time,
    { newestBytes: 0 },
  );
  await log.resume(stream);
  const put = (text: string) => log.append(stream, [{ shard, partitionKey: 'k', data: Buffer.from(text) }]);
  const [first = ''] = await put('one');
  time.advance(1000);
  await put('two');
  await put('three');
  const read = () => log.read(stream, shard, first, limits);
  await assert.rejects(read(), { message: /have a gap in front of/ });
  time.advance(24 * 3_600_000 - 1000);
  atSearch = () => time.advance(1);
  assert.deepEqual(
    (await read()).records.map(({ data }) => data.toString()),
    ['two', 'three'],
  );
});

test('a search for a block that finds none does not hide a gap', async () => {
  const storage = await openMemoryStorage();
  const withoutSearch: Storage = {
    ...storage,
    async *bytes(collection, range) {
      if (!range?.reverse) yield* storage.bytes(collection, range);
    },
  };
  const log = new RecordLog(withoutSearch, clock, { newestBytes: 0 });
  const put = (text: string) => log.append(stream, [{ shard, partitionKey: 'k', data: Buffer.from(text) }]);
  const [first = ''] = await put('one');
  const [second = ''] = await put('two');
  await put('three');
  await storage.write([{ collection: 'records', key: `a/00000000/${second}`, delete: true }]);
  await assert.rejects(log.read(stream, shard, justAfter(first), limits), {
    message: /have a gap in front of/,
  });
});

test('numbers of records that could not be written have their place on disk before any later record', async () => {
  const { database, watch } = await watchedDatabase();
  const log = new RecordLog(storedCollections(database), clock, { newestBytes: 0 });
  await log.resume(stream);
  const put = (text: string) => log.append(stream, [{ shard, partitionKey: 'k', data: Buffer.from(text) }]);
  await put('one');
  watch.before = () => Promise.reject(new Error('no space left'));
  await assert.rejects(put('two'), /no space left/);
  await nextTurn();
  // The next one waits for its turn while the disk refuses the one before it.
  let refuse = (): void => {};
  watch.before = () => {
    watch.before = async () => {};
    return new Promise((_, reject) => {
      refuse = () => reject(new Error('no space left'));
    });
  };
  const third = put('three');
  await nextTurn();
  const fourth = put('four');
  const batches = watch.batches.length;
  refuse();
  await assert.rejects(third, /no space left/);
  await fourth;
  await put('five');
  // The places of the two that failed, and the one that was put.
  assert.deepEqual(
    watch.batches.slice(batches).map((keys) => new Set(keys.split(' ')).size),
    [3, 1],
  );
  const { records, atTip } = await log.read(stream, shard, '0', limits);
  assert.deepEqual(
    records.map(({ data }) => data.toString()),
    ['one', 'four', 'five'],
  );
  assert.equal(atTip, true);
  const again = new RecordLog(storedCollections(database), clock);
  await again.resume(stream);
  assert.equal((await again.read(stream, shard, '0', limits)).records.length, 3);
});

test('a number that was given to a record which could not be written is not missed', async () => {
  const storage = await openMemoryStorage();
  let isFull = false;
  const write: typeof storage.write = (writes) =>
    isFull ? Promise.reject(new Error('no space left')) : storage.write(writes);
  const log = new RecordLog({ ...storage, write }, clock);
  await log.resume(stream);
  const put = () => log.append(stream, [{ shard, partitionKey: 'k', data: Buffer.from('x') }]);
  await put();
  isFull = true;
  await assert.rejects(put(), /no space left/);
  const { records, atTip } = await log.read(stream, shard, '0', limits);
  assert.deepEqual([records.length, atTip], [1, true]);
});

test('who reads the newest records need not wait for the storage, and gets what is written alone', async () => {
  const storage = await openMemoryStorage();
  let reads = 0;
  let release = (): void => {};
  let held: Promise<void> | undefined;
  const log = new RecordLog(
    {
      ...storage,
      bytes(collection, range) {
        reads += 1;
        return storage.bytes(collection, range);
      },
      async write(writes) {
        await held;
        return storage.write(writes);
      },
    },
    clock,
  );
  await log.resume(stream);
  reads = 0;
  const put = (text: string) => log.append(stream, [{ shard, partitionKey: 'k', data: Buffer.from(text) }]);
  const [first = ''] = await put('one');
  held = new Promise((resolve) => {
    release = resolve;
  });
  const second = put('two');
  const texts = async () => {
    const { records, atTip } = await log.read(stream, shard, first, limits);
    return { texts: records.map(({ data }) => data.toString()), atTip };
  };
  assert.deepEqual(await texts(), { texts: ['one'], atTip: false });
  release();
  await second;
  assert.deepEqual(await texts(), { texts: ['one', 'two'], atTip: true });
  assert.equal(reads, 0);
  await log.read(stream, shard, '0', limits);
  assert.notEqual(reads, 0);
});

test('records are read in order wherever memory of the newest ends', async () => {
  const storage = await openMemoryStorage();
  const log = new RecordLog(storage, clock, { newestBytes: 1000 });
  await log.resume(stream);
  const numbers: string[] = [];
  for (let n = 0; n < 20; n++) {
    const data = Buffer.alloc(100, n);
    numbers.push(...(await log.append(stream, [{ shard, partitionKey: 'k', data }])));
  }
  const all = { maxRecords: 100, maxBytes: 100_000 };
  for (const [at, number] of numbers.entries()) {
    const { records, atTip } = await log.read(stream, shard, number, all);
    assert.deepEqual(
      records.map(({ sequenceNumber, data }) => [sequenceNumber, data[0]]),
      numbers.slice(at).map((each, n) => [each, at + n]),
    );
    assert.equal(atTip, true);
  }
});

test('a stream whose deletion the end of the server interrupts is still there, for the next one to delete', async () => {
  const storage = await openMemoryStorage();
  const transition = { kind: 'delete', dueAtMs: clock.now() } as const;
  const gone: Stream = { ...stream, shards: [], status: 'DELETING', transition };
  await storage.write([
    { collection: 'streams', key: '000000000000/us-east-1/orders', value: gone },
    // A few are deleted all the same.
    ...Array.from({ length: 1001 }, (_, n) => ({ collection: 'records', key: `a/00000000/${n}`, value: n })),
  ]);
  for (const isInterrupted of [true, false]) {
    let catalogue: StreamCatalogue | undefined;
    const deleting = new Promise<void>((resolve) => {
      const clear: typeof storage.clear = (...range) => {
        if (isInterrupted) resolve(catalogue?.close());
        return storage.clear(...range);
      };
      void open({ ...storage, clear }).then((opened) => {
        catalogue = opened;
        if (!isInterrupted) catalogue.follow(gone, resolve);
        clock.advance(0);
      });
    });
    await deleting;
    await catalogue?.close();
    const left = await storage.get('streams', '000000000000/us-east-1/orders');
    assert.equal(left !== undefined, isInterrupted);
  }
});

async function open(storage: Storage): Promise<StreamCatalogue> {
  const common = { storage, clock, transitionMs: 0, logger: errorLogger };
  const consumers = await ConsumerCatalogue.open(common);
  return StreamCatalogue.open({ ...common, records: new RecordLog(storage, clock), consumers });
}
