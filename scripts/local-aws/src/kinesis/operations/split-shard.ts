import { SplitShard$, type SplitShardInput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireShardQuota } from '../limits/quotas.js';
import { shardIdOf } from '../model/shard.js';
import { requireActive, requireOpenShard, requireProvisioned } from '../model/stream.js';

type Input = Validated<SplitShardInput, 'ShardToSplit' | 'NewStartingHashKey'>;

/** Takes effect when the stream becomes ACTIVE again; until then records go to the parent. */
export const splitShard: Operation<Kinesis, Input, undefined> = {
  name: 'SplitShard',
  schema: SplitShard$,
  async handle({ streams, limits }, input, context) {
    const stream = streams.get(input, context);
    requireActive(stream);
    requireProvisioned(stream);
    const shard = requireOpenShard(stream, input.ShardToSplit);
    requireShardQuota(streams.list(context), 1, context, limits);
    const newStartingHashKey = BigInt(input.NewStartingHashKey);
    const { start, end } = shard.range;
    if (newStartingHashKey <= start + 1n || newStartingHashKey >= end)
      throw new AwsError(
        'InvalidArgumentException',
        `NewStartingHashKey ${newStartingHashKey} used in SplitShard() on shard ${shardIdOf(shard.index)} in stream ${stream.name} under account ${stream.accountId} ` +
          `is not both greater than one plus the shard's StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`,
      );
    await streams.begin(stream, 'UPDATING', { kind: 'split', shard: shard.index, newStartingHashKey });
  },
};
