import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shard } from '../../scripts/local-aws/src/kinesis/model/shard.js';
import type { Stream } from '../../scripts/local-aws/src/kinesis/model/stream.js';
import { RecordLog } from '../../scripts/local-aws/src/kinesis/record-log.js';
import { openMemoryStorage } from '../../scripts/local-aws/src/storage/memory-storage.js';
import { ManualClock } from './support/manual-clock.js';

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
  const log = new RecordLog(storage, clock);
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
