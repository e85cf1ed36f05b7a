import { CreateStream$, type CreateStreamInput, type StreamMode } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireShardQuota, requireStreamQuotas } from '../limits/quotas.js';
import { requireDistributable } from '../model/record-distribution.js';
import { addTags } from '../model/tags.js';
import { requireWarmThroughput, shardsFor } from '../model/warm-throughput.js';

export const createStream: Operation<Kinesis, Validated<CreateStreamInput, 'StreamName'>, undefined> = {
  name: 'CreateStream',
  schema: CreateStream$,
  async handle({ streams, accounts, limits }, input, context) {
    const mode = modeOf(input);
    const name = input.StreamName;
    const warmThroughputMiBps = input.WarmThroughputMiBps;
    const recordDistributionStrategy = input.RecordDistributionStrategy;
    requireDistributable(mode, recordDistributionStrategy);
    requireWarmThroughput({ mode, warmThroughputMiBps }, accounts.isCommitted(context));
    const shardCount =
      mode === 'ON_DEMAND' ? shardsFor(warmThroughputMiBps) : Math.trunc(input.ShardCount ?? 0);
    const own = streams.list(context);
    requireStreamQuotas(own, mode, limits);
    requireShardQuota(own, shardCount, context, limits);
    await streams.create(
      {
        name,
        mode,
        shardCount,
        maxRecordBytes: (input.MaxRecordSizeInKiB ?? 1024) * 1024,
        tags: addTags({}, input.Tags ?? {}, `stream ${name} under account ${context.accountId}`),
        ...(warmThroughputMiBps !== undefined && { warmThroughputMiBps }),
        recordDistributionStrategy,
      },
      context,
    );
  },
};

/** Without a mode, a shard count means provisioned, and nothing means on-demand. */
function modeOf({ StreamModeDetails, ShardCount }: CreateStreamInput): StreamMode {
  const mode = StreamModeDetails?.StreamMode ?? (ShardCount === undefined ? 'ON_DEMAND' : 'PROVISIONED');
  if (mode === 'PROVISIONED' && ShardCount === undefined)
    throw new AwsError(
      'ValidationException',
      'ShardCount must be given for a stream in the PROVISIONED mode.',
    );
  if (mode === 'ON_DEMAND' && ShardCount !== undefined)
    throw new AwsError(
      'ValidationException',
      'ShardCount must not be given for a stream in the ON_DEMAND mode.',
    );
  return mode;
}
