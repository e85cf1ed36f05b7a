import { AwsError } from '../../errors.js';
import type { Caller } from '../kinesis-api.js';
import { type Channel, channelLabel } from '../model/channel.js';
import type { Consumer } from '../model/consumer.js';
import type { Queue } from '../model/queue.js';
import { openShards, type Stream } from '../model/stream.js';
import type { Limits } from './limits.js';

const mib = 1_048_576;

/** US East (N. Virginia), US West (Oregon) and Europe (Ireland) have the higher quotas. */
const largeRegions: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1'];

/** The open shards that an account may have in a region. */
export const shardQuota = ({ shards }: Limits, region: string): number =>
  shards === 'aws' ? (largeRegions.includes(region) ? 20_000 : 1000) : shards;

/** The shards to which an on-demand stream grows: a mebibyte a second each. */
export function onDemandShardCeiling({ onDemandBytesPerSecond: bytes }: Limits, region: string): number {
  if (bytes === 'aws') return largeRegions.includes(region) ? 10 * 1024 : 200;
  return Math.max(1, Math.floor(bytes / mib));
}

/** A quota as an answer shows it: DescribeLimits has numbers to 1,000,000 only. */
export const shownQuota = (quota: number | 'aws'): number => Math.min(Number(quota), 1_000_000);

/** The shards that the streams have open, those included that are about to be. */
export function countOpenShards(streams: readonly Stream[]): number {
  return streams.reduce((count, stream) => {
    const open = openShards(stream).length;
    const { transition } = stream;
    if (transition?.kind !== 'create' && transition?.kind !== 'update') return count + open;
    return count + Math.max(open, transition.shardCount ?? 0);
  }, 0);
}

/** @throws AwsError `LimitExceededException` when `additional` more would be too many */
export function requireShardQuota(
  streams: readonly Stream[],
  additional: number,
  caller: Caller,
  limits: Limits,
): void {
  const count = countOpenShards(streams);
  const quota = shardQuota(limits, caller.region);
  if (count + additional <= quota) return;
  throw limitExceeded(
    `This request would exceed the shard limit for the account ${caller.accountId} in ${caller.region}. ` +
      `Current shard count for the account: ${count}. Limit: ${quota}. ` +
      `Number of additional shards that would have resulted from this request: ${additional}. ` +
      'Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) ' +
      'for current limits and how to request higher limits.',
  );
}

/** One more stream of the account in the region. @throws AwsError `LimitExceededException` */
export function requireStreamQuotas(
  streams: readonly Stream[],
  mode: Stream['mode'],
  { creatingStreams, onDemandStreams }: Limits,
): void {
  const creating = streams.filter(({ status }) => status === 'CREATING').length;
  // The message names DELETING too, as AWS's does; its documents count streams in CREATING only.
  if (creating >= Number(creatingStreams))
    throw limitExceeded(
      `This request would exceed the limit on the number of streams that can simultaneously be in CREATING or DELETING. Limit: ${creatingStreams}`,
    );
  if (mode === 'ON_DEMAND') requireOnDemandQuota(streams, { onDemandStreams });
}

/** One more stream in the on-demand mode. @throws AwsError `LimitExceededException` */
export function requireOnDemandQuota(
  streams: readonly Stream[],
  { onDemandStreams }: Pick<Limits, 'onDemandStreams'>,
): void {
  if (streams.filter(({ mode }) => mode === 'ON_DEMAND').length < Number(onDemandStreams)) return;
  throw limitExceeded(
    `This request would exceed the limit on the number of on-demand streams. Limit: ${onDemandStreams}.`,
  );
}

/** What is registered with a stream: consumers and queues share one quota. */
export interface Registered {
  readonly consumers: readonly Consumer[];
  readonly queues: readonly Queue[];
}

/** One more of either. @throws AwsError `LimitExceededException` */
export function requireRegistrationQuota(
  stream: Stream,
  { consumers, queues }: Registered,
  isAdvantage: boolean,
  limits: Limits,
): void {
  const kind =
    isAdvantage && stream.mode === 'ON_DEMAND' ? 'consumersPerAdvantageStream' : 'consumersPerStream';
  if (consumers.length + queues.length >= Number(limits[kind]))
    throw limitExceeded(
      `This request would exceed the limit on the number of registered consumers of stream ${stream.name} under account ${stream.accountId}. Limit: ${limits[kind]}.`,
    );
}

/** One more queue of the account in the region that is created or deleted. @throws AwsError `LimitExceededException` */
export function requireChangingQueuesQuota(
  queues: readonly Queue[],
  { changingQueues }: Pick<Limits, 'changingQueues'>,
): void {
  const changing = queues.filter(({ status }) => status === 'CREATING' || status === 'DELETING').length;
  if (changing < Number(changingQueues)) return;
  throw limitExceeded(
    `This request would exceed the limit on the number of queues that can simultaneously be in CREATING or DELETING. Limit: ${changingQueues}.`,
  );
}

/** One more consumer of the stream. @throws AwsError `LimitExceededException` */
export function requireConsumerQuotas(
  stream: Stream,
  registered: Registered,
  isAdvantage: boolean,
  limits: Limits,
): void {
  requireRegistrationQuota(stream, registered, isAdvantage, limits);
  const { consumers } = registered;
  const creating = consumers.filter(({ status }) => status === 'CREATING').length;
  if (creating >= Number(limits.creatingConsumers))
    throw limitExceeded(
      `This request would exceed the limit on the number of consumers that can simultaneously be in CREATING. Limit: ${limits.creatingConsumers}.`,
    );
}

/**
 * One more channel of its stream, failed ones included, as they are there until they are deleted
 * (docs.aws.amazon.com/streams/latest/dev/data-delivery-quotas.html).
 *
 * @throws AwsError `LimitExceededException`
 */
export function requireChannelQuota(
  ofStream: readonly Channel[],
  channel: Channel,
  { channelsPerStream }: Limits,
): void {
  if (ofStream.length < Number(channelsPerStream)) return;
  throw limitExceeded(
    `${channelLabel(channel)} would exceed the limit on the number of channels of stream ${channel.source.streamName} to Amazon S3. Limit: ${channelsPerStream}.`,
  );
}

/** Two channels for each on-demand stream that an account may have, one of them to S3 Tables. */
export const channelQuota = ({ onDemandStreams }: Limits): number => shownQuota(2 * Number(onDemandStreams));

const limitExceeded = (message: string) => new AwsError('LimitExceededException', message);
