import type { Limits } from './limits.js';

/** Calls in a second, and of what: all of an account's in a region together, or those for one stream. */
export interface ControlPlaneRate {
  readonly perSecond: number;
  readonly scope: 'account' | 'stream';
}

const account = (perSecond: number): ControlPlaneRate => ({ perSecond, scope: 'account' });
const stream = (perSecond: number): ControlPlaneRate => ({ perSecond, scope: 'stream' });

/**
 * Each action's page in the API reference (docs.aws.amazon.com/kinesis/latest/APIReference) names its rate. Those
 * that are not here have none there: UpdateStreamMode, UpdateMaxRecordSize, enhanced monitoring, resource policies,
 * TagResource and its kin. Retention and encryption have theirs in the developer guide's table.
 */
const rates: Readonly<Record<string, ControlPlaneRate>> = {
  AddTagsToStream: account(5),
  CreateChannel: account(5),
  CreateStream: account(5),
  DecreaseStreamRetentionPeriod: account(5),
  DeleteChannel: account(5),
  DeleteStream: account(5),
  DeregisterStreamConsumer: stream(5),
  DescribeAccountSettings: account(5),
  DescribeChannel: account(5),
  DescribeLimits: account(1),
  DescribeStream: account(10),
  DescribeStreamConsumer: stream(20),
  DescribeStreamSummary: account(20),
  IncreaseStreamRetentionPeriod: account(5),
  ListChannels: account(5),
  // 100 in the guide of 2023, 1,000 in the API reference since.
  ListShards: stream(1000),
  ListStreamConsumers: stream(5),
  ListStreams: account(5),
  ListTagsForStream: account(5),
  MergeShards: account(5),
  RegisterStreamConsumer: account(5),
  RemoveTagsFromStream: account(5),
  SplitShard: account(5),
  UpdateAccountSettings: account(5),
  UpdateChannel: account(5),
  UpdateShardCount: account(10),
  UpdateStreamWarmThroughput: account(5),
};

/** The action's rate; undefined for those that have none. */
export function controlPlaneRate(
  action: string,
  { controlCallsPerSecond }: Limits,
): ControlPlaneRate | undefined {
  const rate = rates[action];
  if (!rate || controlCallsPerSecond === 'aws') return rate;
  return { ...rate, perSecond: controlCallsPerSecond };
}
