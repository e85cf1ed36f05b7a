import type { WarmThroughputObject } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import { openShards, type Stream } from './stream.js';

/** AWS starts an on-demand stream with 4 MB/s of write capacity: four shards. */
export const onDemandShards = 4;

/** 10 GiB/s. */
const maxMiBps = 10_240;

/** How many shards take that much: each takes 1 MiB/s. */
export const shardsFor = (warmThroughputMiBps: number | undefined): number =>
  Math.max(onDemandShards, Math.ceil(warmThroughputMiBps ?? 0));

/** Undefined where warm throughput was never asked for. */
export function wireWarmThroughput({
  warmThroughputMiBps,
  transition,
}: Stream): WarmThroughputObject | undefined {
  const planned = transition?.kind === 'update' ? transition.settings.warmThroughputMiBps : undefined;
  const target = planned ?? warmThroughputMiBps;
  return target === undefined ? undefined : { TargetMiBps: target, CurrentMiBps: warmThroughputMiBps ?? 0 };
}

/** How many shards more a stream has to have for it. */
export const additionalShards = (stream: Stream, warmThroughputMiBps: number | undefined): number =>
  Math.max(0, shardsFor(warmThroughputMiBps) - openShards(stream).length);

/**
 * Warm throughput is for on-demand streams of accounts with a minimum throughput billing commitment.
 *
 * @throws AwsError `ValidationException` or `LimitExceededException`
 */
export function requireWarmThroughput(
  request: { readonly mode: Stream['mode']; readonly warmThroughputMiBps: number | undefined },
  isCommitted: boolean,
): void {
  const { mode, warmThroughputMiBps } = request;
  if (warmThroughputMiBps === undefined) return;
  if (mode !== 'ON_DEMAND')
    throw new AwsError(
      'ValidationException',
      'WarmThroughputMiBps is for streams in the ON_DEMAND mode only.',
    );
  if (!isCommitted)
    throw new AwsError(
      'ValidationException',
      'WarmThroughputMiBps needs MinimumThroughputBillingCommitment to be enabled for the account, with UpdateAccountSettings.',
    );
  if (warmThroughputMiBps > maxMiBps)
    throw new AwsError(
      'LimitExceededException',
      `WarmThroughputMiBps can be ${maxMiBps} at most for a stream; it was ${warmThroughputMiBps}.`,
    );
}
