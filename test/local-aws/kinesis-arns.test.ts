import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ListShardsCommand,
  ListTagsForResourceCommand,
  PutRecordCommand,
  PutRecordsCommand,
  PutResourcePolicyCommand,
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
} from '@aws-sdk/client-kinesis';
import { arnOf, registerConsumer, subscribe } from './support/consumers.js';
import {
  bytes,
  createActiveStream,
  getIterator,
  startTestServer,
  type TestServer,
} from './support/kinesis.js';
import {
  CreateQueueCommand,
  createQueue,
  openQueue,
  putTexts,
  type QueueRecord,
  TestQueue,
  textsOf,
} from './support/queues.js';

const StreamName = 'orders';
const StreamARN = arnOf(StreamName);
const ShardId = 'shardId-000000000000';
const record = { Data: bytes('a'), PartitionKey: 'a' };

const ofAnotherRegion = (server: TestServer) => server.client({ region: 'sa-east-1', maxAttempts: 1 });
const ofAnotherAccount = (server: TestServer) =>
  server.client({ credentials: { accessKeyId: '111122223333', secretAccessKey: 'x' }, maxAttempts: 1 });

test("a Region's endpoint knows no streams of another one, whatever the ARN says", async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const ConsumerARN = await registerConsumer(server, StreamName, 'app');
  const start = { ShardId, StartingPosition: { Type: 'TRIM_HORIZON' } } as const;
  const calls: Record<string, (kinesis: KinesisClient) => Promise<unknown>> = {
    describe: (kinesis) => kinesis.send(new DescribeStreamSummaryCommand({ StreamARN })),
    put: (kinesis) => kinesis.send(new PutRecordCommand({ StreamARN, ...record })),
    batch: (kinesis) => kinesis.send(new PutRecordsCommand({ StreamARN, Records: [record] })),
    iterator: (kinesis) => getIterator(kinesis, { StreamARN, ShardId, ShardIteratorType: 'LATEST' }),
    shards: (kinesis) => kinesis.send(new ListShardsCommand({ StreamARN })),
    tags: (kinesis) => kinesis.send(new ListTagsForResourceCommand({ ResourceARN: StreamARN })),
    consumer: (kinesis) => kinesis.send(new DescribeStreamConsumerCommand({ ConsumerARN })),
    subscribe: (kinesis) => kinesis.send(new SubscribeToShardCommand({ ConsumerARN, ...start })),
    delete: (kinesis) => kinesis.send(new DeleteStreamCommand({ StreamARN, EnforceConsumerDeletion: true })),
  };
  for (const [name, call] of Object.entries(calls))
    await assert.rejects(
      call(ofAnotherRegion(server)),
      { name: 'ResourceNotFoundException', message: 'Stream orders under account 000000000000 not found.' },
      name,
    );
  await server.kinesis.send(new DescribeStreamSummaryCommand({ StreamARN }));
});

test("a Region's iterators and tokens are not read in another one", async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 2 });
  const elsewhere = ofAnotherRegion(server);
  await elsewhere.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  const ShardIterator = await getIterator(server.kinesis, {
    StreamName,
    ShardId,
    ShardIteratorType: 'LATEST',
  });
  await assert.rejects(elsewhere.send(new GetRecordsCommand({ ShardIterator })), {
    name: 'InvalidArgumentException',
    message: 'Invalid ShardIterator.',
  });
  const { NextToken } = await server.kinesis.send(new ListShardsCommand({ StreamName, MaxResults: 1 }));
  await assert.rejects(elsewhere.send(new ListShardsCommand({ NextToken })), {
    name: 'InvalidArgumentException',
    message: 'Invalid NextToken.',
  });
});

test('queues are found in their Region only', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  const elsewhere = new TestQueue(ofAnotherRegion(server), queue.arn);
  const missing = { name: 'ResourceNotFoundException' };
  await assert.rejects(elsewhere.describe(), missing);
  await assert.rejects(elsewhere.receive(), missing);
  await assert.rejects(createQueue(ofAnotherRegion(server), { name: 'second' }), missing);
});

test('another account writes and reads by ARN what a policy can share, and manages nothing that it does not own', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const ConsumerARN = await registerConsumer(server, StreamName, 'app');
  const other = ofAnotherAccount(server);
  const { ShardId: shard } = await other.send(new PutRecordCommand({ StreamARN, ...record }));
  assert.equal(shard, ShardId);
  const ShardIterator = await getIterator(other, { StreamARN, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
  const { Records } = await other.send(new GetRecordsCommand({ StreamARN, ShardIterator }));
  assert.equal(Records?.length, 1);
  const subscription = await subscribe(other, ConsumerARN);
  assert.deepEqual(await subscription.texts(1), ['a']);
  await subscription.stop();

  const ConsumerName = 'theirs';
  const managing: Record<string, () => Promise<unknown>> = {
    DeleteStream: () => other.send(new DeleteStreamCommand({ StreamARN })),
    AddTagsToStream: () => other.send(new AddTagsToStreamCommand({ StreamARN, Tags: { a: 'b' } })),
    IncreaseStreamRetentionPeriod: () =>
      other.send(new IncreaseStreamRetentionPeriodCommand({ StreamARN, RetentionPeriodHours: 48 })),
    RegisterStreamConsumer: () => other.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName })),
    PutResourcePolicy: () =>
      other.send(new PutResourcePolicyCommand({ ResourceARN: StreamARN, Policy: '{}' })),
  };
  for (const [action, call] of Object.entries(managing))
    await assert.rejects(call(), {
      name: 'AccessDeniedException',
      message:
        `User: arn:aws:iam::111122223333:root is not authorized to perform: kinesis:${action} on resource: ${StreamARN} ` +
        `because no resource-based policy allows the kinesis:${action} action`,
    });
});

test("another account's workers take a queue's records, and make no queue of a stream that is not theirs", async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  await putTexts(server, ['a', 'b']);
  const theirs = new TestQueue(ofAnotherAccount(server), queue.arn);
  const received: QueueRecord[] = [];
  while (received.length < 2) received.push(...(await theirs.receive()));
  assert.deepEqual(textsOf(received), ['a', 'b']);
  assert.deepEqual(await theirs.change('acknowledge', received), []);
  const denied = { name: 'AccessDeniedException' };
  await assert.rejects(theirs.delete(), denied);
  await assert.rejects(
    ofAnotherAccount(server).send(
      new CreateQueueCommand({ QueueName: 'second', StreamConfigurationList: [{ StreamARN }] }),
    ),
    denied,
  );
});
