import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  UpdateMaxRecordSizeCommand,
} from '@aws-sdk/client-kinesis';
import { peakOf, withPeak } from '../../scripts/local-aws/src/kinesis/model/write-peaks.js';
import { planGrowth, type ShardTraffic } from '../../scripts/local-aws/src/kinesis/on-demand/plan-growth.js';
import { arnOf } from './support/consumers.js';
import { temporaryFolder } from './support/delivery-lab.js';
import { readShard, startTestServer, type TestServer, transitionMs } from './support/kinesis.js';
import { ManualClock } from './support/manual-clock.js';

const StreamName = 'orders';
const StreamARN = arnOf(StreamName);
/** A day in a minute: five minutes are a fifth of a second. */
const clockRate = 1440;
const kib = 1024;

async function setUp(t: TestContext, dataDir?: string) {
  const server = await startTestServer(t, { clockRate, ...(dataDir && { dataDir }) });
  await server.kinesis.send(
    new CreateStreamCommand({ StreamName, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
  );
  server.clock.advance(transitionMs);
  return server;
}

async function shardsOf(kinesis: KinesisClient) {
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
  return {
    open: Shards.filter((shard) => shard.SequenceNumberRange?.EndingSequenceNumber === undefined),
    all: Shards,
  };
}

/** In the lowest of 4, 8, 16 … shards, or in the one that far up. */
const hashKey = (part: number) => ((2n ** 128n * BigInt(part)) / 1000n).toString();

async function put(kinesis: KinesisClient, sizes: readonly number[], part: (n: number) => number) {
  const Records = sizes.map((size, n) => ({
    PartitionKey: 'k',
    ExplicitHashKey: hashKey(part(n)),
    Data: new Uint8Array(size),
  }));
  const { FailedRecordCount } = await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  assert.equal(FailedRecordCount, 0);
}

/** Moves a second on, lets what falls due be done, and a transition pass. */
async function later({ clock, kinesis }: TestServer): Promise<string | undefined> {
  clock.advance(1000);
  await nextTurn();
  const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  clock.advance(transitionMs);
  await nextTurn();
  return StreamDescriptionSummary?.StreamStatus;
}

test('an on-demand stream starts with four shards and keeps them under little traffic', async (t) => {
  const server = await setUp(t);
  await put(server.kinesis, [400 * kib, 400 * kib], (n) => n * 500);
  assert.equal(await later(server), 'ACTIVE');
  assert.equal((await shardsOf(server.kinesis)).all.length, 4);
});

test('a shard above 500 KB a second is split in half, and the others are not', async (t) => {
  const server = await setUp(t);
  await put(server.kinesis, [300 * kib, 300 * kib], () => 0);
  assert.equal(await later(server), 'UPDATING');
  const { open, all } = await shardsOf(server.kinesis);
  assert.deepEqual([open.length, all.length], [5, 6]);
  const children = open.filter(({ ParentShardId }) => ParentShardId === 'shardId-000000000000');
  const ranges = children.map(({ HashKeyRange: range }) => [range?.StartingHashKey, range?.EndingHashKey]);
  const [quarter, half] = [2n ** 126n, 2n ** 125n];
  assert.deepEqual(ranges, [
    ['0', `${half - 1n}`],
    [`${half}`, `${quarter - 1n}`],
  ]);
  assert.equal((await readShard(server.kinesis, StreamName, 'shardId-000000000000')).length, 2);
});

test('where all shards are hot the stream doubles, and doubles again', async (t) => {
  const server = await setUp(t);
  for (const expected of [8, 16]) {
    const shards = expected / 2;
    const sizes = Array.from({ length: shards * 2 }, () => 300 * kib);
    await put(server.kinesis, sizes, (n) => ((n % shards) * 1000) / shards + 1);
    assert.equal(await later(server), 'UPDATING');
    assert.equal((await shardsOf(server.kinesis)).open.length, expected);
  }
});

test('a stream with provisioned shards stays as it is', async (t) => {
  const server = await startTestServer(t, { clockRate });
  await server.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  server.clock.advance(transitionMs);
  await put(server.kinesis, [900 * kib], () => 0);
  assert.equal(await later(server), 'ACTIVE');
  assert.equal((await shardsOf(server.kinesis)).all.length, 1);
});

/** A stream that has taken 2.3 MiB in a second, and could not grow at the end of it: something else was under way. */
async function leaveWithoutGrowth(t: TestContext, dataDir?: string): Promise<TestServer> {
  const server = await setUp(t, dataDir);
  const sizes = Array.from({ length: 8 }, () => 300 * kib);
  await put(server.kinesis, sizes, (n) => (n % 4) * 250 + 1);
  server.clock.advance(700);
  await server.kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB: 2048 }));
  server.clock.advance(300);
  await nextTurn();
  server.clock.advance(transitionMs);
  assert.equal((await shardsOf(server.kinesis)).all.length, 4);
  return server;
}

test('a stream grows to double its peak later, where it could not at once', async (t) => {
  const server = await leaveWithoutGrowth(t);
  await put(server.kinesis, [1], () => 0);
  assert.equal(await later(server), 'UPDATING');
  assert.equal((await shardsOf(server.kinesis)).open.length, 5);
});

for (const { date, open } of [
  { date: '2026-02-14T13:00:00Z', open: 5 },
  { date: '2026-02-16T13:00:00Z', open: 4 },
])
  test(`the peak of 15 January is ${open > 4 ? 'known' : 'forgotten'} on ${date.slice(0, 10)}, after a restart`, async (t) => {
    const dataDir = await temporaryFolder();
    const before = await leaveWithoutGrowth(t, dataDir);
    await before.aws.close();
    const server = await startTestServer(t, { clockRate, dataDir, clock: new ManualClock(date) });
    await put(server.kinesis, [1], () => 0);
    await later(server);
    assert.equal((await shardsOf(server.kinesis)).open.length, open);
  });

test('of any number of measurements one a day stays, for thirty days', () => {
  let peaks: ReturnType<typeof withPeak> = [];
  const dayMs = 24 * 3_600_000;
  const at = (day: number, hour = 0) => day * dayMs + (hour * dayMs) / 24;
  for (let day = 0; day < 100; day++)
    for (const hour of [1, 2, 3])
      peaks = withPeak(
        peaks,
        { bytesPerSecond: 1000 - day - hour, recordsPerSecond: day * hour },
        at(day, hour),
      );
  assert.equal(peaks.length, 31);
  assert.deepEqual(peakOf(peaks, at(99)), { bytesPerSecond: 1000 - 69 - 1, recordsPerSecond: 297 });
  assert.deepEqual(peakOf(peaks, at(130)), { bytesPerSecond: 0, recordsPerSecond: 0 });
});

test('peaks that a fast clock has left in the future are forgotten in time', () => {
  const ahead = withPeak([], { bytesPerSecond: 7, recordsPerSecond: 7 }, Date.parse('2030-01-01'));
  const now = Date.parse('2026-01-15');
  const peaks = withPeak(ahead, { bytesPerSecond: 1, recordsPerSecond: 9 }, now);
  assert.deepEqual(peakOf(peaks, now), { bytesPerSecond: 7, recordsPerSecond: 9 });
  assert.equal(peaks.length, 1);
  assert.deepEqual(peakOf(peaks, Date.parse('2026-02-16')), { bytesPerSecond: 0, recordsPerSecond: 0 });
});

const shard = (index: number) => ({
  index,
  range: { start: BigInt(index) * 1000n, end: BigInt(index) * 1000n + 999n },
  parents: [],
  createdAtMs: 0,
  createdSecond: 0,
});
const traffic = (...megabytes: number[]) =>
  megabytes.map((mb, index) => ({
    shard: shard(index),
    bytesPerSecond: mb * 1024 * 1024,
    recordsPerSecond: mb * 100,
  }));

/** The peak that the traffic itself is. */
const peakOfAll = (shards: readonly ShardTraffic[]) => ({
  bytesPerSecond: shards.reduce((sum, each) => sum + each.bytesPerSecond, 0),
  recordsPerSecond: shards.reduce((sum, each) => sum + each.recordsPerSecond, 0),
});
const plan = (shards: readonly ShardTraffic[], ceiling: number) =>
  planGrowth(shards, peakOfAll(shards), ceiling);

test('there is room for double of what comes, the busiest shards being split for it', () => {
  assert.deepEqual(plan(traffic(0.4, 0.45, 0.3, 0.47), 100), []);
  assert.deepEqual(plan(traffic(0.48, 0.1), 100), []);
  assert.deepEqual(plan(traffic(0.48, 0.47, 0.48, 0.48, 0.48), 100), []);
  assert.deepEqual(
    plan(
      traffic(0.4, 0.45).map((each) => ({ ...each, recordsPerSecond: 700 })),
      100,
    ),
    [1],
  );
  assert.deepEqual(plan(traffic(0.3, 0.9, 0.1), 100), [1]);
});

test('the growth ends at the ceiling of the region', () => {
  assert.deepEqual(plan(traffic(0.9, 0.8, 0.7), 4), [0]);
  assert.deepEqual(plan(traffic(0.9, 0.8, 0.7), 3), []);
});

test('a shard of one hash key cannot be split', () => {
  const [hot] = traffic(0.9);
  assert.ok(hot);
  assert.deepEqual(plan([{ ...hot, shard: { ...hot.shard, range: { start: 5n, end: 5n } } }], 9), []);
});
