import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  DeleteChannelCommand,
  DeleteStreamCommand,
  DescribeLimitsCommand,
  DescribeStreamSummaryCommand,
  ListChannelsCommand,
  type ListChannelsInput,
  ListTagsForResourceCommand,
  PutResourcePolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateChannelCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import {
  ChannelName,
  channelInput,
  createActiveChannel,
  createChannel,
  createOnDemandStream,
  describeChannel,
  inState,
  openChannelLab,
  reopen,
  StreamARN,
  StreamName,
  storage,
} from './support/channels.js';
import {
  activeStream,
  bucket,
  eventually,
  type Lab,
  roleArn,
  temporaryFolder,
} from './support/delivery-lab.js';

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

const summary = async ({ kinesis }: Lab) => {
  const answer = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  assert.ok(answer.StreamDescriptionSummary);
  return answer.StreamDescriptionSummary;
};

/** Moves the clock until there is no such channel. */
const gone = (lab: Lab, ChannelARN: string) =>
  eventually(lab.clock, () =>
    describeChannel(lab, ChannelARN).then(
      () => undefined,
      (error: Error) => error,
    ),
  );

describe('A channel', () => {
  it('is CREATING, then ACTIVE, then DELETING, then gone', async (t) => {
    const lab = await openChannelLab(t);
    const { StreamCreationTimestamp } = await summary(lab);
    const created = await createChannel(lab);
    const { ChannelARN = '', ChannelId = '' } = created;
    assert.match(ChannelId, uuid);
    const description = {
      ChannelName,
      ChannelARN: `arn:aws:kinesis:us-east-1:000000000000:channel/${ChannelId}`,
      ChannelId,
      ChannelCreationTimestamp: new Date(lab.clock.now()),
      ServiceExecutionRoleARN: roleArn,
      StreamConfigurationList: [
        { StreamARN, StreamCreationTimestamp, RecordConfiguration: { RecordFormatType: 'JSON' } },
      ],
      S3DestinationConfiguration: {
        DataFreshnessInSeconds: 300,
        StorageConfiguration: {
          ...storage,
          StorageClass: 'STANDARD',
          OutputKeyTemplate:
            'kinesis-channel/!{channel-name}/!{channel-id}/!{yyyy}/!{MM}/!{dd}/!{HH}/!{channel-name}-!{channel-id}-!{yyyy}-!{MM}-!{dd}-!{HH}-!{mm}!{extension}',
        },
        DeadLetterQueueS3Configuration: {
          BucketARN: storage.BucketARN,
          ExpectedBucketOwner: storage.ExpectedBucketOwner,
          ErrorOutputPrefix: `kinesis-channel/errors/${ChannelName}/${ChannelId}/`,
        },
      },
      LoggingConfiguration: { CloudWatchLogs: { Enabled: false } },
    };
    assert.deepEqual(created, { ...description, ChannelStatus: 'CREATING' });
    assert.deepEqual(await inState(lab, ChannelARN, 'ACTIVE'), { ...description, ChannelStatus: 'ACTIVE' });
    await lab.kinesis.send(new DeleteChannelCommand({ ChannelARN }));
    await lab.kinesis.send(new DeleteChannelCommand({ ChannelARN }));
    assert.equal((await describeChannel(lab, ChannelARN)).ChannelStatus, 'DELETING');
    const error = await gone(lab, ChannelARN);
    assert.equal(error.name, 'ResourceNotFoundException');
    assert.equal(error.message, `Channel ${ChannelARN} under account 000000000000 not found.`);
  });

  it('keeps what it is given', async (t) => {
    const lab = await openChannelLab(t);
    const destination = {
      DataFreshnessInSeconds: 900,
      StorageConfiguration: {
        ...storage,
        CompressionType: 'ZSTD',
        StorageClass: 'GLACIER_IR',
        OutputKeyTemplate: 'dados/ano=!{yyyy}/!{stream-name}!{extension:.json.zst}',
      },
      DeadLetterQueueS3Configuration: {
        BucketARN: `arn:aws:s3:::${bucket}`,
        ExpectedBucketOwner: '111111111111',
        ErrorOutputPrefix: 'erros/',
      },
    } as const;
    const EncryptionConfiguration = { EncryptionType: 'KMS', KeyId: 'alias/nossa' } as const;
    const description = await createChannel(
      lab,
      channelInput({
        S3DestinationConfiguration: destination,
        EncryptionConfiguration,
        LoggingConfiguration: { CloudWatchLogs: { Enabled: true } },
      }),
    );
    assert.deepEqual(description.S3DestinationConfiguration, destination);
    assert.deepEqual(description.EncryptionConfiguration, EncryptionConfiguration);
    assert.deepEqual(description.LoggingConfiguration?.CloudWatchLogs, {
      Enabled: true,
      LogGroupName: `/aws/kinesis/${ChannelName}/${description.ChannelId}`,
      LogStreamName: 'DestinationDelivery',
    });
  });

  it('becomes FAILED where a bucket is not there, says why, and can only be deleted', async (t) => {
    const lab = await openChannelLab(t);
    const nowhere = { ...storage, BucketARN: 'arn:aws:s3:::nao-ha' };
    for (const [destination, reason] of [
      [{ StorageConfiguration: nowhere }, 'The destination bucket nao-ha does not exist.'],
      [
        { StorageConfiguration: storage, DeadLetterQueueS3Configuration: nowhere },
        'The dead-letter queue bucket nao-ha does not exist.',
      ],
    ] as const) {
      const { ChannelARN = '' } = await createChannel(lab, channelInput({}, destination));
      const failed = await inState(lab, ChannelARN, 'FAILED');
      assert.equal(failed.ChannelStatusReason, reason);
      await assert.rejects(
        lab.kinesis.send(
          new UpdateChannelCommand({
            ChannelARN,
            S3DestinationConfiguration: { DataFreshnessInSeconds: 600 },
          }),
        ),
        {
          name: 'ResourceInUseException',
          message: `Channel ${ChannelName} under account 000000000000 not ACTIVE, instead in state FAILED`,
        },
      );
      await lab.kinesis.send(new DeleteChannelCommand({ ChannelARN }));
      await gone(lab, ChannelARN);
    }
  });

  it('is UPDATING while its freshness or its logging changes, and nothing else can change', async (t) => {
    const lab = await openChannelLab(t);
    const { ChannelARN = '' } = await createActiveChannel(lab);
    const update = (input: object) => lab.kinesis.send(new UpdateChannelCommand({ ChannelARN, ...input }));
    const freshness = (DataFreshnessInSeconds: number) => ({
      S3DestinationConfiguration: { DataFreshnessInSeconds },
    });
    const { ChannelDescription: updating } = await update(freshness(600));
    assert.equal(updating?.ChannelStatus, 'UPDATING');
    assert.equal(updating?.S3DestinationConfiguration?.DataFreshnessInSeconds, 600);
    await assert.rejects(update(freshness(700)), { name: 'ResourceInUseException' });
    await inState(lab, ChannelARN, 'ACTIVE');
    const logs = { Enabled: true, LogGroupName: '/nosso', LogStreamName: 'fluxo' };
    await update({ LoggingConfiguration: { CloudWatchLogs: logs } });
    const updated = await inState(lab, ChannelARN, 'ACTIVE');
    assert.deepEqual(updated.LoggingConfiguration, { CloudWatchLogs: logs });
    assert.equal(updated.S3DestinationConfiguration?.DataFreshnessInSeconds, 600);
    await assert.rejects(update({}), { name: 'ValidationException' });
    await assert.rejects(update(freshness(299)), {
      name: 'ValidationException',
      message: 'DataFreshnessInSeconds must be from 300 to 900 seconds; it was 299.',
    });
    await assert.rejects(update({ S3TablesDestinationConfiguration: { DataFreshnessInSeconds: 600 } }), {
      name: 'ValidationException',
    });
  });

  it('survives a restart in each of its states', async (t) => {
    const dataDir = await temporaryFolder();
    const lab = await openChannelLab(t, {
      dataDir,
      limits: { channelsPerStream: 3, controlCallsPerSecond: 'none' },
    });
    const named = (name: string) => channelInput({ ChannelName: name });
    const active = await createActiveChannel(lab, named('ativo'));
    const deleted = await createActiveChannel(lab, named('de-saida'));
    const { ChannelARN: updated = '' } = active;
    await lab.kinesis.send(
      new UpdateChannelCommand({
        ChannelARN: updated,
        S3DestinationConfiguration: { DataFreshnessInSeconds: 500 },
      }),
    );
    const { ChannelARN: created = '' } = await createChannel(lab, named('novo'));
    await lab.kinesis.send(new DeleteChannelCommand({ ChannelARN: deleted.ChannelARN }));
    await lab.close();

    const again = await reopen(t, dataDir, lab.clock);
    assert.equal((await describeChannel(again, created)).ChannelStatus, 'CREATING');
    assert.equal((await describeChannel(again, updated)).ChannelStatus, 'UPDATING');
    await inState(again, created, 'ACTIVE');
    const settled = await inState(again, updated, 'ACTIVE');
    assert.equal(settled.S3DestinationConfiguration?.DataFreshnessInSeconds, 500);
    await gone(again, deleted.ChannelARN ?? '');
  });

  it('has tags of its own, and no resource policy', async (t) => {
    const lab = await openChannelLab(t);
    const { ChannelARN: ResourceARN = '' } = await createChannel(lab, channelInput({ Tags: { turma: 'a' } }));
    const list = async () => {
      const { Tags = [] } = await lab.kinesis.send(new ListTagsForResourceCommand({ ResourceARN }));
      return Object.fromEntries(Tags.map(({ Key = '', Value }) => [Key, Value]));
    };
    await lab.kinesis.send(new TagResourceCommand({ ResourceARN, Tags: { ano: '2026' } }));
    assert.deepEqual(await list(), { ano: '2026', turma: 'a' });
    await inState(lab, ResourceARN, 'ACTIVE');
    await lab.kinesis.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['turma'] }));
    assert.deepEqual(await list(), { ano: '2026' });
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await assert.rejects(lab.kinesis.send(new PutResourcePolicyCommand({ ResourceARN, Policy })), {
      name: 'InvalidArgumentException',
    });
  });
});

describe('A stream with a channel', () => {
  it('can neither be deleted nor leave the on-demand mode until its channels are', async (t) => {
    const lab = await openChannelLab(t);
    const { ChannelARN = '' } = await createActiveChannel(lab);
    const inUse = {
      name: 'ResourceInUseException',
      message: `Stream ${StreamName} under account 000000000000 has active channels: ${ChannelName}. Delete them first.`,
    };
    const remove = () =>
      lab.kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
    const StreamModeDetails = { StreamMode: 'PROVISIONED' } as const;
    const change = () => lab.kinesis.send(new UpdateStreamModeCommand({ StreamARN, StreamModeDetails }));
    await assert.rejects(remove(), inUse);
    await assert.rejects(change(), inUse);
    await lab.kinesis.send(new DeleteChannelCommand({ ChannelARN }));
    await gone(lab, ChannelARN);
    await change();
    await activeStream(lab, StreamName);
    await remove();
  });

  it('counts it, and so does its account', async (t) => {
    const lab = await openChannelLab(t);
    const counts = async () => {
      const { ChannelCount, ChannelCountLimit } = await lab.kinesis.send(new DescribeLimitsCommand({}));
      return [(await summary(lab)).ChannelCount, ChannelCount, ChannelCountLimit];
    };
    assert.deepEqual(await counts(), [0, 0, 100]);
    const { ChannelARN = '' } = await createActiveChannel(lab);
    await createOnDemandStream(lab, 'outro');
    const other = { StreamARN: StreamARN.replace(StreamName, 'outro') };
    await createChannel(
      lab,
      channelInput({
        ChannelName: 'outro',
        StreamConfigurationList: [{ ...other, RecordConfiguration: { RecordFormatType: 'STRING' } }],
      }),
    );
    assert.deepEqual(await counts(), [1, 2, 100]);
    await lab.kinesis.send(new DeleteChannelCommand({ ChannelARN }));
    await gone(lab, ChannelARN);
    assert.deepEqual(await counts(), [0, 1, 100]);
  });

  it('takes one to a bucket, unless the limit is another', async (t) => {
    const lab = await openChannelLab(t);
    await createChannel(lab);
    await assert.rejects(createChannel(lab, channelInput({ ChannelName: 'outro' })), {
      name: 'LimitExceededException',
      message: `channel outro under account 000000000000 would exceed the limit on the number of channels of stream ${StreamName} to Amazon S3. Limit: 1.`,
    });
    const limits = { channelsPerStream: 'none', controlCallsPerSecond: 'none' } as const;
    const unlimited = await openChannelLab(t, { limits });
    for (const name of ['a', 'b', 'c']) await createChannel(unlimited, channelInput({ ChannelName: name }));
    await assert.rejects(createChannel(unlimited, channelInput({ ChannelName: 'c' })), {
      name: 'ResourceInUseException',
      message: 'Channel c under account 000000000000 already exists.',
    });
  });
});

describe('ListChannels', () => {
  it('lists channels by name, page by page and by their streams', async (t) => {
    const limits = { channelsPerStream: 'none', controlCallsPerSecond: 'none' } as const;
    const lab = await openChannelLab(t, { limits });
    await createOnDemandStream(lab, 'outro');
    const other = StreamARN.replace(StreamName, 'outro');
    const RecordConfiguration = { RecordFormatType: 'JSON' } as const;
    for (const name of ['c', 'a', 'b']) await createChannel(lab, channelInput({ ChannelName: name }));
    const StreamConfigurationList = [{ StreamARN: other, RecordConfiguration }];
    await createChannel(lab, channelInput({ ChannelName: 'd', StreamConfigurationList }));
    const list = (input: ListChannelsInput = {}) => lab.kinesis.send(new ListChannelsCommand(input));
    const names = async (input?: ListChannelsInput) =>
      (await list(input)).ChannelSummaries?.map((channel) => channel.ChannelName);

    assert.deepEqual(await names(), ['a', 'b', 'c', 'd']);
    assert.deepEqual(await names({ StreamFilter: [{ StreamARN: other }] }), ['d']);
    const { StreamCreationTimestamp } = await summary(lab);
    const sameTime = { StreamARN, StreamCreationTimestamp };
    assert.deepEqual(await names({ StreamFilter: [sameTime, { StreamARN: other }] }), ['a', 'b', 'c', 'd']);
    const otherTime = { StreamARN, StreamCreationTimestamp: new Date(0) };
    assert.deepEqual(await names({ StreamFilter: [otherTime] }), []);
    assert.deepEqual(await names({ StreamFilter: [{ StreamARN: `${StreamARN}-nenhum` }] }), []);

    const page = await list({ MaxResults: 3 });
    assert.equal(page.ChannelSummaries?.length, 3);
    const { ChannelSummaries: rest = [], NextToken } = await list({ NextToken: page.NextToken });
    assert.equal(NextToken, undefined);
    const { ChannelId, ChannelARN, ChannelCreationTimestamp, Streams, ...told } = rest[0] ?? {};
    assert.equal(ChannelARN, `arn:aws:kinesis:us-east-1:000000000000:channel/${ChannelId}`);
    assert.deepEqual(told, { ChannelName: 'd', ChannelStatus: 'CREATING', ChannelDestinationType: 'S3' });
    assert.equal(Streams?.[0]?.StreamARN, other);
    assert.ok(ChannelCreationTimestamp);
    await assert.rejects(list({ NextToken: 'inventado' }), { name: 'InvalidArgumentException' });
    lab.clock.advance(300_001);
    await assert.rejects(list({ NextToken: page.NextToken }), { name: 'ExpiredNextTokenException' });
  });
});
