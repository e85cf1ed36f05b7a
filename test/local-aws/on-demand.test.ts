import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { planGrowth } from '../../scripts/local-aws/src/kinesis/on-demand/plan-growth.js';
import { readShard, startTestServer, type TestServer, transitionMs } from './support/kinesis.js';

const StreamName = 'orders';
/** A day in a minute: five minutes are a fifth of a second. */
const clockRate = 1440;
const kib = 1024;

async function setUp(t: Parameters<typeof startTestServer>[0]) {
  const server = await startTestServer(t, { clockRate });
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

test('there is room for double of what comes, the busiest shards being split for it', () => {
  assert.deepEqual(planGrowth(traffic(0.4, 0.45, 0.3, 0.47), 100), []);
  assert.deepEqual(planGrowth(traffic(0.48, 0.1), 100), []);
  assert.deepEqual(planGrowth(traffic(0.48, 0.47, 0.48, 0.48, 0.48), 100), []);
  assert.deepEqual(
    planGrowth(
      traffic(0.4, 0.45).map((each) => ({ ...each, recordsPerSecond: 700 })),
      100,
    ),
    [1],
  );
  assert.deepEqual(planGrowth(traffic(0.3, 0.9, 0.1), 100), [1]);
});

test('the growth ends at the ceiling of the region', () => {
  assert.deepEqual(planGrowth(traffic(0.9, 0.8, 0.7), 4), [0]);
  assert.deepEqual(planGrowth(traffic(0.9, 0.8, 0.7), 3), []);
});

test('a shard of one hash key cannot be split', () => {
  const [hot] = traffic(0.9);
  assert.ok(hot);
  assert.deepEqual(planGrowth([{ ...hot, shard: { ...hot.shard, range: { start: 5n, end: 5n } } }], 9), []);
});
