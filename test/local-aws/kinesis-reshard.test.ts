import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  type GetRecordsOutput,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import {
  bytes,
  createActiveStream,
  getIterator,
  startTestServer,
  type TestServer,
  text,
  transitionMs,
} from './support/kinesis.js';

const StreamName = 'orders';
const half = '170141183460469231731687303715884105728';

const split = ({ kinesis }: TestServer, ShardToSplit: string, NewStartingHashKey: string) =>
  kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit, NewStartingHashKey }));

const merge = ({ kinesis }: TestServer, ShardToMerge: string, AdjacentShardToMerge: string) =>
  kinesis.send(new MergeShardsCommand({ StreamName, ShardToMerge, AdjacentShardToMerge }));

const putBatch = ({ kinesis }: TestServer, prefix: string) =>
  kinesis.send(
    new PutRecordsCommand({
      StreamName,
      Records: Array.from({ length: 40 }, (_, i) => ({
        PartitionKey: `key-${i % 8}`,
        Data: bytes(`key-${i % 8} ${prefix}-${String(i).padStart(2, '0')}`),
      })),
    }),
  );

/** Reads as AWS's own consumers do: a shard to its end, then the children it names, once all their parents are done. */
async function readLineage({ kinesis }: TestServer): Promise<string[]> {
  const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName }));
  const shards = StreamDescription?.Shards ?? [];
  const waiting = shards.filter(({ ParentShardId }) => !ParentShardId).map(({ ShardId = '' }) => ShardId);
  const done = new Set<string>();
  const seen: string[] = [];
  for (let ShardId = waiting.shift(); ShardId !== undefined; ShardId = waiting.shift()) {
    let next: string | undefined = await getIterator(kinesis, {
      StreamName,
      ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    for (let atTip = false; next && !atTip; ) {
      const answer: GetRecordsOutput = await kinesis.send(new GetRecordsCommand({ ShardIterator: next }));
      seen.push(...(answer.Records ?? []).map(text));
      atTip = answer.MillisBehindLatest === 0;
      next = answer.NextShardIterator;
      if (next) continue;
      done.add(ShardId);
      for (const child of answer.ChildShards ?? [])
        if (child.ParentShards?.every((parent) => done.has(parent))) waiting.push(child.ShardId ?? '');
    }
  }
  return seen;
}

test('a consumer that follows the children reads every record once, in order for each key, over a split and a merge', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  await putBatch(server, 'a');
  await split(server, 'shardId-000000000000', half);
  await putBatch(server, 'b');
  server.clock.advance(transitionMs);
  await putBatch(server, 'c');
  await merge(server, 'shardId-000000000001', 'shardId-000000000002');
  await putBatch(server, 'd');
  server.clock.advance(transitionMs);
  await putBatch(server, 'e');

  const seen = await readLineage(server);
  assert.equal(seen.length, 200);
  assert.equal(new Set(seen).size, 200);
  for (let key = 0; key < 8; key++) {
    const own = seen.filter((line) => line.startsWith(`key-${key} `));
    assert.deepEqual(own, [...own].sort());
  }
});

test('the answer that ends a closed shard has no records, and those before it do not say that all is read', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  await putBatch(server, 'a');
  await split(server, 'shardId-000000000000', half);
  server.clock.advance(transitionMs);
  const where = { StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' } as const;
  const read = (ShardIterator?: string) =>
    server.kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 40 }));
  const last = await read(await getIterator(server.kinesis, where));
  assert.equal(last.Records?.length, 40);
  assert.ok((last.MillisBehindLatest ?? 0) > 0);
  assert.equal(last.ChildShards, undefined);
  const end = await read(last.NextShardIterator);
  assert.deepEqual([end.Records, end.NextShardIterator, end.MillisBehindLatest], [[], undefined, 0]);
  assert.equal(end.ChildShards?.length, 2);
});

test('a split closes the parent and divides its range, the lower child first', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  await split(server, 'shardId-000000000000', half);
  server.clock.advance(transitionMs);
  const { StreamDescription } = await server.kinesis.send(new DescribeStreamCommand({ StreamName }));
  const [parent, lower, upper] = StreamDescription?.Shards ?? [];
  assert.equal(StreamDescription?.Shards?.length, 3);
  assert.match(parent?.SequenceNumberRange?.EndingSequenceNumber ?? '', /^\d{56}$/);
  assert.deepEqual(lower?.HashKeyRange, {
    StartingHashKey: '0',
    EndingHashKey: '170141183460469231731687303715884105727',
  });
  assert.deepEqual(upper?.HashKeyRange, {
    StartingHashKey: half,
    EndingHashKey: '340282366920938463463374607431768211455',
  });
  for (const child of [lower, upper]) {
    assert.equal(child?.ParentShardId, 'shardId-000000000000');
    assert.ok(!('EndingSequenceNumber' in (child?.SequenceNumberRange ?? {})));
    const starting = child?.SequenceNumberRange?.StartingSequenceNumber ?? '';
    assert.ok(starting > (parent?.SequenceNumberRange?.EndingSequenceNumber ?? ''));
  }
});

test('a merge names both parents, and its child takes their whole range', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 2 });
  await merge(server, 'shardId-000000000000', 'shardId-000000000001');
  server.clock.advance(transitionMs);
  const { StreamDescription } = await server.kinesis.send(new DescribeStreamCommand({ StreamName }));
  const child = StreamDescription?.Shards?.[2];
  assert.equal(child?.ParentShardId, 'shardId-000000000000');
  assert.equal(child?.AdjacentParentShardId, 'shardId-000000000001');
  assert.deepEqual(child?.HashKeyRange, {
    StartingHashKey: '0',
    EndingHashKey: '340282366920938463463374607431768211455',
  });
});

test('until a split has taken effect, records go to the parent', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const put = () =>
    server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: bytes('x') }));
  await split(server, 'shardId-000000000000', half);
  assert.equal((await put()).ShardId, 'shardId-000000000000');
  server.clock.advance(transitionMs);
  assert.equal((await put()).ShardId, 'shardId-000000000001');
});

test('splits and merges are refused with the words of AWS', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 3 });
  const third = '113427455640312821154458202477256070484';
  for (const key of ['0', '1', third])
    await assert.rejects(split(server, 'shardId-000000000000', key), {
      name: 'InvalidArgumentException',
      message:
        `NewStartingHashKey ${key} used in SplitShard() on shard shardId-000000000000 in stream orders under account 000000000000 ` +
        `is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey ${third}.`,
    });
  await assert.rejects(split(server, 'shardId-000000000009', '5'), {
    name: 'ResourceNotFoundException',
    message: 'Could not find shard shardId-000000000009 in stream orders under account 000000000000.',
  });
  for (const [lower, upper] of [
    ['shardId-000000000000', 'shardId-000000000002'],
    ['shardId-000000000001', 'shardId-000000000000'],
  ] as const)
    await assert.rejects(merge(server, lower, upper), {
      name: 'InvalidArgumentException',
      message: `Shards ${lower} and ${upper} in stream orders under account 000000000000 are not an adjacent pair of shards eligible for merging`,
    });
  await split(server, 'shardId-000000000000', '2');
  await assert.rejects(split(server, 'shardId-000000000001', half), {
    name: 'ResourceInUseException',
    message: 'Stream orders under account 000000000000 not ACTIVE, instead in state UPDATING',
  });
  server.clock.advance(transitionMs);
  await assert.rejects(split(server, 'shardId-000000000000', '9'), {
    name: 'InvalidArgumentException',
    message:
      'Shard shardId-000000000000 in stream orders under account 000000000000 has already been merged or split, and thus is not eligible for merging or splitting.',
  });
});

test('an on-demand stream keeps its shards to itself', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName });
  await assert.rejects(split(server, 'shardId-000000000000', '5'), {
    name: 'ValidationException',
    message: 'Request is invalid. Stream orders under account 000000000000 is in On-Demand mode.',
  });
});

test('a shard that closed longer ago than retention is no longer listed', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  await split(server, 'shardId-000000000000', half);
  server.clock.advance(transitionMs);
  const listed = async () => {
    const { StreamDescription } = await server.kinesis.send(new DescribeStreamCommand({ StreamName }));
    return StreamDescription?.Shards?.map(({ ShardId }) => ShardId?.slice(-1)).join('');
  };
  assert.equal(await listed(), '012');
  server.clock.advance(24 * 3_600_000 + 1);
  assert.equal(await listed(), '12');
});
