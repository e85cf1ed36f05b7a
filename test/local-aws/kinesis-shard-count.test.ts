import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DescribeStreamSummaryCommand,
  ListShardsCommand,
  PutRecordsCommand,
  type Shard,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { evenRanges } from '../../scripts/local-aws/src/kinesis/model/hash-range.js';
import { arnOf } from './support/consumers.js';
import {
  bytes,
  createActiveStream,
  readShard,
  startTestServer,
  type TestServer,
  text,
  transitionMs,
} from './support/kinesis.js';

const StreamName = 'orders';

const update = ({ once }: TestServer, TargetShardCount: number) =>
  once.send(new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }));

const scale = async (server: TestServer, count: number) => {
  await update(server, count);
  server.clock.advance(transitionMs);
};

async function shardsOf({ kinesis }: TestServer): Promise<Shard[]> {
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
  return Shards;
}

const isOpen = ({ SequenceNumberRange }: Shard) => SequenceNumberRange?.EndingSequenceNumber === undefined;

const open = async (server: TestServer) =>
  (await shardsOf(server)).filter(isOpen).sort((a, b) => Number(BigInt(start(a)) - BigInt(start(b))));

const start = ({ HashKeyRange }: Shard) => HashKeyRange?.StartingHashKey ?? '';

const numberOf = (id = '') => Number(id.split('-')[1]);

test('UpdateShardCount splits and merges in the order that was seen on AWS', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 4 });
  await scale(server, 3);
  const lineage = (await shardsOf(server)).map(({ ShardId, ParentShardId, AdjacentParentShardId }) =>
    [ShardId, ParentShardId, AdjacentParentShardId].filter(Boolean).map(numberOf),
  );
  assert.deepEqual(lineage, [
    [0],
    [1],
    [2],
    [3],
    [4, 1],
    [5, 1],
    [6, 0, 4],
    [7, 2],
    [8, 2],
    [9, 5, 7],
    [10, 8, 3],
  ]);
  assert.deepEqual(
    (await open(server)).map(({ ShardId }) => numberOf(ShardId)),
    [6, 9, 10],
  );
});

test('whatever the counts, open shards have equal widths and cover every hash key', async (t) => {
  const server = await startTestServer(t, { limits: 'none' });
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  for (const count of [2, 3, 6, 12, 7, 13, 10, 5, 3, 2, 1]) {
    await scale(server, count);
    const ranges = (await open(server)).map(({ HashKeyRange }) => ({
      start: BigInt(HashKeyRange?.StartingHashKey ?? 0),
      end: BigInt(HashKeyRange?.EndingHashKey ?? 0),
    }));
    assert.equal(ranges.length, count);
    for (const [i, expected] of evenRanges(count).entries()) {
      const { start = 0n, end = 0n } = ranges[i] ?? {};
      assert.equal(start, i === 0 ? 0n : (ranges[i - 1]?.end ?? 0n) + 1n);
      const off = end - expected.end;
      assert.ok((off < 0n ? -off : off) < 100n, `${count}: range ${i} ends ${off} off`);
    }
    assert.equal(ranges.at(-1)?.end, 2n ** 128n - 1n);
  }
});

test('doubling splits each shard once, and halving merges each pair once', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 3 });
  await scale(server, 6);
  assert.equal((await shardsOf(server)).length, 9);
  await scale(server, 3);
  assert.equal((await shardsOf(server)).length, 12);
});

test('the stream is UPDATING meanwhile, takes records, and loses none of them', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 2 });
  const put = (prefix: string) =>
    server.kinesis.send(
      new PutRecordsCommand({
        StreamName,
        Records: Array.from({ length: 50 }, (_, i) => ({
          PartitionKey: `${i}`,
          Data: bytes(`${prefix}${i}`),
        })),
      }),
    );
  await put('a');
  const { $metadata, ...answer } = await update(server, 3);
  assert.deepEqual(answer, {
    StreamName,
    StreamARN: arnOf(StreamName),
    CurrentShardCount: 2,
    TargetShardCount: 3,
  });
  await assert.rejects(update(server, 4), {
    name: 'ResourceInUseException',
    message: 'Stream orders under account 000000000000 not ACTIVE, instead in state UPDATING',
  });
  const { Records: between = [] } = await put('b');
  assert.ok(between.every(({ ShardId }) => numberOf(ShardId) < 2));
  server.clock.advance(transitionMs);
  const ids = new Set((await open(server)).map(({ ShardId }) => ShardId));
  const { Records: after = [] } = await put('c');
  assert.ok(after.every(({ ShardId }) => ids.has(ShardId)));
  const seen: string[] = [];
  for (const { ShardId = '' } of await shardsOf(server))
    seen.push(...(await readShard(server.kinesis, StreamName, ShardId)).map(text));
  assert.equal(seen.length, 150);
  assert.equal(new Set(seen).size, 150);
});

test('UpdateShardCount reaches from half to double, ten times a day, on provisioned streams', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 5 });
  await assert.rejects(update(server, 11), {
    name: 'LimitExceededException',
    message:
      'UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 5 Target shard count: 11',
  });
  await assert.rejects(update(server, 2), {
    name: 'LimitExceededException',
    message:
      'UpdateShardCount cannot scale down below half your current open shard count. Current open shard count: 5 Target shard count: 2',
  });
  for (let call = 0; call < 10; call++) await scale(server, call % 2 === 0 ? 6 : 5);
  await assert.rejects(update(server, 6), {
    name: 'LimitExceededException',
    message: /10 times in 24 hours/,
  });
  server.clock.advance(24 * 3_600_000);
  await scale(server, 10);

  await createActiveStream(server, { StreamName: 'elastic' });
  await assert.rejects(
    server.kinesis.send(
      new UpdateShardCountCommand({
        StreamName: 'elastic',
        TargetShardCount: 5,
        ScalingType: 'UNIFORM_SCALING',
      }),
    ),
    {
      name: 'ValidationException',
      message: 'Request is invalid. Stream elastic under account 000000000000 is in On-Demand mode.',
    },
  );
  const { StreamDescriptionSummary } = await server.kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  assert.equal(StreamDescriptionSummary?.OpenShardCount, 10);
});
