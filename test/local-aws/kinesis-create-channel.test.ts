import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CreateChannelCommand,
  type CreateChannelInput,
  DescribeChannelCommand,
  ListChannelsCommand,
  type S3TablesDestinationConfiguration,
  StartStreamEncryptionCommand,
} from '@aws-sdk/client-kinesis';
import {
  channelInput,
  createChannel,
  format,
  openChannelLab,
  StreamARN,
  StreamName,
  storage,
} from './support/channels.js';
import { activeStream, createKinesisStream } from './support/delivery-lab.js';

describe('CreateChannel', () => {
  const { StreamConfigurationList } = channelInput();
  const source = StreamConfigurationList?.[0];
  const compressed = (OutputKeyTemplate: string) => ({
    S3DestinationConfiguration: {
      StorageConfiguration: { ...storage, CompressionType: 'GZIP', OutputKeyTemplate } as const,
    },
  });
  const tables: S3TablesDestinationConfiguration = {
    DeadLetterQueueS3Configuration: storage,
    S3TablesConfigurationList: [
      {
        TableBucketARN: 'arn:aws:s3tables:us-east-1:000000000000:bucket/tabelas',
        Namespace: 'n',
        TableName: 't',
        CompressionType: 'ZSTD',
      },
    ],
  };

  const refused: readonly (readonly [Partial<CreateChannelInput>, RegExp])[] = [
    [
      { StreamConfigurationList: source && [source, source] },
      /^StreamConfigurationList must have one stream/,
    ],
    [{ S3DestinationConfiguration: undefined }, /^You must specify either S3Dest.*; none of them came\.$/],
    [{ S3TablesDestinationConfiguration: tables }, /^You must specify either .*; both of them came\.$/],
    [
      { S3DestinationConfiguration: undefined, S3TablesDestinationConfiguration: tables },
      /^S3TablesDestinationConfiguration is not supported by local-aws, which has no Apache Iceberg tables/,
    ],
    [format('GSR_JSON'), /^RecordFormatType GSR_JSON is not supported for general purpose Amazon S3/],
    [
      { S3DestinationConfiguration: { StorageConfiguration: storage, DataFreshnessInSeconds: 901 } },
      /^DataFreshnessInSeconds must be from 300 to 900 seconds; it was 901\.$/,
    ],
    [
      { EncryptionConfiguration: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } },
      /^EncryptionConfiguration takes a customer managed key only/,
    ],
    [compressed('/dados/!{channel-name}!{extension}'), /^OutputKeyTemplate starts with a slash\.$/],
    [compressed('dados/../!{channel-name}!{extension}'), /^OutputKeyTemplate leads to another path/],
    [compressed('dados/./x!{extension}'), /^OutputKeyTemplate leads to another path/],
    [compressed('dados//!{channel-name}!{extension}'), /^OutputKeyTemplate has two slashes in a row\.$/],
    [compressed('!{channel-name}!{extension}/!{yyyy}'), /^OutputKeyTemplate has !\{extension\} in it/],
    [compressed('!{extension}!{extension}'), /^OutputKeyTemplate has !\{extension\} in it/],
    [compressed('x!{extension:json}'), /^OutputKeyTemplate has the variable !\{extension:json\}/],
    [compressed('x!{extension:.Json}'), /^OutputKeyTemplate has the variable !\{extension:.Json\}/],
    [
      compressed('dados/!{partition-id}!{extension}'),
      /^OutputKeyTemplate has the variable !\{partition-id\}/,
    ],
    [compressed('dados/!{toString}!{extension}'), /^OutputKeyTemplate has the variable !\{toString\}/],
    [compressed('dados/!{channel-name}'), /^OutputKeyTemplate must end in !\{extension\}/],
    [compressed('dados/!{channel-name}/!{yyyy'), /^OutputKeyTemplate has a variable without its closing/],
    [compressed('dados/{yyyy}!{extension}'), /^OutputKeyTemplate has \{ outside of a variable\.$/],
    [
      compressed(`${'x'.repeat(984)}!{extension}`),
      /^OutputKeyTemplate makes keys of 987 characters; at most 986/,
    ],
    [{ ...compressed('!{channel-name}/x!{extension}'), ChannelName: '..' }, /^OutputKeyTemplate leads to/],
  ];

  it('refuses what AWS refuses, and what there is not here, saying what it wants', async (t) => {
    const lab = await openChannelLab(t);
    for (const [given, message] of refused)
      await assert.rejects(createChannel(lab, channelInput(given)), { name: 'ValidationException', message });
    await assert.rejects(
      createChannel(
        lab,
        channelInput({ EncryptionConfiguration: { EncryptionType: 'KMS', KeyId: 'chave' } }),
      ),
      { name: 'KMSNotFoundException' },
    );
    const { ChannelSummaries } = await lab.kinesis.send(new ListChannelsCommand({}));
    assert.deepEqual(ChannelSummaries, []);
  });

  it('takes the templates that its guide calls valid', async (t) => {
    const limits = { channelsPerStream: 'none', controlCallsPerSecond: 'none' } as const;
    const lab = await openChannelLab(t, { limits });
    for (const [index, template] of [
      '!{channel-name}/!{yyyy}/!{MM}/!{dd}/!{HH}/records!{extension}',
      'data/stream=!{stream-name}/!{yyyy}-!{MM}-!{dd}/!{HH}!{mm}!{extension:.json}',
      `${'x'.repeat(983)}!{extension}`,
    ].entries())
      await createChannel(lab, channelInput({ ...compressed(template), ChannelName: `c${index}` }));
    const OutputKeyTemplate = "!{channel-name}/!{channel-id}/!-_'.*()=";
    await createChannel(lab, channelInput({}, { StorageConfiguration: { ...storage, OutputKeyTemplate } }));
  });

  it('takes streams that are on-demand, ACTIVE, in its account, and not encrypted with a key of AWS', async (t) => {
    const lab = await openChannelLab(t);
    const provisioned = await createKinesisStream(lab, 'provisionado');
    const reading = (arn: string) =>
      createChannel(
        lab,
        channelInput({
          StreamConfigurationList: [{ StreamARN: arn, RecordConfiguration: { RecordFormatType: 'JSON' } }],
        }),
      );
    await assert.rejects(reading(provisioned), {
      name: 'ValidationException',
      message:
        'Channels are supported for streams in the ON_DEMAND mode only. Stream provisionado under account 000000000000 is in the PROVISIONED mode.',
    });
    await assert.rejects(reading(`${StreamARN}-nenhum`), {
      name: 'ResourceNotFoundException',
      message: `Stream ${StreamName}-nenhum under account 000000000000 not found.`,
    });
    await lab.kinesis.send(
      new StartStreamEncryptionCommand({ StreamName, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }),
    );
    await assert.rejects(reading(StreamARN), { name: 'ResourceInUseException' });
    await activeStream(lab, StreamName);
    await assert.rejects(reading(StreamARN), {
      name: 'ValidationException',
      message: /is encrypted with an AWS managed key; channels need a customer managed key\.$/,
    });
    await lab.kinesis.send(
      new StartStreamEncryptionCommand({ StreamName, EncryptionType: 'KMS', KeyId: 'alias/nossa' }),
    );
    await activeStream(lab, StreamName);
    await reading(StreamARN);
  });

  it("names each value that breaks the model's constraints, in AWS's words", async (t) => {
    const lab = await openChannelLab(t);
    const input = {
      ...channelInput({ ChannelName: 'com espaço' }),
      ServiceExecutionRoleARN: 'arn:aws:iam::1:x',
    };
    await assert.rejects(lab.kinesis.send(new CreateChannelCommand(input)), {
      name: 'ValidationException',
      message:
        "2 validation errors detected: Value 'com espaço' at 'channelName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; ' +
        "Value 'arn:aws:iam::1:x' at 'serviceExecutionRoleARN' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: arn:aws[-a-z0-9]*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+',
    });
    await assert.rejects(lab.kinesis.send(new DescribeChannelCommand({ ChannelARN: StreamARN })), {
      name: 'ValidationException',
    });
  });
});
