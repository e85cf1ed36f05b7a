import type { HashKeyRange } from './hash-range.js';
import type { Shard } from './shard.js';
import type { Stream } from './stream.js';

/** Divides an open shard; the lower child comes first. */
export function split(stream: Stream, parent: Shard, newStartingHashKey: bigint, nowMs: number): Stream {
  const { start, end } = parent.range;
  const ranges = [
    { start, end: newStartingHashKey - 1n },
    { start: newStartingHashKey, end },
  ];
  return addShards(stream, ranges, [parent], nowMs);
}

/** Unites two open shards whose ranges are neighbours. */
export const merge = (stream: Stream, lower: Shard, upper: Shard, nowMs: number): Stream =>
  addShards(stream, [{ start: lower.range.start, end: upper.range.end }], [lower, upper], nowMs);

/** Closes the parents and opens a shard for each range. */
export function addShards(
  stream: Stream,
  ranges: readonly HashKeyRange[],
  parents: readonly Shard[],
  nowMs: number,
): Stream {
  const second = Math.max(Math.floor(nowMs / 1000), ...parents.map(({ createdSecond }) => createdSecond + 1));
  const children = ranges.map(
    (range, offset): Shard => ({
      index: stream.nextShardIndex + offset,
      range,
      parents: parents.map(({ index }) => index),
      createdAtMs: nowMs,
      createdSecond: second,
    }),
  );
  const kept = stream.shards.map((shard) =>
    parents.includes(shard) ? { ...shard, closedAtMs: nowMs } : shard,
  );
  return {
    ...stream,
    shards: [...kept, ...children],
    nextShardIndex: stream.nextShardIndex + children.length,
  };
}
