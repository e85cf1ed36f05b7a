import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  CreateStreamCommand,
  type CreateStreamInput,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  type PutRecordInput,
  PutRecordsCommand,
  type RecordDistributionStrategy,
  UpdateStreamModeCommand,
  UpdateStreamRecordDistributionStrategyCommand,
} from '@aws-sdk/client-kinesis';
import type { LimitsOption } from '../../scripts/local-aws/src/index.js';
import { cborCall } from './support/cbor-call.js';
import { arnOf, registerConsumer, subscribe } from './support/consumers.js';
import {
  activeStream,
  createBucket,
  createDeliveryStream,
  deliveredText,
  from,
  openLab,
  temporaryFolder,
} from './support/delivery-lab.js';
import {
  bytes,
  createActiveStream,
  getIterator,
  readShard,
  startTestServer,
  transitionMs,
} from './support/kinesis.js';

const StreamName = 'orders';
const StreamARN = arnOf(StreamName);
const onDemand = { StreamModeDetails: { StreamMode: 'ON_DEMAND' } } as const;
const auto: CreateStreamInput = { StreamName, ...onDemand, RecordDistributionStrategy: 'AUTO' };
const shardIds = [0, 1, 2, 3].map((index) => `shardId-${String(index).padStart(12, '0')}`);

async function setUp(t: TestContext, input: Partial<CreateStreamInput> = auto, limits?: LimitsOption) {
  const server = await startTestServer(t, limits ? { limits } : {});
  await createActiveStream(server, { StreamName, ...input });
  return server;
}

async function strategyOf(kinesis: KinesisClient): Promise<RecordDistributionStrategy | undefined> {
  const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  return StreamDescriptionSummary?.RecordDistributionStrategy;
}

const update = (kinesis: KinesisClient, RecordDistributionStrategy: RecordDistributionStrategy) =>
  kinesis.send(new UpdateStreamRecordDistributionStrategyCommand({ StreamARN, RecordDistributionStrategy }));

const put = (kinesis: KinesisClient, rest: Partial<PutRecordInput> = {}) =>
  kinesis.send(new PutRecordCommand({ StreamName, Data: bytes('x'), ...rest }));

const withoutKeys = (count: number, size = 1) =>
  Array.from({ length: count }, () => ({ Data: new Uint8Array(size) }));

const missingKey = (path: string) => ({
  name: 'ValidationException',
  message: `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
});

test('an on-demand stream is described with its strategy, which is the partition key unless AUTO was asked for', async (t) => {
  const { kinesis } = await setUp(t, onDemand);
  assert.equal(await strategyOf(kinesis), 'USER_PARTITION_KEY');
  await update(kinesis, 'AUTO');
  assert.equal(await strategyOf(kinesis), 'AUTO');
});

test('AUTO can be asked for when a stream is created', async (t) => {
  const { kinesis } = await setUp(t);
  assert.equal(await strategyOf(kinesis), 'AUTO');
});

test('provisioned streams have no strategy, and cannot be given one', async (t) => {
  const { kinesis } = await setUp(t, { ShardCount: 1 });
  assert.equal(await strategyOf(kinesis), undefined);
  await assert.rejects(update(kinesis, 'AUTO'), { name: 'InvalidArgumentException' });
  await assert.rejects(
    kinesis.send(
      new CreateStreamCommand({ StreamName: 'other', ShardCount: 1, RecordDistributionStrategy: 'AUTO' }),
    ),
    { name: 'InvalidArgumentException' },
  );
});

test('a stream that is being created refuses another strategy until it is ACTIVE', async (t) => {
  const { kinesis, clock } = await startTestServer(t);
  await kinesis.send(new CreateStreamCommand(auto));
  await assert.rejects(update(kinesis, 'USER_PARTITION_KEY'), { name: 'ResourceInUseException' });
  clock.advance(transitionMs);
  await update(kinesis, 'USER_PARTITION_KEY');
});

test('with AUTO, records without keys are spread evenly over the open shards, and those with keys too', async (t) => {
  const { kinesis } = await setUp(t);
  await kinesis.send(new PutRecordsCommand({ StreamName, Records: withoutKeys(40) }));
  for (let n = 0; n < 4; n++) await put(kinesis, { PartitionKey: 'k', ExplicitHashKey: '0' });
  for (const id of shardIds) {
    const keys = (await readShard(kinesis, StreamName, id)).map((record) => record.PartitionKey);
    assert.deepEqual(keys, [...Array.from({ length: 10 }, () => undefined), 'k'], id);
  }
});

test('with AUTO, a record that was put without a key has none in CBOR either', async (t) => {
  const { kinesis, aws } = await setUp(t);
  const { ShardId } = await put(kinesis);
  const ShardIterator = await getIterator(kinesis, {
    StreamName,
    ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  });
  const { output } = await cborCall(aws.endpoint, 'GetRecords', { ShardIterator });
  const [record] = (output as { Records: object[] }).Records;
  assert.ok(record && !('PartitionKey' in record));
});

test('with AUTO, SequenceNumberForOrdering is refused', async (t) => {
  const { kinesis } = await setUp(t);
  const { SequenceNumber } = await put(kinesis);
  await assert.rejects(put(kinesis, { SequenceNumberForOrdering: SequenceNumber }), {
    name: 'InvalidArgumentException',
  });
});

test('all other streams demand a partition key', async (t) => {
  const { kinesis } = await setUp(t, onDemand);
  const Records = [{ PartitionKey: 'k', Data: bytes('x') }, { Data: bytes('x') }];
  await assert.rejects(put(kinesis), missingKey('partitionKey'));
  await assert.rejects(
    kinesis.send(new PutRecordsCommand({ StreamName, Records })),
    missingKey('records.2.member.partitionKey'),
  );
  await assert.rejects(kinesis.send(new PutRecordsCommand({ StreamName, Records: withoutKeys(12) })), {
    message: /^10 validation errors detected: /,
  });
});

test('a change takes effect at once, and leaves the records where they are', async (t) => {
  const { kinesis } = await setUp(t);
  const { ShardId = '' } = await put(kinesis);
  await update(kinesis, 'USER_PARTITION_KEY');
  await assert.rejects(put(kinesis), missingKey('partitionKey'));
  const byKey = await put(kinesis, { PartitionKey: '1' });
  assert.equal(byKey.ShardId, 'shardId-000000000003');
  await update(kinesis, 'AUTO');
  await put(kinesis);
  assert.equal((await readShard(kinesis, StreamName, ShardId))[0]?.PartitionKey, undefined);
});

test('a shard at its limit is passed over, and only a stream without room refuses records', async (t) => {
  const { kinesis } = await setUp(t, onDemand, {
    writeRecordsPerSecond: 3,
    controlCallsPerSecond: 'none',
    readCallsPerSecond: 'none',
    iteratorCallsPerSecond: 'none',
  });
  const PartitionKey = '1';
  for (let n = 0; n < 3; n++) assert.equal((await put(kinesis, { PartitionKey })).ShardId, shardIds[3]);
  await update(kinesis, 'AUTO');
  const answer = await kinesis.send(new PutRecordsCommand({ StreamName, Records: withoutKeys(10) }));
  assert.equal(answer.FailedRecordCount, 1);
  assert.match(answer.Records?.at(-1)?.ErrorMessage ?? '', /^Rate exceeded for shard shardId-/);
  const counts = await Promise.all(shardIds.map((id) => readShard(kinesis, StreamName, id)));
  assert.deepEqual(
    counts.map(({ length }) => length),
    [3, 3, 3, 3],
  );
});

test('a stream that becomes provisioned goes by partition keys again', async (t) => {
  const { kinesis, clock } = await setUp(t);
  const StreamModeDetails = { StreamMode: 'PROVISIONED' } as const;
  await kinesis.send(new UpdateStreamModeCommand({ StreamARN, StreamModeDetails }));
  await put(kinesis);
  clock.advance(transitionMs);
  await assert.rejects(put(kinesis), missingKey('partitionKey'));
  assert.equal(await strategyOf(kinesis), undefined);
});

test('a subscriber gets records without keys', async (t) => {
  const server = await setUp(t);
  const consumer = await registerConsumer(server, StreamName, 'app');
  const { ShardId } = await put(server.kinesis);
  const subscription = await subscribe(server.kinesis, consumer, { Type: 'TRIM_HORIZON' }, ShardId);
  const event = await subscription.next();
  assert.deepEqual(
    event?.Records?.map(({ Data, PartitionKey }) => [Data, PartitionKey]),
    [[bytes('x'), undefined]],
  );
  await subscription.stop();
});

test('Firehose delivers records without keys', async (t) => {
  const lab = await openLab(t);
  await createBucket(lab);
  await lab.kinesis.send(new CreateStreamCommand(auto));
  const streamArn = await activeStream(lab, StreamName);
  const BufferingHints = { SizeInMBs: 1, IntervalInSeconds: 0 };
  await createDeliveryStream(lab, 'delivery', { BufferingHints }, from(streamArn));
  for (const text of ['a', 'b', 'c']) await put(lab.kinesis, { Data: bytes(text) });
  const text = await deliveredText(lab, ({ length }) => length === 3);
  assert.deepEqual([...text].sort(), ['a', 'b', 'c']);
});

test('the strategy and the records without keys outlive the process', async (t) => {
  const dataDir = await temporaryFolder();
  const first = await startTestServer(t, { dataDir });
  await createActiveStream(first, auto);
  const { ShardId = '' } = await put(first.kinesis);
  await first.aws.close();
  const { kinesis } = await startTestServer(t, { dataDir, clock: first.clock });
  assert.equal(await strategyOf(kinesis), 'AUTO');
  assert.deepEqual(
    (await readShard(kinesis, StreamName, ShardId)).map(({ PartitionKey }) => PartitionKey),
    [undefined],
  );
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
  assert.equal(Shards.length, 4);
});
