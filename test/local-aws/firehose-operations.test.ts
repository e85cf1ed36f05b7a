import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CreateDeliveryStreamCommand,
  type CreateDeliveryStreamCommandInput,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  type ExtendedS3DestinationConfiguration,
  type ExtendedS3DestinationUpdate,
  ListDeliveryStreamsCommand,
  ListTagsForDeliveryStreamCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
  TagDeliveryStreamCommand,
  UntagDeliveryStreamCommand,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import {
  createBucket,
  createDeliveryStream,
  createKinesisStream,
  deliveredKeys,
  eventually,
  from,
  type Lab,
  listKeys,
  openLab,
  put,
  roleArn,
  statusOf,
  temporaryFolder,
} from './support/delivery-lab.js';

const s3 = { RoleARN: roleArn, BucketARN: 'arn:aws:s3:::entregas' };

function create(
  destination: Partial<ExtendedS3DestinationConfiguration> = {},
  rest: Partial<CreateDeliveryStreamCommandInput> = {},
) {
  return new CreateDeliveryStreamCommand({
    DeliveryStreamName: 'entrega',
    ExtendedS3DestinationConfiguration: { ...s3, ...destination },
    ...rest,
  });
}

const describeIt = new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'entrega' });
const putOne = new PutRecordCommand({ DeliveryStreamName: 'entrega', Record: { Data: Buffer.from('x') } });
const notFound = {
  name: 'ResourceNotFoundException',
  message: 'Firehose entrega under account 000000000000 not found.',
};

/** Moves the clock until the delivery stream is in `state`, or describing it fails with that error. */
const becomes = (lab: Lab, state: string) =>
  eventually(lab.clock, async () => {
    const current = await statusOf(lab, 'entrega').catch((error: Error) => error.name);
    return current === state ? current : undefined;
  });

describe('The life of a delivery stream', () => {
  it('is CREATING until its transition time is over, and takes records only then', async (t) => {
    const lab = await openLab(t);
    const { DeliveryStreamARN } = await lab.firehose.send(create());
    assert.equal(DeliveryStreamARN, 'arn:aws:firehose:us-east-1:000000000000:deliverystream/entrega');
    assert.equal(await statusOf(lab, 'entrega'), 'CREATING');
    await assert.rejects(lab.firehose.send(putOne), notFound);
    await assert.rejects(
      lab.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 'entrega' })),
      {
        name: 'ResourceInUseException',
      },
    );
    await becomes(lab, 'ACTIVE');
    await lab.firehose.send(putOne);
  });

  it('keeps its name taken while it is DELETING, and is gone after that', async (t) => {
    const lab = await openLab(t);
    await createDeliveryStream(lab, 'entrega');
    await assert.rejects(lab.firehose.send(create()), {
      name: 'ResourceInUseException',
      message: 'Firehose entrega under accountId 000000000000 already exists',
    });
    await lab.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 'entrega' }));
    assert.equal(await statusOf(lab, 'entrega'), 'DELETING');
    await assert.rejects(lab.firehose.send(create()), { name: 'ResourceInUseException' });
    await becomes(lab, notFound.name);
    await createDeliveryStream(lab, 'entrega');
  });

  it('goes on over a restart where it stood', async (t) => {
    const dataDir = await temporaryFolder();
    const before = await openLab(t, { dataDir });
    await createDeliveryStream(before, 'active');
    await before.firehose.send(create());
    await before.close();
    const after = await openLab(t, { dataDir, clock: before.clock });
    assert.equal(await statusOf(after, 'active'), 'ACTIVE');
    assert.equal(await statusOf(after, 'entrega'), 'CREATING');
    await becomes(after, 'ACTIVE');
  });
});

describe('DescribeDeliveryStream', () => {
  it('fills in the defaults, and gives the destination in both of its forms', async (t) => {
    const lab = await openLab(t);
    const createdAt = new Date(lab.clock.now());
    await createDeliveryStream(lab, 'entrega');
    const { DeliveryStreamDescription } = await lab.firehose.send(describeIt);
    const reduced = {
      ...s3,
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
      CompressionFormat: 'UNCOMPRESSED',
      EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
      CloudWatchLoggingOptions: { Enabled: false },
    };
    assert.deepEqual(DeliveryStreamDescription, {
      DeliveryStreamName: 'entrega',
      DeliveryStreamARN: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/entrega',
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
      DeliveryStreamType: 'DirectPut',
      VersionId: '1',
      CreateTimestamp: createdAt,
      Destinations: [
        {
          DestinationId: 'destinationId-000000000001',
          S3DestinationDescription: reduced,
          ExtendedS3DestinationDescription: {
            ...reduced,
            S3BackupMode: 'Disabled',
            DataFormatConversionConfiguration: { Enabled: false },
          },
        },
      ],
      HasMoreDestinations: false,
    });
  });

  it('names the source stream and when delivery from it started', async (t) => {
    const lab = await openLab(t);
    const streamArn = await createKinesisStream(lab, 'pedidos');
    await createDeliveryStream(lab, 'entrega', {}, from(streamArn));
    const { DeliveryStreamDescription } = await lab.firehose.send(describeIt);
    const source = DeliveryStreamDescription?.Source?.KinesisStreamSourceDescription;
    assert.equal(source?.KinesisStreamARN, streamArn);
    assert.equal(source?.RoleARN, roleArn);
    assert.ok(source?.DeliveryStartTimestamp && source.DeliveryStartTimestamp.getTime() <= lab.clock.now());
  });
});

describe('CreateDeliveryStream', () => {
  const refusals: [string, Parameters<typeof create>, RegExp][] = [
    [
      'a processor it does not have',
      [{ ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'Lambda' }] } }],
      /Lambda is not supported.*AppendDelimiterToRecord/,
    ],
    ['a compression it does not have', [{ CompressionFormat: 'Snappy' }], /Snappy is not supported.*GZIP/],
    [
      'dynamic partitioning',
      [{ DynamicPartitioningConfiguration: { Enabled: true } }],
      /DynamicPartitioning/,
    ],
    [
      'one buffering hint without the other',
      [{ BufferingHints: { SizeInMBs: 5 } }],
      /both SizeInMBs and IntervalInSeconds/,
    ],
    [
      'prefix expressions without an error prefix',
      [{ Prefix: '!{timestamp:yyyy}/' }],
      /ErrorOutputPrefix cannot be null or empty/,
    ],
    [
      'an error prefix whose expressions leave out the type',
      [{ ErrorOutputPrefix: '!{timestamp:yyyy}/' }],
      /must include !\{firehose:error-output-type\}/,
    ],
    [
      'the error type in the prefix of good records',
      [{ Prefix: '!{firehose:error-output-type}/', ErrorOutputPrefix: 'e/' }],
      /error-output-type\}' is unknown/,
    ],
    [
      'an unknown expression',
      [{ Prefix: '!{nothing:x}/', ErrorOutputPrefix: 'e/' }],
      /'!\{nothing:x\}' is unknown/,
    ],
    ['an unfinished expression', [{ Prefix: 'a/!{timestamp:yyyy' }], /no closing brace/],
    [
      'a pattern that Java would not take',
      [{ Prefix: '!{timestamp:yyyyb}/', ErrorOutputPrefix: 'e/' }],
      /DateTimeFormatter/,
    ],
    ['an unknown time zone', [{ CustomTimeZone: 'America/Atlantis' }], /IANA time zone/],
    [
      'server-side encryption',
      [{}, { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' } }],
      /Encryption/,
    ],
    ['two destinations', [{}, { S3DestinationConfiguration: s3 }], /2 were given/],
    ['no destination', [{}, { ExtendedS3DestinationConfiguration: undefined }], /0 were given/],
    [
      'a destination it does not have',
      [
        {},
        {
          ExtendedS3DestinationConfiguration: undefined,
          HttpEndpointDestinationConfiguration: {
            EndpointConfiguration: { Url: 'https://x' },
            S3Configuration: s3,
          },
        },
      ],
      /HttpEndpointDestinationConfiguration is not supported/,
    ],
    [
      'a Kinesis source without its stream',
      [{}, { DeliveryStreamType: 'KinesisStreamAsSource' }],
      /KinesisStreamSourceConfiguration/,
    ],
    [
      'a source stream that is not there',
      [{}, from('arn:aws:kinesis:us-east-1:000000000000:stream/missing')],
      /missing/,
    ],
  ];
  for (const [what, parameters, message] of refusals) {
    it(`refuses ${what}`, async (t) => {
      const { firehose } = await openLab(t);
      await assert.rejects(firehose.send(create(...parameters)), {
        name: 'InvalidArgumentException',
        message,
      });
      await assert.rejects(firehose.send(describeIt), notFound);
    });
  }

  it("reports a value outside its limits as AWS's ValidationException", async (t) => {
    const { firehose } = await openLab(t);
    await assert.rejects(
      firehose.send(create({ BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 60 } })),
      {
        name: 'ValidationException',
        message:
          "1 validation error detected: Value '129' at 'extendedS3DestinationConfiguration.bufferingHints.sizeInMBs' failed to satisfy constraint: Member must have value less than or equal to 128",
      },
    );
  });

  it('takes the older S3DestinationConfiguration too', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    await lab.firehose.send(
      create(
        {},
        {
          ExtendedS3DestinationConfiguration: undefined,
          S3DestinationConfiguration: { ...s3, Prefix: 'p/' },
        },
      ),
    );
    const { DeliveryStreamDescription } = await lab.firehose.send(describeIt);
    assert.equal(DeliveryStreamDescription?.Destinations?.[0]?.S3DestinationDescription?.Prefix, 'p/');
  });
});

describe('UpdateDestination', () => {
  const update = (
    ExtendedS3DestinationUpdate: ExtendedS3DestinationUpdate,
    CurrentDeliveryStreamVersionId = '1',
    DestinationId = 'destinationId-000000000001',
  ) =>
    new UpdateDestinationCommand({
      DeliveryStreamName: 'entrega',
      CurrentDeliveryStreamVersionId,
      DestinationId,
      ExtendedS3DestinationUpdate,
    });

  it('changes what it names, leaves the rest, and raises the version that object names carry', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    await createDeliveryStream(lab, 'entrega', { Prefix: 'antes/', FileExtension: '.txt' });
    await put(lab, 'entrega', 'x');
    await lab.firehose.send(update({ Prefix: 'depois/' }));
    const { DeliveryStreamDescription } = await lab.firehose.send(describeIt);
    assert.equal(DeliveryStreamDescription?.VersionId, '2');
    assert.deepEqual(DeliveryStreamDescription?.LastUpdateTimestamp, new Date(lab.clock.now()));
    const [key = ''] = await deliveredKeys(lab);
    assert.match(key, /^depois\/2023\/02\/17\/14\/entrega-2-2023-02-17-14-[-0-9a-f]+\.txt$/);
  });

  it('lets records that wait already go by a shorter interval', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    await createDeliveryStream(lab, 'entrega', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 900 } });
    await put(lab, 'entrega', 'x');
    await lab.firehose.send(update({ BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } }));
    lab.clock.advance(60_000);
    const [key] = await eventually(
      lab.clock,
      async () => {
        const keys = await listKeys(lab);
        return keys.length > 0 ? keys : undefined;
      },
      0,
    );
    assert.ok(key);
  });

  it('refuses a version that is not the current one, another destination, and settings it does not have', async (t) => {
    const lab = await openLab(t);
    await createDeliveryStream(lab, 'entrega');
    await lab.firehose.send(update({ Prefix: 'a/' }));
    const refused = (command: UpdateDestinationCommand, name: string) =>
      assert.rejects(lab.firehose.send(command), { name });
    await refused(update({ Prefix: 'b/' }, '1'), 'ConcurrentModificationException');
    await refused(update({ Prefix: 'b/' }, '2', 'destinationId-000000000002'), 'InvalidArgumentException');
    await refused(update({ CompressionFormat: 'ZIP' }, '2'), 'InvalidArgumentException');
    await refused(update({ Prefix: '!{timestamp:yyyy}/' }, '2'), 'InvalidArgumentException');
  });
});

describe('The tags of a delivery stream', () => {
  it('are set at creation, added, replaced, removed and listed by key', async (t) => {
    const { firehose } = await openLab(t);
    await firehose.send(create({}, { Tags: [{ Key: 'turma', Value: 'a1' }] }));
    const DeliveryStreamName = 'entrega';
    const list = (Limit?: number) =>
      firehose.send(new ListTagsForDeliveryStreamCommand({ DeliveryStreamName, Limit }));
    const Tags = [
      { Key: 'turma', Value: 'b2' },
      { Key: 'ano', Value: '2026' },
    ];
    await firehose.send(new TagDeliveryStreamCommand({ DeliveryStreamName, Tags }));
    assert.deepEqual((await list()).Tags, Tags.toReversed());
    const page = await list(1);
    assert.deepEqual([page.Tags, page.HasMoreTags], [[Tags[1]], true]);
    await firehose.send(
      new UntagDeliveryStreamCommand({ DeliveryStreamName, TagKeys: ['ano', 'nunca-houve'] }),
    );
    assert.deepEqual((await list()).Tags, [Tags[0]]);
  });

  it('are at most fifty', async (t) => {
    const { firehose } = await openLab(t);
    const tags = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await firehose.send(create({}, { Tags: tags(50) }));
    const oneMore = new TagDeliveryStreamCommand({
      DeliveryStreamName: 'entrega',
      Tags: [{ Key: 'x', Value: '' }],
    });
    await assert.rejects(firehose.send(oneMore), { name: 'LimitExceededException' });
  });
});

describe('ListDeliveryStreams', () => {
  it('pages through the names in order, ten at a time unless told otherwise', async (t) => {
    const { firehose } = await openLab(t);
    const names = Array.from({ length: 12 }, (_, index) => `entrega-${String.fromCharCode(108 - index)}`);
    for (const name of names) await firehose.send(create({}, { DeliveryStreamName: name }));
    const first = await firehose.send(new ListDeliveryStreamsCommand({}));
    assert.deepEqual(first.DeliveryStreamNames, names.toReversed().slice(0, 10));
    assert.equal(first.HasMoreDeliveryStreams, true);
    const rest = await firehose.send(
      new ListDeliveryStreamsCommand({
        ExclusiveStartDeliveryStreamName: first.DeliveryStreamNames?.at(-1),
        Limit: 2,
      }),
    );
    assert.deepEqual(rest.DeliveryStreamNames, ['entrega-k', 'entrega-l']);
    assert.equal(rest.HasMoreDeliveryStreams, false);
  });

  it('lists only the delivery streams of the type asked for', async (t) => {
    const lab = await openLab(t);
    const streamArn = await createKinesisStream(lab, 'pedidos');
    await lab.firehose.send(create());
    await lab.firehose.send(create({}, { DeliveryStreamName: 'lida', ...from(streamArn) }));
    const list = (DeliveryStreamType: 'DirectPut' | 'KinesisStreamAsSource') =>
      lab.firehose.send(new ListDeliveryStreamsCommand({ DeliveryStreamType }));
    assert.deepEqual((await list('DirectPut')).DeliveryStreamNames, ['entrega']);
    assert.deepEqual((await list('KinesisStreamAsSource')).DeliveryStreamNames, ['lida']);
  });
});

describe('PutRecordBatch', () => {
  const batch = (records: number, bytes: number) =>
    new PutRecordBatchCommand({
      DeliveryStreamName: 'entrega',
      Records: Array.from({ length: records }, () => ({ Data: Buffer.alloc(bytes, 'x') })),
    });

  it('answers each record with an id', async (t) => {
    const lab = await openLab(t);
    await createDeliveryStream(lab, 'entrega');
    const { FailedPutCount, RequestResponses = [] } = await lab.firehose.send(batch(500, 100));
    assert.equal(FailedPutCount, 0);
    assert.equal(new Set(RequestResponses.map(({ RecordId }) => RecordId)).size, 500);
  });

  it('takes 500 records and 4 MiB, and no more', async (t) => {
    const lab = await openLab(t);
    await createDeliveryStream(lab, 'entrega');
    await assert.rejects(lab.firehose.send(batch(501, 1)), { name: 'ValidationException' });
    await lab.firehose.send(batch(4, 1_000_000));
    await assert.rejects(lab.firehose.send(batch(5, 1_000_000)), {
      name: 'InvalidArgumentException',
      message: 'Records size exceeds 4 MB limit',
    });
    await assert.rejects(lab.firehose.send(batch(1, 1_024_001)), { name: 'ValidationException' });
  });
});
