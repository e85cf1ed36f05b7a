import type { Shard as WireShard } from '@aws-sdk/client-kinesis';
import type { HashKeyRange } from './hash-range.js';
import { closingCounter, formatSequenceNumber } from './sequence-number.js';

export interface Shard {
  /** Counts a stream's shards from 0, never used again. */
  readonly index: number;
  readonly range: HashKeyRange;
  /** Indexes of the shards that this one came from; two after a merge. */
  readonly parents: readonly number[];
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** Goes into every sequence number; above the parents' own, whatever the clock says. */
  readonly createdSecond: number;
  /** Set when a split or a merge closed it; milliseconds since the epoch. */
  readonly closedAtMs?: number;
}

export const shardIdOf = (index: number): string => `shardId-${String(index).padStart(12, '0')}`;

/** AWS takes any prefix, and none: `shardId-000000000003`, `x-3` and `3` are one shard. */
export function shardIndexOf(shardId: string): number | undefined {
  const digits = shardId.split('-')[1] || shardId;
  const index = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  return index <= 0x7fffffff ? index : undefined;
}

export const isOpen = (shard: Shard): boolean => shard.closedAtMs === undefined;

export const startingSequenceNumber = ({ createdSecond, index }: Shard): string =>
  formatSequenceNumber({
    shardCreatedSecond: createdSecond,
    shardIndex: index,
    counter: 0n,
    second: createdSecond,
  });

/** The number that closes a shard; an open one has none. */
export function endingSequenceNumber({ createdSecond, index, closedAtMs }: Shard): string | undefined {
  if (closedAtMs === undefined) return undefined;
  const second = Math.max(Math.floor(closedAtMs / 1000), createdSecond);
  return formatSequenceNumber({
    shardCreatedSecond: createdSecond,
    shardIndex: index,
    counter: closingCounter,
    second,
  });
}

export const wireRange = ({ start, end }: HashKeyRange) => ({
  StartingHashKey: start.toString(),
  EndingHashKey: end.toString(),
});

/** A shard as DescribeStream and ListShards show it; an open one has no ending number. */
export function toWireShard(shard: Shard): WireShard {
  const [parent, adjacent] = shard.parents;
  const ending = endingSequenceNumber(shard);
  return {
    ShardId: shardIdOf(shard.index),
    ...(parent === undefined ? {} : { ParentShardId: shardIdOf(parent) }),
    ...(adjacent === undefined ? {} : { AdjacentParentShardId: shardIdOf(adjacent) }),
    HashKeyRange: wireRange(shard.range),
    SequenceNumberRange: {
      StartingSequenceNumber: startingSequenceNumber(shard),
      ...(ending === undefined ? {} : { EndingSequenceNumber: ending }),
    },
  };
}
