import { LocalAwsError } from '../../errors.js';

/**
 * AWS's limits, by the name of the option that sets each. Sources: the developer guide's "Quotas and limits"
 * (docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html) and each action's page of the API
 * reference. The guide writes MB, the API reference of 2026 MiB for the same limits; MiB is taken here.
 * `'aws'` stands where the number depends on the region or the action.
 */
export const awsLimits = {
  /** Bytes of data and partition keys that a shard takes in a second. PutRecord's own page says 10 MiB, all others 1. */
  writeBytesPerSecond: 1_048_576,
  /** Records that a shard takes in a second. */
  writeRecordsPerSecond: 1000,
  /** GetRecords calls in a second, for each shard, of all its readers together. */
  readCallsPerSecond: 5,
  /** Bytes that GetRecords gives out in a second, for each shard. A longer answer blocks the shard for longer: 10 MiB for 5 s. */
  readBytesPerSecond: 2_097_152,
  /** GetShardIterator calls in a second, for each shard. */
  iteratorCallsPerSecond: 5,
  /** Bytes that SubscribeToShard pushes in a second, for each consumer and shard. */
  subscriptionBytesPerSecond: 2_097_152,
  /** SubscribeToShard calls in a second, for each consumer and shard. */
  subscribeCallsPerSecond: 1,
  /** Calls in a second of each action that manages streams: `'aws'` is the table `control-plane-rates`. */
  controlCallsPerSecond: 'aws',
  /** Streams of an account in a region that are CREATING at one time. */
  creatingStreams: 5,
  /** Consumers of a stream that are CREATING at one time. */
  creatingConsumers: 5,
  /** Registered consumers of a stream, its queues among them. */
  consumersPerStream: 20,
  /** The same where the account's on-demand streams are of the Advantage kind. */
  consumersPerAdvantageStream: 50,
  /** Queues of an account in a region that are CREATING or DELETING at one time (the guide's "Quotas and limits for queues"). */
  changingQueues: 5,
  /** Records of a queue that were received and not acknowledged: from there on only those come that come again. */
  inFlightQueueRecords: 120_000,
  /** Open shards of an account: 20,000 in AWS's three largest regions, 1,000 elsewhere (6,000 in some). */
  shards: 'aws',
  /** On-demand streams of an account in a region. */
  onDemandStreams: 50,
  /** Bytes in a second to which an on-demand stream grows: 10 GiB in AWS's three largest regions, 200 MiB elsewhere. */
  onDemandBytesPerSecond: 'aws',
  /** Changes of a stream's mode in 24 hours. */
  modeSwitchesPerDay: 2,
  /** UpdateShardCount calls for a stream in 24 hours. */
  shardCountUpdatesPerDay: 10,
  /** StartStreamEncryption, and apart from it StopStreamEncryption, for a stream in 24 hours. */
  encryptionChangesPerDay: 25,
  /** Channels of a stream that deliver to S3 buckets. AWS has one more, to S3 Tables. */
  channelsPerStream: 1,
  /** The shortest DataFreshnessInSeconds of a channel; the longest is 900. */
  channelFreshnessSeconds: 300,
  /** The longest retention, in hours: 365 days. */
  retentionHours: 8760,
} as const;

export type LimitName = keyof typeof awsLimits;

/** A number above 0, no limit at all, or what AWS has. */
export type LimitValue = number | 'none' | 'aws';

/** How `startLocalAws` is told: all of AWS's limits, none, or AWS's but for those that are named. */
export type LimitsOption = 'aws' | 'none' | { readonly [Name in LimitName]?: LimitValue | undefined };

/** A value for each; `Infinity` where there is no limit. */
export type Limits = { readonly [Name in LimitName]: number | 'aws' };

const limitNames = Object.keys(awsLimits) as LimitName[];

/** Every limit switched off: `{ ...noLimits, readCallsPerSecond: 5 }` switches one on. */
export const noLimits = Object.fromEntries(limitNames.map((name) => [name, 'none'])) as {
  readonly [Name in LimitName]: 'none';
};

/**
 * A value for every limit.
 *
 * @throws LocalAwsError `InvalidOption` for a name that there is not (the message lists those there are), and for
 * a value that is none
 */
export function resolveLimits(option: LimitsOption = 'aws'): Limits {
  if (option === 'aws') return awsLimits;
  if (option === 'none') return resolveLimits(noLimits);
  if (typeof option !== 'object' || option === null) throw invalidLimits(option);
  const given = Object.entries(option).filter(([, value]) => value !== undefined);
  return Object.assign({}, awsLimits, ...given.map(([name, value]) => resolveLimit(name, value))) as Limits;
}

/**
 * Reads limits as the command line and `LOCAL_AWS_LIMITS` write them: `aws`, `none`, or `name=value,…`, in front
 * of which either word may stand.
 *
 * @throws LocalAwsError `InvalidOption`
 * @example parseLimits('none,readCallsPerSecond=5') // that limit alone
 */
export function parseLimits(text: string): LimitsOption {
  const [first = '', ...rest] = text.split(',').map((part) => part.trim());
  if (first === 'aws' || first === 'none') {
    if (rest.length === 0) return first;
    return { ...(first === 'none' ? noLimits : {}), ...parsePairs(rest) };
  }
  return parsePairs([first, ...rest]);
}

/** Writes limits as {@link parseLimits} reads them. */
export const formatLimits = (option: LimitsOption): string =>
  typeof option === 'string'
    ? option
    : Object.entries(option)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}=${value}`)
        .join(',') || 'aws';

function parsePairs(parts: readonly string[]): Exclude<LimitsOption, string> {
  const pairs = parts.map((part) => {
    const [name = '', value, ...more] = part.split('=');
    if (value === undefined || more.length > 0) throw invalidLimits(part);
    const isWord = value === 'aws' || value === 'none';
    return [name.trim(), isWord ? value : Number(value || Number.NaN)] as const;
  });
  const option = Object.fromEntries(pairs);
  resolveLimits(option);
  return option;
}

function resolveLimit(name: string, value: unknown): Partial<Limits> {
  if (!isLimitName(name))
    throw new LocalAwsError(
      'InvalidOption',
      `There is no limit ${JSON.stringify(name)}. There are: ${limitNames.join(', ')}.`,
    );
  if (value === 'none') return { [name]: Number.POSITIVE_INFINITY };
  if (value === 'aws') return { [name]: awsLimits[name] };
  if (typeof value === 'number' && value > 0) return { [name]: value };
  throw new LocalAwsError(
    'InvalidOption',
    `The limit ${name} must be a number above 0, 'none' or 'aws'; it was ${String(value)}.`,
  );
}

const isLimitName = (name: string): name is LimitName => Object.hasOwn(awsLimits, name);

const invalidLimits = (given: unknown) =>
  new LocalAwsError(
    'InvalidOption',
    `limits must be 'aws', 'none' or limits by name, e.g. readCallsPerSecond=5; it was ${JSON.stringify(given)}. ` +
      `The names are: ${limitNames.join(', ')}.`,
  );
