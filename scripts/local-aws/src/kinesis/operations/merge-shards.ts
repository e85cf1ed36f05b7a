import { MergeShards$, type MergeShardsInput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { shardIdOf } from '../model/shard.js';
import { requireActive, requireOpenShard, requireProvisioned } from '../model/stream.js';

type Input = Validated<MergeShardsInput, 'ShardToMerge' | 'AdjacentShardToMerge'>;

/** Takes effect when the stream becomes ACTIVE again; until then records go to the parents. */
export const mergeShards: Operation<Kinesis, Input, undefined> = {
  name: 'MergeShards',
  schema: MergeShards$,
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    requireActive(stream);
    requireProvisioned(stream);
    const lower = requireOpenShard(stream, input.ShardToMerge);
    const upper = requireOpenShard(stream, input.AdjacentShardToMerge);
    // AWS takes the pair in this order only: the lower neighbour first.
    if (lower.range.end + 1n !== upper.range.start)
      throw new AwsError(
        'InvalidArgumentException',
        `Shards ${shardIdOf(lower.index)} and ${shardIdOf(upper.index)} in stream ${stream.name} under account ${stream.accountId} are not an adjacent pair of shards eligible for merging`,
      );
    await streams.begin(stream, 'UPDATING', { kind: 'merge', lower: lower.index, upper: upper.index });
  },
};
