import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteStreamCommand,
  DescribeLimitsCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListShardsCommand,
  type ListShardsInput,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  PutRecordCommand,
  paginateListStreams,
  RemoveTagsFromStreamCommand,
  SplitShardCommand,
  waitUntilStreamNotExists,
} from '@aws-sdk/client-kinesis';
import {
  bytes,
  createActiveStream,
  readShard,
  startTestServer,
  type TestServer,
  transitionMs,
} from './support/kinesis.js';

const StreamName = 'orders';

const statusOf = async ({ kinesis }: TestServer) => {
  const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  return StreamDescriptionSummary?.StreamStatus;
};

test('a stream is CREATING, then ACTIVE, then DELETING, then gone', async (t) => {
  const server = await startTestServer(t);
  const put = () =>
    server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: bytes('x') }));
  const notFound = {
    name: 'ResourceNotFoundException',
    message: 'Stream orders under account 000000000000 not found.',
  };
  await server.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  assert.equal(await statusOf(server), 'CREATING');
  const { StreamDescription } = await server.kinesis.send(new DescribeStreamCommand({ StreamName }));
  assert.deepEqual(StreamDescription?.Shards, []);
  await assert.rejects(put(), notFound);

  server.clock.advance(transitionMs - 1);
  assert.equal(await statusOf(server), 'CREATING');
  server.clock.advance(1);
  assert.equal(await statusOf(server), 'ACTIVE');
  await put();

  await server.kinesis.send(new DeleteStreamCommand({ StreamName }));
  assert.equal(await statusOf(server), 'DELETING');
  await assert.rejects(put(), notFound);
  await assert.rejects(server.kinesis.send(new DeleteStreamCommand({ StreamName })), {
    name: 'ResourceInUseException',
    message: 'Stream orders under account 000000000000 not ACTIVE, instead in state DELETING',
  });
  server.clock.advance(transitionMs);
  await waitUntilStreamNotExists(
    { client: server.kinesis, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 },
    { StreamName },
  );
  await assert.rejects(statusOf(server), notFound);
});

test('a stream that is created again under its name is empty', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  await server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: bytes('old') }));
  await server.kinesis.send(new DeleteStreamCommand({ StreamName }));
  server.clock.advance(transitionMs);
  await waitUntilStreamNotExists(
    { client: server.kinesis, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 },
    { StreamName },
  );
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  assert.deepEqual(await readShard(server.kinesis, StreamName, 'shardId-000000000000'), []);
});

test('a stream without mode and shard count is on demand, with four shards', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName });
  const { StreamDescriptionSummary } = await server.kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  assert.deepEqual(StreamDescriptionSummary, {
    StreamName,
    StreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/orders',
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    RetentionPeriodHours: 24,
    StreamCreationTimestamp: new Date('2026-01-15T12:00:00.000Z'),
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
    OpenShardCount: 4,
    ConsumerCount: 0,
    ChannelCount: 0,
    MaxRecordSizeInKiB: 1024,
    RecordDistributionStrategy: 'USER_PARTITION_KEY',
  });
});

test('CreateStream refuses what cannot be with the words of AWS', async (t) => {
  const server = await startTestServer(t);
  const once = server.client({ maxAttempts: 1 });
  const create = (input: { StreamName: string; ShardCount?: number }) =>
    once.send(new CreateStreamCommand(input));
  await create({ StreamName, ShardCount: 1 });
  await assert.rejects(create({ StreamName, ShardCount: 1 }), {
    name: 'ResourceInUseException',
    message: 'Stream orders under account 000000000000 already exists.',
  });
  await assert.rejects(create({ StreamName: 'a/b', ShardCount: 0 }), {
    name: 'ValidationException',
    message:
      "2 validation errors detected: Value 'a/b' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; " +
      "Value '0' at 'shardCount' failed to satisfy constraint: Member must have value greater than or equal to 1",
  });
  await assert.rejects(create({ StreamName: 'huge', ShardCount: 2_000_000_000 }), {
    name: 'LimitExceededException',
    message: /^This request would exceed the shard limit for the account 000000000000 in us-east-1\. /,
  });
});

test('a stream goes by its name or its ARN', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const describe = (input: { StreamName?: string; StreamARN?: string }) =>
    server.kinesis.send(new DescribeStreamSummaryCommand(input));
  const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/orders';
  for (const input of [{ StreamName }, { StreamARN }, { StreamName, StreamARN }]) {
    const { StreamDescriptionSummary } = await describe(input);
    assert.equal(StreamDescriptionSummary?.StreamARN, StreamARN);
  }
  await assert.rejects(describe({ StreamARN: `${StreamARN}2` }), {
    name: 'ResourceNotFoundException',
    message: 'Stream orders2 under account 000000000000 not found.',
  });
  await assert.rejects(describe({ StreamName: 'other', StreamARN }), { name: 'InvalidArgumentException' });
});

test('regions and accounts have streams of their own', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const elsewhere = [
    server.client({ region: 'sa-east-1' }),
    server.client({ credentials: { accessKeyId: '123456789012', secretAccessKey: 'x' } }),
  ];
  for (const client of elsewhere)
    assert.deepEqual((await client.send(new ListStreamsCommand({}))).StreamNames, []);
  const [, account] = elsewhere;
  await assert.rejects(async () => account?.send(new DescribeStreamSummaryCommand({ StreamName })), {
    message: 'Stream orders under account 123456789012 not found.',
  });
});

test('ListStreams pages through the streams by name', async (t) => {
  const server = await startTestServer(t);
  for (const name of ['c', 'a', 'e', 'b', 'd'])
    await server.kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
  const pages: string[][] = [];
  for await (const { StreamNames } of paginateListStreams({ client: server.kinesis, pageSize: 2 }, {}))
    pages.push(StreamNames ?? []);
  assert.deepEqual(pages, [['a', 'b'], ['c', 'd'], ['e']]);
  const answer = await server.kinesis.send(new ListStreamsCommand({ ExclusiveStartStreamName: 'c' }));
  assert.deepEqual([answer.StreamNames, answer.HasMoreStreams], [['d', 'e'], false]);
  assert.equal(answer.StreamSummaries?.[0]?.StreamStatus, 'CREATING');
});

test('ListShards filters by what was open when', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 2 });
  server.clock.advance(60_000);
  await server.kinesis.send(
    new SplitShardCommand({ StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '1000' }),
  );
  server.clock.advance(60_000);
  const list = async (ShardFilter: ListShardsInput['ShardFilter']) => {
    const { Shards = [] } = await server.kinesis.send(new ListShardsCommand({ StreamName, ShardFilter }));
    return Shards.map(({ ShardId }) => ShardId?.slice(-1)).join('');
  };
  const afterCreation = new Date('2026-01-15T12:00:30.000Z');
  const now = new Date(server.clock.now());
  assert.equal(await list(undefined), '0123');
  assert.equal(await list({ Type: 'FROM_TRIM_HORIZON' }), '0123');
  assert.equal(await list({ Type: 'AT_LATEST' }), '123');
  assert.equal(await list({ Type: 'AT_TRIM_HORIZON' }), '01');
  assert.equal(await list({ Type: 'AFTER_SHARD_ID', ShardId: 'shardId-000000000001' }), '23');
  assert.equal(await list({ Type: 'AT_TIMESTAMP', Timestamp: afterCreation }), '01');
  assert.equal(await list({ Type: 'AT_TIMESTAMP', Timestamp: now }), '123');
  assert.equal(await list({ Type: 'FROM_TIMESTAMP', Timestamp: afterCreation }), '0123');
  assert.equal(await list({ Type: 'FROM_TIMESTAMP', Timestamp: now }), '123');
});

test('the NextToken of ListShards carries stream and filter, and expires after 300 seconds', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 5 });
  const list = (input: ListShardsInput) => server.kinesis.send(new ListShardsCommand(input));
  const filter = { Type: 'AFTER_SHARD_ID', ShardId: 'shardId-000000000000' } as const;
  const first = await list({ StreamName, MaxResults: 3, ShardFilter: filter });
  assert.deepEqual(
    first.Shards?.map(({ ShardId }) => ShardId?.slice(-1)),
    ['1', '2', '3'],
  );
  const NextToken = first.NextToken ?? '';
  const second = await list({ NextToken });
  assert.deepEqual(
    second.Shards?.map(({ ShardId }) => ShardId?.slice(-1)),
    ['4'],
  );
  assert.equal(second.NextToken, undefined);
  const ExclusiveStartShardId = 'shardId-000000000001';
  for (const others of [{ StreamName }, { ExclusiveStartShardId }, { StreamCreationTimestamp: new Date(0) }])
    await assert.rejects(list({ ...others, NextToken }), {
      name: 'InvalidArgumentException',
      message: `NextToken and ${Object.keys(others)[0]} cannot be provided together.`,
    });
  server.clock.advance(300_001);
  await assert.rejects(list({ NextToken }), { name: 'ExpiredNextTokenException' });
});

test('tags are added, listed by key and removed', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1, Tags: { team: 'a' } });
  await server.kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: { team: 'b', env: 'test' } }));
  const list = async () => (await server.kinesis.send(new ListTagsForStreamCommand({ StreamName }))).Tags;
  assert.deepEqual(await list(), [
    { Key: 'env', Value: 'test' },
    { Key: 'team', Value: 'b' },
  ]);
  await server.kinesis.send(new RemoveTagsFromStreamCommand({ StreamName, TagKeys: ['env', 'absent'] }));
  assert.deepEqual(await list(), [{ Key: 'team', Value: 'b' }]);
  await assert.rejects(
    server.kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: { ['k'.repeat(129)]: 'v' } })),
    {
      name: 'ValidationException',
      message:
        `1 validation error detected: Value '{${'k'.repeat(129)}=v}' at 'tags' failed to satisfy constraint: ` +
        'Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]',
    },
  );
});

test('retention goes up and down between a day and a year, each way by its own action', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const increase = (RetentionPeriodHours: number) =>
    server.kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));
  const decrease = (RetentionPeriodHours: number) =>
    server.kinesis.send(new DecreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));
  await increase(48);
  await assert.rejects(increase(25), {
    name: 'InvalidArgumentException',
    message:
      'Requested retention period (25 hours) for stream orders can not be shorter than existing retention period (48 hours). Use DecreaseRetentionPeriod API.',
  });
  await assert.rejects(decrease(49), {
    message:
      'Requested retention period (49 hours) for stream orders can not be longer than existing retention period (48 hours). Use IncreaseRetentionPeriod API.',
  });
  await assert.rejects(decrease(23), {
    message:
      'Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.',
  });
  await assert.rejects(increase(8761), { name: 'InvalidArgumentException' });
  await decrease(24);
  const { StreamDescription } = await server.kinesis.send(new DescribeStreamCommand({ StreamName }));
  assert.equal(StreamDescription?.RetentionPeriodHours, 24);
});

test('DescribeLimits counts open shards and on-demand streams', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 3 });
  await createActiveStream(server, { StreamName: 'elastic' });
  const { $metadata, ...limits } = await server.kinesis.send(new DescribeLimitsCommand({}));
  assert.equal($metadata.httpStatusCode, 200);
  assert.deepEqual(limits, {
    ShardLimit: 20_000,
    OpenShardCount: 7,
    OnDemandStreamCount: 1,
    OnDemandStreamCountLimit: 50,
    ChannelCount: 0,
    ChannelCountLimit: 100,
  });
});
