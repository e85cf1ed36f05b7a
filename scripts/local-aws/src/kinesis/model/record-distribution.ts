import type { RecordDistributionStrategy, StreamMode } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Stream } from './stream.js';

/** As descriptions show it: only on-demand streams have one. */
export const wireRecordDistribution = ({
  mode,
  recordDistributionStrategy = 'USER_PARTITION_KEY',
}: Stream): { readonly RecordDistributionStrategy?: RecordDistributionStrategy } =>
  mode === 'ON_DEMAND' ? { RecordDistributionStrategy: recordDistributionStrategy } : {};

/** Whether the service chooses the shards, and partition keys may be left out. */
export const isAuto = ({ recordDistributionStrategy }: Stream): boolean =>
  recordDistributionStrategy === 'AUTO';

/**
 * @throws AwsError `InvalidArgumentException`, as UpdateStreamRecordDistributionStrategy's page in the API reference
 *   says; it gives no text
 */
export function requireDistributable(
  mode: StreamMode,
  strategy: RecordDistributionStrategy | undefined,
): void {
  if (strategy === undefined || mode === 'ON_DEMAND') return;
  throw new AwsError(
    'InvalidArgumentException',
    `RecordDistributionStrategy ${strategy} is for streams in the ON_DEMAND mode only.`,
  );
}
