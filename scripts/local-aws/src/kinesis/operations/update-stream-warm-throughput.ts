import {
  UpdateStreamWarmThroughput$,
  type UpdateStreamWarmThroughputInput,
  type UpdateStreamWarmThroughputOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireShardQuota } from '../limits/quotas.js';
import { requireActive, streamArn } from '../model/stream.js';
import {
  additionalShards,
  requireWarmThroughput,
  shardsFor,
  wireWarmThroughput,
} from '../model/warm-throughput.js';

type Input = Validated<UpdateStreamWarmThroughputInput, 'WarmThroughputMiBps'>;

/** Gives the stream the shards that take as much, or takes those away that are too many. */
export const updateStreamWarmThroughput: Operation<Kinesis, Input, UpdateStreamWarmThroughputOutput> = {
  name: 'UpdateStreamWarmThroughput',
  schema: UpdateStreamWarmThroughput$,
  async handle({ streams, accounts, limits }, input, context) {
    const stream = streams.get(input, context);
    const warmThroughputMiBps = input.WarmThroughputMiBps;
    requireActive(stream);
    requireWarmThroughput({ mode: stream.mode, warmThroughputMiBps }, accounts.isCommitted(stream));
    requireShardQuota(streams.list(stream), additionalShards(stream, warmThroughputMiBps), stream, limits);
    const updating = await streams.update(stream, { warmThroughputMiBps }, shardsFor(warmThroughputMiBps));
    return {
      StreamName: stream.name,
      StreamARN: streamArn(stream),
      WarmThroughput: wireWarmThroughput(updating),
    };
  },
};
