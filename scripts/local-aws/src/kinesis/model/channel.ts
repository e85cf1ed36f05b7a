import type {
  ChannelDescription,
  ChannelEncryptionConfiguration,
  ChannelLoggingConfiguration,
  ChannelStatus,
  ChannelSummary,
  RecordConfiguration,
  S3DestinationDescription,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Caller } from '../kinesis-api.js';
import type { Stream } from './stream.js';

/** A channel, as it is kept on disk. Never changed in place: a change is a new value. */
export interface Channel {
  /** A UUID, by which its ARN names it; never used again. */
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  /** Unique in its account and region. */
  readonly name: string;
  readonly status: ChannelStatus;
  /** When the status completes; milliseconds since the epoch. */
  readonly dueAtMs?: number;
  /** Why the status is FAILED. */
  readonly failure?: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly roleArn: string;
  readonly source: ChannelSource;
  /** With all of AWS's defaults filled in. */
  readonly destination: S3DestinationDescription;
  readonly encryption?: ChannelEncryptionConfiguration;
  readonly logging: ChannelLoggingConfiguration;
  readonly tags: Readonly<Record<string, string>>;
}

/** The stream that a channel reads. */
export interface ChannelSource {
  readonly streamId: string;
  readonly streamName: string;
  readonly streamArn: string;
  /** Milliseconds since the epoch. */
  readonly streamCreatedAtMs: number;
  readonly records: RecordConfiguration;
}

/** By its id, not by its name. */
export const channelArn = ({ region, accountId, id }: Channel): string =>
  `arn:aws:kinesis:${region}:${accountId}:channel/${id}`;

export const channelLabel = ({ name, accountId }: Channel): string =>
  `channel ${name} under account ${accountId}`;

/** Whether it delivers, or is about to. */
export const isDelivering = ({ status }: Channel): boolean => status !== 'FAILED' && status !== 'DELETING';

export function toWireChannel(channel: Channel): ChannelDescription {
  const { source, encryption } = channel;
  return {
    ...identityOf(channel),
    ServiceExecutionRoleARN: channel.roleArn,
    StreamConfigurationList: [{ ...streamOf(source), RecordConfiguration: source.records }],
    S3DestinationConfiguration: channel.destination,
    ...(encryption && { EncryptionConfiguration: encryption }),
    LoggingConfiguration: channel.logging,
  };
}

export const toWireSummary = (channel: Channel): ChannelSummary => ({
  ...identityOf(channel),
  ChannelDestinationType: 'S3',
  Streams: [streamOf(channel.source)],
});

const identityOf = (channel: Channel) => ({
  ChannelName: channel.name,
  ChannelARN: channelArn(channel),
  ChannelId: channel.id,
  ChannelStatus: channel.status,
  ...(channel.failure !== undefined && { ChannelStatusReason: channel.failure }),
  ChannelCreationTimestamp: new Date(channel.createdAtMs),
});

const streamOf = ({ streamArn, streamCreatedAtMs }: ChannelSource) => ({
  StreamARN: streamArn,
  StreamCreationTimestamp: new Date(streamCreatedAtMs),
});

/** @throws AwsError `ResourceInUseException` */
export function requireActiveChannel(channel: Channel): void {
  if (channel.status === 'ACTIVE') return;
  throw new AwsError(
    'ResourceInUseException',
    `Channel ${channel.name} under account ${channel.accountId} not ACTIVE, instead in state ${channel.status}`,
  );
}

/**
 * AWS lets no stream go that a channel delivers from. That it stays on-demand as long is a guess: channels read
 * on-demand streams only, and a stream with queues cannot change either.
 *
 * @throws AwsError `ResourceInUseException`
 */
export function requireNoChannels({ name, accountId }: Stream, channels: readonly Channel[]): void {
  const names = channels.filter(isDelivering).map((channel) => channel.name);
  if (names.length === 0) return;
  throw new AwsError(
    'ResourceInUseException',
    `Stream ${name} under account ${accountId} has active channels: ${names.join(', ')}. Delete them first.`,
  );
}

/** @param channel its name or ARN, as the request had it */
export const channelNotFound = (channel: string, { accountId }: Pick<Caller, 'accountId'>): AwsError =>
  new AwsError('ResourceNotFoundException', `Channel ${channel} under account ${accountId} not found.`);
