import { UpdateStreamMode$, type UpdateStreamModeInput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { countCall } from '../limits/daily-calls.js';
import { requireOnDemandQuota, requireShardQuota } from '../limits/quotas.js';
import { requireNoChannels } from '../model/channel.js';
import { openShards, requireActive, type Stream } from '../model/stream.js';
import { additionalShards, requireWarmThroughput } from '../model/warm-throughput.js';

type Input = Validated<UpdateStreamModeInput, 'StreamARN' | 'StreamModeDetails'>;

/**
 * The stream keeps its shards; warm throughput may add some. AWS does not say what becomes of the distribution of
 * records, which provisioned streams do not have: here it is the default again, also when the stream is switched back.
 */
export const updateStreamMode: Operation<Kinesis, Input, undefined> = {
  name: 'UpdateStreamMode',
  schema: UpdateStreamMode$,
  async handle({ streams, channels, queueCatalogue, accounts, limits, clock }, input, context) {
    const stream = streams.get(input, context);
    requireActive(stream);
    const mode = input.StreamModeDetails.StreamMode ?? stream.mode;
    const warmThroughputMiBps = input.WarmThroughputMiBps;
    requireWarmThroughput({ mode, warmThroughputMiBps }, accounts.isCommitted(stream));
    if (mode === stream.mode) return;
    requireNoChannels(stream, channels.of(stream));
    if (mode === 'PROVISIONED') requireNoQueues(stream, queueCatalogue.ofStream(stream).length);
    const added = warmThroughputMiBps === undefined ? 0 : additionalShards(stream, warmThroughputMiBps);
    const own = streams.list(stream);
    requireShardQuota(own, added, stream, limits);
    if (mode === 'ON_DEMAND') requireOnDemandQuota(own, limits);
    const counted = countCall(stream, 'UpdateStreamMode', limits.modeSwitchesPerDay, clock.now());
    const settings = {
      mode,
      recordDistributionStrategy: undefined,
      ...(warmThroughputMiBps !== undefined && { warmThroughputMiBps }),
    };
    await streams.update(counted, settings, openShards(stream).length + added);
  },
};

/** Queues work on on-demand streams alone (UpdateStreamMode in AWS's API reference, which names no error for it). */
function requireNoQueues({ name, accountId }: Stream, count: number): void {
  if (count === 0) return;
  throw new AwsError(
    'ResourceInUseException',
    `Stream ${name} under account ${accountId} has ${count} queues. Delete them first, with DeleteQueue.`,
  );
}
