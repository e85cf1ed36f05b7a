import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as sdk from '@aws-sdk/client-kinesis';
import {
  CreateStreamCommand,
  DescribeAccountSettingsCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  DisableEnhancedMonitoringCommand,
  EnableEnhancedMonitoringCommand,
  type MetricsName,
  PutRecordCommand,
  PutRecordsCommand,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
  type StreamMode,
  UpdateAccountSettingsCommand,
  UpdateMaxRecordSizeCommand,
  UpdateStreamModeCommand,
  UpdateStreamWarmThroughputCommand,
} from '@aws-sdk/client-kinesis';
import { kinesisOperations } from '../../scripts/local-aws/src/kinesis/operations/index.js';
import { arnOf } from './support/consumers.js';
import {
  bytes,
  createActiveStream,
  readShard,
  startTestServer,
  type TestServer,
  transitionMs,
} from './support/kinesis.js';

const StreamName = 'orders';
const StreamARN = arnOf(StreamName);
const ShardId = 'shardId-000000000000';
const dayMs = 24 * 3_600_000;

const summary = async ({ kinesis }: TestServer) => {
  const answer = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  assert.ok(answer.StreamDescriptionSummary);
  return answer.StreamDescriptionSummary;
};

const notActive = {
  name: 'ResourceInUseException',
  message: 'Stream orders under account 000000000000 not ACTIVE, instead in state UPDATING',
};

test("every action of the SDK's client is served", () => {
  const served = new Set(kinesisOperations.map(({ name }) => name));
  const commands = Object.keys(sdk).filter((name) => /^[A-Z].*Command$/.test(name) && name !== '$Command');
  const missing = commands
    .map((name) => name.slice(0, -'Command'.length))
    .filter((name) => !served.has(name));
  assert.deepEqual(missing, []);
});

test('a stream changes its mode twice a day, and keeps its shards', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 3 });
  const change = (StreamMode: StreamMode) =>
    server.once.send(new UpdateStreamModeCommand({ StreamARN, StreamModeDetails: { StreamMode } }));
  await change('ON_DEMAND');
  assert.equal((await summary(server)).StreamStatus, 'UPDATING');
  await assert.rejects(change('PROVISIONED'), notActive);
  server.clock.advance(transitionMs);
  const changed = await summary(server);
  assert.deepEqual(
    [changed.StreamStatus, changed.StreamModeDetails, changed.OpenShardCount],
    ['ACTIVE', { StreamMode: 'ON_DEMAND' }, 3],
  );
  await change('PROVISIONED');
  server.clock.advance(transitionMs);
  await assert.rejects(change('ON_DEMAND'), { name: 'LimitExceededException' });
  server.clock.advance(dayMs);
  await change('ON_DEMAND');
});

test('encryption shows in answers and in records that are put while it is on', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const KeyId = 'alias/aws/kinesis';
  const put = (text: string) =>
    server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: bytes(text) }));
  const encryption = async () => {
    const { EncryptionType, KeyId: key } = await summary(server);
    const { StreamDescription } = await server.kinesis.send(new DescribeStreamCommand({ StreamName }));
    assert.deepEqual([StreamDescription?.EncryptionType, StreamDescription?.KeyId], [EncryptionType, key]);
    return [EncryptionType, key];
  };
  assert.deepEqual(await encryption(), ['NONE', undefined]);
  assert.ok(!('EncryptionType' in (await put('a'))));
  await server.kinesis.send(new StartStreamEncryptionCommand({ StreamName, EncryptionType: 'KMS', KeyId }));
  assert.ok(!('EncryptionType' in (await put('b'))));
  server.clock.advance(transitionMs);
  assert.deepEqual(await encryption(), ['KMS', KeyId]);
  assert.equal((await put('c')).EncryptionType, 'KMS');
  const batch = new PutRecordsCommand({ StreamName, Records: [{ PartitionKey: 'k', Data: bytes('d') }] });
  assert.equal((await server.kinesis.send(batch)).EncryptionType, 'KMS');
  await server.kinesis.send(new StopStreamEncryptionCommand({ StreamARN, EncryptionType: 'KMS', KeyId }));
  server.clock.advance(transitionMs);
  assert.deepEqual(await encryption(), ['NONE', undefined]);
  await put('e');
  const records = await readShard(server.kinesis, StreamName, ShardId);
  assert.deepEqual(
    records.map(({ EncryptionType }) => EncryptionType),
    [undefined, undefined, 'KMS', 'KMS', undefined],
  );
});

test('encryption takes keys of every form that KMS has, 25 times a day', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const start = async (KeyId: string, EncryptionType: 'KMS' | 'NONE' = 'KMS') => {
    await server.once.send(new StartStreamEncryptionCommand({ StreamName, EncryptionType, KeyId }));
    server.clock.advance(transitionMs);
  };
  const id = '12345678-1234-1234-1234-123456789012';
  const arn = 'arn:aws:kms:us-east-1:123456789012';
  const keys = [id, 'alias/MyAliasName', `${arn}:key/${id}`, `${arn}:alias/MyAliasName`];
  for (const key of keys) await start(key);
  await assert.rejects(start('my key'), { name: 'KMSNotFoundException', message: 'Invalid keyId my key' });
  await assert.rejects(start(id, 'NONE'), { name: 'InvalidArgumentException' });
  for (let call = keys.length; call < 25; call++) await start(id);
  await assert.rejects(start(id), { name: 'LimitExceededException' });
});

test('enhanced monitoring tells the metrics before and after', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const change = async (
    Command: typeof EnableEnhancedMonitoringCommand | typeof DisableEnhancedMonitoringCommand,
    ...ShardLevelMetrics: MetricsName[]
  ) => {
    const answer = await server.kinesis.send(new Command({ StreamName, ShardLevelMetrics }));
    await assert.rejects(server.kinesis.send(new Command({ StreamName, ShardLevelMetrics })), notActive);
    server.clock.advance(transitionMs);
    assert.deepEqual((await summary(server)).EnhancedMonitoring, [
      { ShardLevelMetrics: answer.DesiredShardLevelMetrics },
    ]);
    return [answer.CurrentShardLevelMetrics, answer.DesiredShardLevelMetrics];
  };
  assert.deepEqual(await change(EnableEnhancedMonitoringCommand, 'OutgoingBytes', 'IncomingBytes'), [
    [],
    ['IncomingBytes', 'OutgoingBytes'],
  ]);
  const [, all = []] = await change(EnableEnhancedMonitoringCommand, 'ALL');
  assert.equal(all.length, 7);
  assert.ok(!all.includes('ALL'));
  const [, six] = await change(DisableEnhancedMonitoringCommand, 'IncomingBytes');
  assert.deepEqual(
    six,
    all.filter((name) => name !== 'IncomingBytes'),
  );
  assert.deepEqual(await change(DisableEnhancedMonitoringCommand, 'ALL'), [six, []]);
});

test('a stream takes larger records once its maximum was raised, to ten mebibytes', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const put = (size: number) =>
    server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: new Uint8Array(size) }));
  const update = (MaxRecordSizeInKiB: number) =>
    server.kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB }));
  await update(10_240);
  await assert.rejects(update(2048), notActive);
  await assert.rejects(put(1024 * 1024), { name: 'ValidationException' });
  server.clock.advance(transitionMs);
  assert.equal((await summary(server)).MaxRecordSizeInKiB, 10_240);
  await put(10 * 1024 * 1024 - 1);
  await assert.rejects(update(10_241), { name: 'ValidationException' });
  await assert.rejects(server.kinesis.send(new UpdateMaxRecordSizeCommand({ MaxRecordSizeInKiB: 2048 })), {
    name: 'InvalidArgumentException',
  });
});

test('a commitment of an account lasts a day at least', async (t) => {
  const server = await startTestServer(t);
  const start = new Date(server.clock.now());
  const end = new Date(server.clock.now() + dayMs);
  const set = async (Status: 'ENABLED' | 'DISABLED') => {
    const MinimumThroughputBillingCommitment = { Status };
    const answer = await server.kinesis.send(
      new UpdateAccountSettingsCommand({ MinimumThroughputBillingCommitment }),
    );
    const described = await server.kinesis.send(new DescribeAccountSettingsCommand({}));
    assert.deepEqual(described.MinimumThroughputBillingCommitment, answer.MinimumThroughputBillingCommitment);
    return answer.MinimumThroughputBillingCommitment;
  };
  assert.deepEqual(await set('DISABLED'), { Status: 'DISABLED' });
  const enabled = { Status: 'ENABLED', StartedAt: start, EarliestAllowedEndAt: end };
  assert.deepEqual(await set('ENABLED'), enabled);
  server.clock.advance(1_000);
  assert.deepEqual(await set('DISABLED'), { ...enabled, Status: 'ENABLED_UNTIL_EARLIEST_ALLOWED_END' });
  assert.deepEqual(await set('ENABLED'), enabled);
  await set('DISABLED');
  server.clock.advance(dayMs - 1_000);
  const { MinimumThroughputBillingCommitment: over } = await server.kinesis.send(
    new DescribeAccountSettingsCommand({}),
  );
  assert.deepEqual(over, { ...enabled, Status: 'DISABLED', EndedAt: end });
  assert.equal((await set('ENABLED'))?.StartedAt?.getTime(), end.getTime());
  const elsewhere = await server.client({ region: 'sa-east-1' }).send(new DescribeAccountSettingsCommand({}));
  assert.deepEqual(elsewhere.MinimumThroughputBillingCommitment, { Status: 'DISABLED' });
});

test('warm throughput gives an on-demand stream shards at once, for accounts with a commitment', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName });
  const update = async (WarmThroughputMiBps: number) => {
    const { WarmThroughput } = await server.once.send(
      new UpdateStreamWarmThroughputCommand({ StreamName, WarmThroughputMiBps }),
    );
    return WarmThroughput;
  };
  await assert.rejects(update(6), { name: 'ValidationException', message: /UpdateAccountSettings/ });
  await server.kinesis.send(
    new UpdateAccountSettingsCommand({ MinimumThroughputBillingCommitment: { Status: 'ENABLED' } }),
  );
  assert.deepEqual(await update(6), { TargetMiBps: 6, CurrentMiBps: 0 });
  await assert.rejects(update(7), notActive);
  server.clock.advance(transitionMs);
  const warm = await summary(server);
  assert.deepEqual([warm.OpenShardCount, warm.WarmThroughput], [6, { TargetMiBps: 6, CurrentMiBps: 6 }]);
  assert.deepEqual(await update(0), { TargetMiBps: 0, CurrentMiBps: 6 });
  server.clock.advance(transitionMs);
  assert.equal((await summary(server)).OpenShardCount, 4);
  await assert.rejects(update(10_241), { name: 'LimitExceededException' });

  await server.kinesis.send(new CreateStreamCommand({ StreamName: 'born-warm', WarmThroughputMiBps: 9 }));
  server.clock.advance(transitionMs);
  const born = await server.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'born-warm' }));
  assert.equal(born.StreamDescriptionSummary?.OpenShardCount, 9);
  await assert.rejects(
    server.kinesis.send(new CreateStreamCommand({ StreamName: 'p', ShardCount: 1, WarmThroughputMiBps: 9 })),
    { name: 'ValidationException' },
  );
});
