import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateStreamCommand,
  DescribeLimitsCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  StartStreamEncryptionCommand,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import type { LimitsOption } from '../../scripts/local-aws/src/index.js';
import { bytes, createActiveStream, getIterator, startTestServer, transitionMs } from './support/kinesis.js';

const StreamName = 'orders';
const firstShard = 'shardId-000000000000';
/** In the lower and in the upper half of the hash keys. */
const [lowKey, highKey] = ['0', (2n ** 128n - 1n).toString()];
const mib = 1024 * 1024;

const writeRefused = {
  ErrorCode: 'ProvisionedThroughputExceededException',
  ErrorMessage: `Rate exceeded for shard ${firstShard} in stream orders under account 000000000000.`,
};
const readRefused = {
  name: 'ProvisionedThroughputExceededException',
  message: `Rate exceeded for Shard - 000000000000/orders/${firstShard}`,
};

/** A stream, and a client that does not try again. */
async function setUp(t: Parameters<typeof startTestServer>[0], ShardCount = 1, limits: LimitsOption = 'aws') {
  const server = await startTestServer(t, { limits });
  await createActiveStream(server, { StreamName, ShardCount });
  return { ...server, kinesis: server.client({ maxAttempts: 1 }) };
}

const entry = (Data = bytes('x'), ExplicitHashKey = lowKey) => ({ PartitionKey: 'k', Data, ExplicitHashKey });

async function putMany(kinesis: KinesisClient, count: number, make = () => entry()) {
  const { Records = [], FailedRecordCount } = await kinesis.send(
    new PutRecordsCommand({ StreamName, Records: Array.from({ length: count }, make) }),
  );
  return { results: Records, failed: FailedRecordCount };
}

const fromStart = (kinesis: KinesisClient, ShardId = firstShard) =>
  getIterator(kinesis, { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' });

test('a shard takes 1,000 records in a second and refuses the next one in its entry, until the second is over', async (t) => {
  const { kinesis, clock } = await setUp(t);
  assert.equal((await putMany(kinesis, 500)).failed, 0);
  clock.advance(400);
  assert.equal((await putMany(kinesis, 499)).failed, 0);
  const { results, failed } = await putMany(kinesis, 3);
  assert.equal(failed, 2);
  assert.equal(results[0]?.ShardId, firstShard);
  assert.match(results[0]?.SequenceNumber ?? '', /^\d{56}$/);
  assert.deepEqual(results.slice(1), [writeRefused, writeRefused]);
  clock.advance(599);
  assert.equal((await putMany(kinesis, 1)).failed, 1);
  clock.advance(1);
  assert.deepEqual([(await putMany(kinesis, 500)).failed, (await putMany(kinesis, 1)).failed], [0, 1]);
});

test('only what was accepted is in the shard', async (t) => {
  const { kinesis } = await setUp(t, 1, { writeRecordsPerSecond: 2 });
  const { results } = await putMany(kinesis, 3);
  const { Records = [] } = await kinesis.send(
    new GetRecordsCommand({ ShardIterator: await fromStart(kinesis) }),
  );
  assert.deepEqual(
    Records.map(({ SequenceNumber }) => SequenceNumber),
    results.slice(0, 2).map(({ SequenceNumber }) => SequenceNumber),
  );
});

test('PutRecord over the limit is an exception with the text of the entry', async (t) => {
  const { kinesis } = await setUp(t, 1, { writeRecordsPerSecond: 1 });
  const put = () => kinesis.send(new PutRecordCommand({ StreamName, ...entry() }));
  await put();
  await assert.rejects(put(), {
    name: writeRefused.ErrorCode,
    message: writeRefused.ErrorMessage,
    $fault: 'client',
  });
});

test('two shards take twice as much, each its own', async (t) => {
  const { kinesis } = await setUp(t, 2);
  for (const hashKey of [lowKey, highKey, lowKey, highKey])
    assert.equal((await putMany(kinesis, 500, () => entry(bytes('x'), hashKey))).failed, 0);
  const { results } = await putMany(kinesis, 1, () => entry(bytes('x'), highKey));
  assert.match(results[0]?.ErrorMessage ?? '', /shard shardId-000000000001 in stream/);
});

test('a shard takes 1 MiB of data and partition keys in a second', async (t) => {
  const { kinesis, clock } = await setUp(t);
  const half = () => entry(new Uint8Array(mib / 2 - 1));
  assert.equal((await putMany(kinesis, 2, half)).failed, 0);
  assert.deepEqual((await putMany(kinesis, 1)).results, [writeRefused]);
  clock.advance(1000);
  assert.deepEqual(
    (await putMany(kinesis, 3, half)).results.map(({ ErrorCode }) => ErrorCode),
    [undefined, undefined, writeRefused.ErrorCode],
  );
});

test('a large record draws on a tank of 10 MiB, which smaller ones do not wait for', async (t) => {
  const { kinesis, clock } = await startTestServer(t, { limits: 'aws' });
  await createActiveStream({ kinesis, clock }, { StreamName, ShardCount: 1, MaxRecordSizeInKiB: 10_240 });
  const large = () => putMany(kinesis, 1, () => entry(new Uint8Array(6 * mib - 1)));
  assert.equal((await large()).failed, 0);
  assert.equal((await large()).failed, 1);
  assert.equal((await putMany(kinesis, 1)).failed, 0);
  clock.advance(6000);
  assert.equal((await large()).failed, 0);
});

test('the sixth GetRecords call of a second is refused, whoever makes it', async (t) => {
  const { kinesis, client, clock } = await setUp(t);
  const other = client({ maxAttempts: 1 });
  const ShardIterator = await fromStart(kinesis);
  const read = (by: KinesisClient) => by.send(new GetRecordsCommand({ ShardIterator }));
  for (const by of [kinesis, other, kinesis, other, kinesis]) await read(by);
  await assert.rejects(read(other), { ...readRefused, $fault: 'client' });
  await assert.rejects(read(kinesis), readRefused);
  clock.advance(1000);
  await read(other);
});

test('what is refused over one shard is given by another', async (t) => {
  const { kinesis } = await setUp(t, 2, { readCallsPerSecond: 1 });
  for (const id of [firstShard, 'shardId-000000000001'])
    await kinesis.send(new GetRecordsCommand({ ShardIterator: await fromStart(kinesis, id) }));
});

test('a full answer of 10 MiB blocks its shard for five seconds', async (t) => {
  const { kinesis, clock } = await setUp(t, 1, {
    writeBytesPerSecond: 'none',
  });
  for (let put = 0; put < 2; put++)
    assert.equal((await putMany(kinesis, 10, () => entry(new Uint8Array(mib - 1)))).failed, 0);
  let ShardIterator = await fromStart(kinesis);
  const read = async () => {
    const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    ShardIterator = answer.NextShardIterator ?? '';
    return answer.Records?.length;
  };
  assert.equal(await read(), 10);
  await assert.rejects(read(), readRefused);
  clock.advance(4999);
  await assert.rejects(read(), readRefused);
  clock.advance(1);
  assert.equal(await read(), 10);
});

test('reads of 2 MiB use up the second, however few calls they were', async (t) => {
  const { kinesis, clock } = await setUp(t, 1, { writeBytesPerSecond: 'none' });
  await putMany(kinesis, 3, () => entry(new Uint8Array(mib - 1)));
  const ShardIterator = await fromStart(kinesis);
  const read = (Limit: number) => kinesis.send(new GetRecordsCommand({ ShardIterator, Limit }));
  await read(1);
  await read(1);
  await assert.rejects(read(1), readRefused);
  clock.advance(1000);
  await read(1);
});

test('the sixth GetShardIterator call of a second is refused', async (t) => {
  const { kinesis, clock } = await setUp(t);
  for (let call = 0; call < 5; call++) await fromStart(kinesis);
  await assert.rejects(fromStart(kinesis), readRefused);
  clock.advance(1000);
  await fromStart(kinesis);
});

test("the SDK's own retries get through once the second is over", async (t) => {
  const { clock, client } = await setUp(t);
  const kinesis = client({ maxAttempts: 20 });
  const ShardIterator = await fromStart(kinesis);
  const read = () => kinesis.send(new GetRecordsCommand({ ShardIterator }));
  for (let call = 0; call < 5; call++) await read();
  let refusals = 0;
  kinesis.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args).catch((error: unknown) => {
        refusals += 1;
        if (refusals === 2) clock.advance(1000);
        throw error;
      });
      return result;
    },
    { step: 'deserialize', priority: 'high', name: 'countRefusals' },
  );
  const { $metadata } = await read();
  assert.equal(refusals, 2);
  assert.equal($metadata.attempts, 3);
});

test('actions that manage streams have their calls a second, by account or by stream', async (t) => {
  const { kinesis, clock, client } = await setUp(t);
  const describe = (by = kinesis) => by.send(new DescribeStreamSummaryCommand({ StreamName }));
  for (let call = 0; call < 20; call++) await describe();
  await assert.rejects(describe(), {
    name: 'LimitExceededException',
    message: 'Rate exceeded for stream orders under account 000000000000.',
  });
  await kinesis.send(new DescribeLimitsCommand({}));
  await assert.rejects(kinesis.send(new DescribeLimitsCommand({})), {
    name: 'LimitExceededException',
    message: 'Rate exceeded for account 000000000000.',
  });
  const elsewhere = client({ region: 'sa-east-1', maxAttempts: 1 });
  await assert.rejects(describe(elsewhere), { name: 'ResourceNotFoundException' });
  for (let call = 0; call < 30; call++) await kinesis.send(new ListShardsCommand({ StreamName }));
  clock.advance(1000);
  await describe();
});

test('an invalid call does not count', async (t) => {
  const { kinesis } = await setUp(t, 1, { controlCallsPerSecond: 1 });
  await assert.rejects(kinesis.send(new ListStreamsCommand({ Limit: 0 })), { name: 'ValidationException' });
  await kinesis.send(new ListStreamsCommand({}));
  await assert.rejects(kinesis.send(new ListStreamsCommand({})), { name: 'LimitExceededException' });
});

test('no more than five streams are CREATING at one time', async (t) => {
  const { client, clock } = await startTestServer(t, { limits: { controlCallsPerSecond: 'none' } });
  const kinesis = client({ maxAttempts: 1 });
  const create = (name: string) => kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
  for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name);
  await assert.rejects(create('f'), {
    name: 'LimitExceededException',
    message: /streams that can simultaneously be in CREATING or DELETING. Limit: 5$/,
  });
  clock.advance(transitionMs);
  await create('f');
});

test("the shard quota is the region's, and can be set", async (t) => {
  const { client, kinesis } = await startTestServer(t, { limits: {} });
  const quota = async (by: KinesisClient) => (await by.send(new DescribeLimitsCommand({}))).ShardLimit;
  assert.equal(await quota(kinesis), 20_000);
  assert.equal(await quota(client({ region: 'sa-east-1' })), 1000);
  const small = await startTestServer(t, { limits: { shards: 3 } });
  await createActiveStream(small, { StreamName, ShardCount: 3 });
  const split = { StreamName, ShardToSplit: firstShard, NewStartingHashKey: '1000' };
  const once = small.client({ maxAttempts: 1 });
  await assert.rejects(once.send(new SplitShardCommand(split)), {
    name: 'LimitExceededException',
    message: /^This request would exceed the shard limit for the account .* Limit: 3\. /,
  });
});

test('on-demand streams, consumers, and what is counted in a day have limits that can be set', async (t) => {
  const limits: LimitsOption = {
    controlCallsPerSecond: 'none',
    onDemandStreams: 1,
    consumersPerStream: 1,
    modeSwitchesPerDay: 1,
    shardCountUpdatesPerDay: 1,
    encryptionChangesPerDay: 1,
  };
  const { kinesis, clock } = await setUp(t, 1, limits);
  const StreamARN = `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`;
  const done = async (call: Promise<unknown>) => {
    await call;
    clock.advance(transitionMs);
  };
  const refused = (call: Promise<unknown>) => assert.rejects(call, { name: 'LimitExceededException' });
  const scale = (TargetShardCount: number) =>
    kinesis.send(
      new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }),
    );
  await done(scale(2));
  await refused(scale(1));
  const key = { StreamName, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } as const;
  await done(kinesis.send(new StartStreamEncryptionCommand(key)));
  await refused(kinesis.send(new StartStreamEncryptionCommand(key)));
  const register = (ConsumerName: string) =>
    kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName }));
  await done(register('a'));
  await refused(register('b'));
  const change = (StreamMode: 'ON_DEMAND' | 'PROVISIONED') =>
    kinesis.send(new UpdateStreamModeCommand({ StreamARN, StreamModeDetails: { StreamMode } }));
  await done(change('ON_DEMAND'));
  await refused(change('PROVISIONED'));
  await refused(kinesis.send(new CreateStreamCommand({ StreamName: 'second' })));
  clock.advance(24 * 3_600_000);
  await done(change('PROVISIONED'));
  await done(scale(1));
  await done(kinesis.send(new CreateStreamCommand({ StreamName: 'second' })));
});

test("retention's longest can be set", async (t) => {
  const { kinesis } = await setUp(t, 1, { retentionHours: 48 });
  const increase = (RetentionPeriodHours: number) =>
    kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));
  await assert.rejects(increase(49), { message: /^Maximum allowed retention period is 48 hours/ });
  await increase(48);
});

test('without limits nothing is refused', async (t) => {
  const { kinesis } = await setUp(t, 1, 'none');
  for (let put = 0; put < 3; put++) assert.equal((await putMany(kinesis, 500)).failed, 0);
  assert.equal((await putMany(kinesis, 3, () => entry(new Uint8Array(mib - 1)))).failed, 0);
  for (let call = 0; call < 8; call++) {
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamName, ShardId: firstShard, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    await kinesis.send(new DescribeLimitsCommand({}));
  }
});
