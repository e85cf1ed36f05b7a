import { evenRanges, type HashKeyRange } from './hash-range.js';
import type { Shard } from './shard.js';
import { openShards, type Stream } from './stream.js';

/** The stream after its transition; undefined when that was its deletion. */
export function completeTransition({ transition, ...stream }: Stream, nowMs: number): Stream | undefined {
  const active: Stream = { ...stream, status: 'ACTIVE' };
  switch (transition?.kind) {
    case 'delete':
      return undefined;
    case 'create':
      return addShards(active, evenRanges(transition.shardCount), [], nowMs);
    case 'split':
      return split(active, transition.shard, transition.newStartingHashKey, nowMs);
    case 'merge':
      return merge(active, transition.lower, transition.upper, nowMs);
    case 'grow':
      return transition.shards.reduce((grown, index) => splitInHalf(grown, index, nowMs), active);
    case undefined:
      return active;
  }
}

/** The lower child comes first. */
function split(stream: Stream, index: number, newStartingHashKey: bigint, nowMs: number): Stream {
  const [parent] = openShards(stream).filter((shard) => shard.index === index);
  if (!parent) return stream;
  const { start, end } = parent.range;
  const ranges = [
    { start, end: newStartingHashKey - 1n },
    { start: newStartingHashKey, end },
  ];
  return addShards(stream, ranges, [parent], nowMs);
}

function splitInHalf(stream: Stream, index: number, nowMs: number): Stream {
  const range = openShards(stream).find((shard) => shard.index === index)?.range;
  return range ? split(stream, index, (range.start + range.end) / 2n + 1n, nowMs) : stream;
}

function merge(stream: Stream, lowerIndex: number, upperIndex: number, nowMs: number): Stream {
  const find = (index: number) => openShards(stream).find((shard) => shard.index === index);
  const lower = find(lowerIndex);
  const upper = find(upperIndex);
  if (!lower || !upper) return stream;
  return addShards(stream, [{ start: lower.range.start, end: upper.range.end }], [lower, upper], nowMs);
}

/** Closes the parents and opens a shard for each range. */
function addShards(
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
