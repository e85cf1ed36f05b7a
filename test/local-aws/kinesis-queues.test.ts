import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  GetResourcePolicyCommand,
  ListTagsForResourceCommand,
  PutResourcePolicyCommand,
  RegisterStreamConsumerCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import { arnOf } from './support/consumers.js';
import { createActiveStream, startTestServer, type TestServer, transitionMs } from './support/kinesis.js';
import {
  CreateQueueCommand,
  createQueue,
  DescribeStreamSummaryCommand,
  ListQueuesCommand,
  openQueue,
  putTexts,
  TestQueue,
  textsOf,
} from './support/queues.js';

const StreamName = 'orders';
const StreamARN = arnOf(StreamName);
const onDemand = { StreamName, StreamModeDetails: { StreamMode: 'ON_DEMAND' } } as const;

const names = async (
  { once }: TestServer,
  input: ConstructorParameters<typeof ListQueuesCommand>[0] = {},
) => {
  const { QueueSummaries = [] } = await once.send(new ListQueuesCommand(input));
  return QueueSummaries.map(({ QueueName }) => QueueName);
};

test('a queue is CREATING, ACTIVE, UPDATING, ACTIVE, DELETING, then gone', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, onDemand);
  const createdAt = new Date(server.clock.now());
  const queue = await createQueue(server.once);
  assert.match(queue.arn, /^arn:aws:kinesis:us-east-1:000000000000:queue\/[a-z0-9]+$/);
  const creating = {
    QueueName: 'work',
    QueueARN: queue.arn,
    QueueStatus: 'CREATING',
    QueueCreationTimestamp: createdAt,
    StreamConfigurationList: [{ StreamARN, StartingPosition: { Type: 'LATEST' } }],
    QueueAttributes: {
      VisibilityTimeoutSeconds: 30,
      DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 6 },
    },
  };
  assert.deepEqual(await queue.describe(), creating);
  await assert.rejects(queue.receive(), {
    name: 'ResourceNotFoundException',
    message:
      'Queue work under account 000000000000 is in state CREATING; it delivers records while it is ACTIVE.',
  });
  server.clock.advance(transitionMs);
  const StreamConfigurationList = [{ StreamARN, StartingPosition: { Type: 'LATEST', Timestamp: createdAt } }];
  assert.deepEqual(await queue.describe(), { ...creating, QueueStatus: 'ACTIVE', StreamConfigurationList });

  const updated = await queue.update({ VisibilityTimeoutSeconds: 5 });
  assert.equal(updated.QueueDescription?.QueueStatus, 'UPDATING');
  assert.deepEqual(updated.QueueDescription?.QueueAttributes, {
    VisibilityTimeoutSeconds: 5,
    DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 6 },
  });
  await assert.rejects(queue.update({ VisibilityTimeoutSeconds: 6 }), {
    name: 'ResourceInUseException',
    message: 'Queue work under account 000000000000 not ACTIVE, instead in state UPDATING',
  });
  server.clock.advance(transitionMs);
  assert.equal((await queue.describe())?.QueueStatus, 'ACTIVE');
  assert.equal((await queue.describe())?.QueueAttributes?.VisibilityTimeoutSeconds, 5);

  await queue.delete();
  assert.equal((await queue.describe())?.QueueStatus, 'DELETING');
  await queue.delete();
  await assert.rejects(queue.receive(), { name: 'ResourceNotFoundException' });
  server.clock.advance(transitionMs);
  await assert.rejects(queue.describe(), {
    name: 'ResourceNotFoundException',
    message: `Queue ${queue.arn} under account 000000000000 not found.`,
  });
});

test('a queue hangs on exactly one stream, which has to be on-demand', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName: 'provisioned', ShardCount: 1 });
  await assert.rejects(createQueue(server.once, { stream: 'provisioned' }), {
    name: 'ValidationException',
    message: /^Queues are supported only on data streams in on-demand capacity mode\./,
  });
  await assert.rejects(createQueue(server.once, { stream: 'none' }), { name: 'ResourceNotFoundException' });
  await server.once.send(new CreateStreamCommand(onDemand));
  await assert.rejects(createQueue(server.once), { name: 'ResourceInUseException' });
  server.clock.advance(transitionMs);
  await createQueue(server.once);
  await assert.rejects(createQueue(server.once), {
    name: 'ResourceInUseException',
    message: 'Queue work under account 000000000000 already exists.',
  });
  const two = new CreateQueueCommand({
    QueueName: 'two',
    StreamConfigurationList: [{ StreamARN }, { StreamARN }],
  });
  await assert.rejects(server.once.send(two), {
    name: 'ValidationException',
    message: 'StreamConfigurationList must contain exactly one entry; it contains 2.',
  });
});

test('attributes and starting positions that AWS rules out are refused', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, onDemand);
  const Timestamp = new Date(server.clock.now());
  const create = (start: Parameters<typeof createQueue>[1]) => createQueue(server.once, start);
  await assert.rejects(create({ start: { Type: 'LATEST', Timestamp } }), {
    name: 'ValidationException',
    message: 'Timestamp must not be provided for a StartingPosition of type LATEST.',
  });
  await assert.rejects(create({ start: { Type: 'AT_TIMESTAMP' } }), {
    name: 'ValidationException',
    message: 'Timestamp must be provided for a StartingPosition of type AT_TIMESTAMP.',
  });
  const future = new Date(server.clock.now() + 1000);
  await assert.rejects(create({ start: { Type: 'AT_TIMESTAMP', Timestamp: future } }), {
    name: 'InvalidArgumentException',
  });
  await assert.rejects(create({ seconds: 43_201 }), {
    name: 'ValidationException',
    message:
      /'queueAttributes.visibilityTimeoutSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200/,
  });
  await assert.rejects(create({ maxReceives: 1001 }), { name: 'ValidationException' });
  await assert.rejects(create({ name: 'no spaces' }), { name: 'ValidationException' });
  const withoutCount = new CreateQueueCommand({
    QueueName: 'q',
    StreamConfigurationList: [{ StreamARN }],
    QueueAttributes: { DeadLetterConfiguration: { TargetType: 'BUILT_IN' } },
  });
  await assert.rejects(server.once.send(withoutCount), {
    name: 'ValidationException',
    message: 'MaxReceiveCount must be provided for a DeadLetterConfiguration with TargetType BUILT_IN.',
  });
  await assert.rejects(new TestQueue(server.once, 'arn:aws:sqs:x').describe(), {
    name: 'ValidationException',
  });
});

test('ListQueues pages by name and lists those of a stream', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, onDemand);
  await createActiveStream(server, { ...onDemand, StreamName: 'others' });
  for (const name of ['c', 'a', 'b']) await createQueue(server.once, { name });
  await createQueue(server.once, { name: 'd', stream: 'others' });
  assert.deepEqual(await names(server), ['a', 'b', 'c', 'd']);
  const first = await server.once.send(new ListQueuesCommand({ MaxResults: 3 }));
  assert.deepEqual(
    first.QueueSummaries?.map(({ QueueName }) => QueueName),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(await names(server, { NextToken: first.NextToken }), ['d']);
  assert.deepEqual(await names(server, { StreamFilter: [{ StreamARN: arnOf('others') }] }), ['d']);
  const StreamCreationTimestamp = new Date(0);
  assert.deepEqual(await names(server, { StreamFilter: [{ StreamARN, StreamCreationTimestamp }] }), []);
  const [summary] = first.QueueSummaries ?? [];
  assert.equal(summary?.QueueStatus, 'CREATING');
  assert.equal(summary?.Streams?.[0]?.StreamARN, StreamARN);
  server.clock.advance(300_001);
  await assert.rejects(names(server, { NextToken: first.NextToken }), { name: 'ExpiredNextTokenException' });
});

test('a stream that has queues is neither deleted nor made provisioned', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  const remove = (EnforceConsumerDeletion: boolean) =>
    server.once.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion }));
  for (const enforce of [false, true])
    await assert.rejects(remove(enforce), {
      name: 'ResourceInUseException',
      message: 'Stream orders under account 000000000000 has 1 queues. Delete them first, with DeleteQueue.',
    });
  const toProvisioned = new UpdateStreamModeCommand({
    StreamARN,
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
  });
  await assert.rejects(server.once.send(toProvisioned), { name: 'ResourceInUseException' });
  await queue.delete();
  server.clock.advance(transitionMs);
  await remove(false);
});

test('queues and consumers share the quota of a stream, and the summary counts them apart', async (t) => {
  const limits = { consumersPerStream: 2, changingQueues: 'none' } as const;
  const server = await startTestServer(t, { limits });
  await createActiveStream(server, onDemand);
  const register = (ConsumerName: string) =>
    server.once.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName }));
  await register('a');
  await createQueue(server.once);
  const full = { name: 'LimitExceededException', message: /Limit: 2\.$/ };
  await assert.rejects(register('b'), full);
  await assert.rejects(createQueue(server.once, { name: 'other' }), full);
  const { StreamDescriptionSummary } = await server.once.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  assert.equal(StreamDescriptionSummary?.ConsumerCount, 1);
  assert.equal(StreamDescriptionSummary?.QueueCount, 1);
});

test('five queues of an account are CREATING or DELETING at one time', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  for (const name of ['a', 'b', 'c', 'd', 'e']) await createQueue(server.once, { name });
  const message =
    'This request would exceed the limit on the number of queues that can simultaneously be in CREATING or DELETING. Limit: 5.';
  await assert.rejects(createQueue(server.once, { name: 'f' }), { name: 'LimitExceededException', message });
  await assert.rejects(queue.delete(), { name: 'LimitExceededException', message });
  server.clock.advance(transitionMs);
  await queue.delete();
});

test('queues have tags and a policy', async (t) => {
  const { once, ...server } = await startTestServer(t);
  const { arn: ResourceARN } = await openQueue({ once, ...server });
  await once.send(new TagResourceCommand({ ResourceARN, Tags: { team: 'data', step: '1' } }));
  await once.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['step'] }));
  const { Tags } = await once.send(new ListTagsForResourceCommand({ ResourceARN }));
  assert.deepEqual(Tags, [{ Key: 'team', Value: 'data' }]);
  const Policy = '{"Statement":[]}';
  await once.send(new PutResourcePolicyCommand({ ResourceARN, Policy }));
  assert.equal((await once.send(new GetResourcePolicyCommand({ ResourceARN }))).Policy, Policy);
  const gone = `${ResourceARN}0`;
  await assert.rejects(once.send(new ListTagsForResourceCommand({ ResourceARN: gone })), {
    name: 'ResourceNotFoundException',
    message: `Queue ${gone} under account 000000000000 not found.`,
  });
});

test('a queue starts at the call, at the oldest record, or at a time', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, onDemand);
  await putTexts(server, ['1']);
  server.clock.advance(1000);
  const Timestamp = new Date(server.clock.now());
  await putTexts(server, ['2']);
  const open = (name: string, start?: Parameters<typeof createQueue>[1]) =>
    createQueue(server.once, { name, ...start });
  const queues = await Promise.all([
    open('latest'),
    open('oldest', { start: { Type: 'TRIM_HORIZON' } }),
    open('time', { start: { Type: 'AT_TIMESTAMP', Timestamp } }),
  ]);
  // Put while the queues are CREATING.
  await putTexts(server, ['3']);
  server.clock.advance(transitionMs);
  const received = await Promise.all(queues.map(async (queue) => textsOf(await queue.receive())));
  assert.deepEqual(received, [['3'], ['1', '2', '3'], ['2', '3']]);
});
