import { AwsError } from '../../errors.js';
import type { Caller } from '../kinesis-api.js';
import { openShards, type Stream } from './stream.js';

/** Open shards of one account in one region: AWS's default in its largest regions. */
export const shardLimit = 20_000;

/** The shards that the streams have open, those included that are about to be. */
export function countOpenShards(streams: readonly Stream[]): number {
  return streams.reduce((count, stream) => {
    const { transition } = stream;
    return count + openShards(stream).length + (transition?.kind === 'create' ? transition.shardCount : 0);
  }, 0);
}

/** @throws AwsError `LimitExceededException` when `additional` more would be too many */
export function requireShardQuota(streams: readonly Stream[], additional: number, caller: Caller): void {
  const count = countOpenShards(streams);
  if (count + additional <= shardLimit) return;
  throw new AwsError(
    'LimitExceededException',
    `This request would exceed the shard limit for the account ${caller.accountId} in ${caller.region}. ` +
      `Current shard count for the account: ${count}. Limit: ${shardLimit}. ` +
      `Number of additional shards that would have resulted from this request: ${additional}. ` +
      'Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) ' +
      'for current limits and how to request higher limits.',
  );
}
