import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DeregisterStreamConsumerCommand,
  DescribeStreamConsumerCommand,
  type DescribeStreamConsumerInput,
  DescribeStreamSummaryCommand,
  ListStreamConsumersCommand,
  type ListStreamConsumersInput,
  PutRecordCommand,
  paginateListStreamConsumers,
  RegisterStreamConsumerCommand,
  UpdateAccountSettingsCommand,
} from '@aws-sdk/client-kinesis';
import { arnOf, registerConsumer, subscribe } from './support/consumers.js';
import { temporaryFolder } from './support/delivery-lab.js';
import {
  bytes,
  createActiveStream,
  startTestServer,
  type TestServer,
  transitionMs,
} from './support/kinesis.js';

const StreamName = 'orders';
const StreamARN = arnOf(StreamName);
const createdAt = Date.parse('2026-01-15T12:00:00Z') / 1000;

const register = ({ once }: TestServer, ConsumerName: string) =>
  once.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName }));

const describe = async ({ kinesis }: TestServer, input: DescribeStreamConsumerInput) =>
  (await kinesis.send(new DescribeStreamConsumerCommand(input))).ConsumerDescription;

const names = async ({ kinesis }: TestServer, input: Partial<ListStreamConsumersInput> = {}) => {
  const { Consumers = [] } = await kinesis.send(new ListStreamConsumersCommand({ StreamARN, ...input }));
  return Consumers.map(({ ConsumerName }) => ConsumerName);
};

test('a consumer is CREATING, then ACTIVE, then DELETING, then gone', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const { Consumer } = await register(server, 'app');
  const ConsumerARN = `${StreamARN}/consumer/app:${createdAt}`;
  const ConsumerCreationTimestamp = new Date(createdAt * 1000);
  assert.deepEqual(Consumer, {
    ConsumerName: 'app',
    ConsumerARN,
    ConsumerStatus: 'CREATING',
    ConsumerCreationTimestamp,
  });
  await assert.rejects(subscribe(server.kinesis, ConsumerARN), {
    name: 'ResourceInUseException',
    message: `Consumer app with creation timestamp ${createdAt} under stream: orders , account 000000000000 is not in ACTIVE status.`,
  });
  server.clock.advance(transitionMs);
  assert.deepEqual(await describe(server, { ConsumerARN }), {
    ConsumerName: 'app',
    ConsumerARN,
    ConsumerStatus: 'ACTIVE',
    ConsumerCreationTimestamp,
    StreamARN,
  });
  await server.kinesis.send(new DeregisterStreamConsumerCommand({ ConsumerARN }));
  assert.equal((await describe(server, { ConsumerARN }))?.ConsumerStatus, 'DELETING');
  server.clock.advance(transitionMs);
  await assert.rejects(describe(server, { ConsumerARN }), {
    name: 'ResourceNotFoundException',
    message: `Consumer ${ConsumerARN}, account 000000000000 not found.`,
  });
});

test('a consumer goes by its ARN, by its name and stream, or by all of them if they agree', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const ConsumerARN = await registerConsumer(server, StreamName, 'app');
  const references = [
    { ConsumerARN },
    { StreamARN, ConsumerName: 'app' },
    { StreamARN, ConsumerName: 'app', ConsumerARN },
  ];
  for (const reference of references)
    assert.equal((await describe(server, reference))?.ConsumerARN, ConsumerARN);
  for (const reference of [{}, { StreamARN }, { ConsumerName: 'app' }, { ConsumerARN, ConsumerName: 'b' }])
    await assert.rejects(describe(server, reference), { name: 'InvalidArgumentException' });
  await assert.rejects(describe(server, { StreamARN, ConsumerName: 'other' }), {
    name: 'ResourceNotFoundException',
    message: 'Consumer other, account 000000000000 not found.',
  });
});

test('a consumer that is registered again under its name is another one', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const first = await registerConsumer(server, StreamName, 'app');
  await assert.rejects(register(server, 'app'), {
    name: 'ResourceInUseException',
    message: 'Consumer app under stream orders already exists for account 000000000000.',
  });
  await server.kinesis.send(new DeregisterStreamConsumerCommand({ StreamARN, ConsumerName: 'app' }));
  await assert.rejects(register(server, 'app'), { name: 'ResourceInUseException' });
  server.clock.advance(1_000);
  const second = await registerConsumer(server, StreamName, 'app');
  assert.notEqual(second, first);
  await assert.rejects(describe(server, { ConsumerARN: first }), { name: 'ResourceNotFoundException' });
});

test('ListStreamConsumers pages by name, and its tokens expire after 300 seconds', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  for (const name of ['c', 'a', 'b']) await register(server, name);
  const pages: (string | undefined)[][] = [];
  const pager = paginateListStreamConsumers({ client: server.kinesis, pageSize: 2 }, { StreamARN });
  for await (const { Consumers = [] } of pager) pages.push(Consumers.map(({ ConsumerName }) => ConsumerName));
  assert.deepEqual(pages, [['a', 'b'], ['c']]);

  const { NextToken } = await server.kinesis.send(
    new ListStreamConsumersCommand({ StreamARN, MaxResults: 2 }),
  );
  const StreamCreationTimestamp = new Date(createdAt * 1000);
  assert.deepEqual(await names(server, { StreamCreationTimestamp }), ['a', 'b', 'c']);
  await assert.rejects(names(server, { StreamCreationTimestamp: new Date(0) }), {
    name: 'ResourceNotFoundException',
  });
  await assert.rejects(names(server, { StreamCreationTimestamp, NextToken }), {
    name: 'InvalidArgumentException',
    message: 'NextToken and StreamCreationTimestamp cannot be provided together.',
  });
  server.clock.advance(300_000);
  assert.deepEqual(await names(server, { NextToken }), ['c']);
  server.clock.advance(1);
  await assert.rejects(names(server, { NextToken }), { name: 'ExpiredNextTokenException' });
});

test('a stream has twenty consumers at most, fifty where the account has committed itself', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName });
  const registerUpTo = async (count: number) => {
    for (let i = (await names(server)).length; i < count; i++)
      await registerConsumer(server, StreamName, `app-${i}`);
  };
  await registerUpTo(20);
  await assert.rejects(register(server, 'one-more'), {
    name: 'LimitExceededException',
    message: /Limit: 20/,
  });
  await server.kinesis.send(
    new UpdateAccountSettingsCommand({ MinimumThroughputBillingCommitment: { Status: 'ENABLED' } }),
  );
  await registerUpTo(50);
  await assert.rejects(register(server, 'one-more'), {
    name: 'LimitExceededException',
    message: /Limit: 50/,
  });
  const { StreamDescriptionSummary } = await server.kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  assert.equal(StreamDescriptionSummary?.ConsumerCount, 50);
});

test('five consumers are being created at one time at most', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await register(server, name);
  await assert.rejects(register(server, 'f'), { name: 'LimitExceededException' });
  server.clock.advance(transitionMs);
  await register(server, 'f');
});

test('consumers are registered with a stream that is there', async (t) => {
  const server = await startTestServer(t);
  await server.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  await assert.rejects(register(server, 'early'), {
    name: 'ResourceInUseException',
    message: 'Stream orders under account 000000000000 not ACTIVE, instead in state CREATING',
  });
});

test('a stream with consumers is deleted together with them, or not at all', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const ConsumerARN = await registerConsumer(server, StreamName, 'app');
  await assert.rejects(server.kinesis.send(new DeleteStreamCommand({ StreamName })), {
    name: 'ResourceInUseException',
  });
  await server.kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
  assert.equal((await describe(server, { ConsumerARN }))?.ConsumerStatus, 'DELETING');
  server.clock.advance(transitionMs);
  await assert.rejects(
    async () => {
      for (;;) await describe(server, { ConsumerARN });
    },
    { name: 'ResourceNotFoundException' },
  );
  // The stream goes after its consumers and its records.
  await assert.rejects(
    async () => {
      for (;;) await server.kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    },
    { name: 'ResourceNotFoundException' },
  );
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  assert.deepEqual(await names(server), []);
});

test('consumers and what they had read outlive a restart', async (t) => {
  const dataDir = await temporaryFolder();
  const before = await startTestServer(t, { dataDir });
  await createActiveStream(before, { StreamName, ShardCount: 1 });
  const ConsumerARN = await registerConsumer(before, StreamName, 'app');
  await register(before, 'unfinished');
  const put = ({ kinesis }: TestServer, text: string) =>
    kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: bytes(text) }));
  await put(before, 'read');
  const subscription = await subscribe(before.kinesis, ConsumerARN);
  const SequenceNumber = (await subscription.next())?.ContinuationSequenceNumber;
  await put(before, 'unread');
  await before.aws.close();

  const after = await startTestServer(t, { dataDir, clock: before.clock });
  const resumed = await subscribe(after.kinesis, ConsumerARN, {
    Type: 'AFTER_SEQUENCE_NUMBER',
    SequenceNumber,
  });
  assert.deepEqual(await resumed.texts(1), ['unread']);
  after.clock.advance(transitionMs);
  const unfinished = await describe(after, { StreamARN, ConsumerName: 'unfinished' });
  assert.equal(unfinished?.ConsumerStatus, 'ACTIVE');
});
