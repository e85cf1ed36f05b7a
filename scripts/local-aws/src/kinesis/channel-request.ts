import { randomUUID } from 'node:crypto';
import type {
  ChannelEncryptionConfiguration,
  ChannelLoggingConfiguration,
  CreateChannelInput,
  RecordConfiguration,
  S3DestinationConfiguration,
  S3DestinationDescription,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../errors.js';
import type { Validated } from '../wire/operation.js';
import { compressionOf } from './channels/compression.js';
import { requireKeyId } from './encryption-request.js';
import type { Kinesis } from './kinesis.js';
import type { Caller } from './kinesis-api.js';
import type { Limits } from './limits/limits.js';
import type { Channel, ChannelSource } from './model/channel.js';
import { defaultKeyTemplate, requireKeyTemplate } from './model/key-template.js';
import { requireActive, type Stream, streamArn } from './model/stream.js';
import { addTags } from './model/tags.js';

export type NewChannelInput = Validated<
  CreateChannelInput,
  'ChannelName' | 'ServiceExecutionRoleARN' | 'StreamConfigurationList'
>;

/** Seconds. The shortest is the limit `channelFreshnessSeconds`. */
const longestFreshness = 900;
const defaultFreshness = 300;

/**
 * The channel that a request asks for, with AWS's defaults filled in
 * (docs.aws.amazon.com/streams/latest/dev/data-delivery-s3-about.html).
 *
 * @throws AwsError `ValidationException` where a setting is wrong or not supported; or as its stream has it
 */
export function channelOf(kinesis: Kinesis, input: NewChannelInput, caller: Caller): Channel {
  const { accountId, region } = caller;
  const id = randomUUID();
  const name = input.ChannelName;
  const { stream, source } = sourceOf(kinesis, input, caller);
  const requested = onlyS3(input);
  const encryption = encryptionOf(input.EncryptionConfiguration);
  const channel: Channel = {
    id,
    accountId,
    region,
    name,
    status: 'CREATING',
    createdAtMs: kinesis.clock.now(),
    roleArn: input.ServiceExecutionRoleARN,
    source,
    destination: destinationOf(requested, { id, name }, kinesis.limits),
    ...(encryption && { encryption }),
    logging: loggingOf(input.LoggingConfiguration, { id, name }),
    tags: addTags({}, input.Tags ?? {}, `channel ${name} under account ${accountId}`),
  };
  checkTemplate(channel, kinesis.clock.now());
  requireReadableByChannels(stream);
  return channel;
}

/** @throws AwsError `ValidationException` */
export function requireFreshness(seconds: number, { channelFreshnessSeconds }: Limits): number {
  const shortest = Number.isFinite(channelFreshnessSeconds) ? Number(channelFreshnessSeconds) : 1;
  if (Number.isInteger(seconds) && seconds >= shortest && seconds <= longestFreshness) return seconds;
  throw invalid(
    `DataFreshnessInSeconds must be from ${shortest} to ${longestFreshness} seconds; it was ${seconds}`,
  );
}

/** Logs go nowhere here: there is no CloudWatch. What is set is told, with AWS's defaults. */
export function loggingOf(
  logging: ChannelLoggingConfiguration | undefined,
  { id, name }: Pick<Channel, 'id' | 'name'>,
): ChannelLoggingConfiguration {
  const given = logging?.CloudWatchLogs;
  if (!given?.Enabled) return { CloudWatchLogs: { ...given, Enabled: false } };
  return {
    CloudWatchLogs: {
      Enabled: true,
      LogGroupName: given.LogGroupName ?? `/aws/kinesis/${name}/${id}`,
      LogStreamName: given.LogStreamName ?? 'DestinationDelivery',
    },
  };
}

function sourceOf(
  { streams }: Kinesis,
  { StreamConfigurationList: list }: NewChannelInput,
  caller: Caller,
): { readonly stream: Stream; readonly source: ChannelSource } {
  const [only] = list;
  if (!only || list.length !== 1)
    throw invalid(`StreamConfigurationList must have one stream; it had ${list.length}`);
  const stream = streams.get({ StreamARN: only.StreamARN }, caller);
  if (stream.accountId !== caller.accountId || stream.region !== caller.region)
    throw invalid(
      `The stream ${only.StreamARN} must be in the channel's account ${caller.accountId} and Region ${caller.region}`,
    );
  const source: ChannelSource = {
    streamId: stream.id,
    streamName: stream.name,
    streamArn: streamArn(stream),
    streamCreatedAtMs: stream.createdAtMs,
    records: recordsOf(only.RecordConfiguration ?? { RecordFormatType: undefined }),
  };
  return { stream, source };
}

function recordsOf(records: RecordConfiguration): RecordConfiguration {
  if (records.RecordFormatType !== 'GSR_JSON') return records;
  throw invalid(
    'RecordFormatType GSR_JSON is not supported for general purpose Amazon S3 destinations; JSON, STRING and BYTE_ARRAY are',
  );
}

function onlyS3(input: NewChannelInput): S3DestinationConfiguration {
  const { S3DestinationConfiguration: s3, S3TablesDestinationConfiguration: tables } = input;
  if ((s3 === undefined) === (tables === undefined))
    throw invalid(
      `You must specify either S3DestinationConfiguration or S3TablesDestinationConfiguration; ${s3 ? 'both' : 'none'} of them came`,
    );
  if (s3) return s3;
  throw invalid(
    'S3TablesDestinationConfiguration is not supported by local-aws, which has no Apache Iceberg tables; use S3DestinationConfiguration',
  );
}

function destinationOf(
  {
    DataFreshnessInSeconds,
    DeadLetterQueueS3Configuration,
    StorageConfiguration,
  }: S3DestinationConfiguration,
  { id, name }: Pick<Channel, 'id' | 'name'>,
  limits: Limits,
): S3DestinationDescription {
  const storage = { StorageClass: 'STANDARD', OutputKeyTemplate: defaultKeyTemplate } as const;
  return {
    DataFreshnessInSeconds: requireFreshness(DataFreshnessInSeconds ?? defaultFreshness, limits),
    StorageConfiguration: StorageConfiguration && { ...storage, ...withoutUndefined(StorageConfiguration) },
    DeadLetterQueueS3Configuration: {
      BucketARN: StorageConfiguration?.BucketARN,
      ExpectedBucketOwner: StorageConfiguration?.ExpectedBucketOwner,
      // The default prefix is in CloudFormation's AWS::Kinesis::Channel.
      ErrorOutputPrefix: `kinesis-channel/errors/${name}/${id}/`,
      ...withoutUndefined(DeadLetterQueueS3Configuration ?? {}),
    },
  };
}

function encryptionOf(
  encryption: ChannelEncryptionConfiguration | undefined,
): ChannelEncryptionConfiguration | undefined {
  if (!encryption) return undefined;
  const { KeyId = '' } = encryption;
  if (isAwsManaged(KeyId))
    throw invalid(`EncryptionConfiguration takes a customer managed key only; it was ${KeyId}`);
  requireKeyId(KeyId);
  return encryption;
}

function checkTemplate({ id, name, source, destination }: Channel, nowMs: number): void {
  const { OutputKeyTemplate = '', CompressionType } = destination.StorageConfiguration ?? {};
  const { extension } = compressionOf(CompressionType);
  const scope = {
    channelId: id,
    channelName: name,
    streamName: source.streamName,
    epochMs: nowMs,
    extension,
  };
  try {
    requireKeyTemplate(OutputKeyTemplate, scope);
  } catch (error) {
    throw invalid(`OutputKeyTemplate ${error instanceof Error ? error.message : String(error)}`);
  }
}

function requireReadableByChannels(stream: Stream): void {
  requireActive(stream);
  if (stream.mode !== 'ON_DEMAND')
    throw invalid(
      `Channels are supported for streams in the ON_DEMAND mode only. Stream ${stream.name} under account ${stream.accountId} is in the ${stream.mode} mode`,
    );
  // Fails at once, says docs.aws.amazon.com/streams/latest/dev/data-delivery-security.html, and not how.
  if (stream.encryption && isAwsManaged(stream.encryption.keyId))
    throw invalid(
      `Stream ${stream.name} under account ${stream.accountId} is encrypted with an AWS managed key; channels need a customer managed key`,
    );
}

const isAwsManaged = (keyId: string) => /(^|:)alias\/aws\//.test(keyId) || keyId === 'aws/kinesis';

// The model's text on this error names wrong values, combinations and the stream's mode; AWS's words are not known.
export const invalid = (message: string): AwsError => new AwsError('ValidationException', `${message}.`);

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
