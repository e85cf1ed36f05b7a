import type { Shard } from '../model/shard.js';

/** What a shard took in a second, averaged over the time in which it was watched. */
export interface ShardTraffic {
  readonly shard: Shard;
  readonly bytesPerSecond: number;
  readonly recordsPerSecond: number;
}

/** A shard that takes more is split: docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html, "hot shards". */
const hotBytesPerSecond = 500 * 1024;

/** What one shard can take in a second. */
const shardBytes = 1024 * 1024;
const shardRecords = 1000;

/**
 * The shards of an on-demand stream that are to be split: those that are hot, and as many of the busiest as it takes
 * for the stream to have room for double the traffic. Each is split once, so that a stream doubles at most.
 *
 * @param traffic of all open shards
 * @param ceiling how many shards the stream may have
 * @returns their indexes, the busiest first
 */
export function planGrowth(traffic: readonly ShardTraffic[], ceiling: number): number[] {
  const bytes = sum(traffic, ({ bytesPerSecond }) => bytesPerSecond);
  const records = sum(traffic, ({ recordsPerSecond }) => recordsPerSecond);
  const needed = Math.ceil(2 * Math.max(bytes / shardBytes, records / shardRecords));
  const hot = traffic.filter(({ bytesPerSecond }) => bytesPerSecond > hotBytesPerSecond).length;
  const splits = Math.min(Math.max(hot, needed - traffic.length), ceiling - traffic.length);
  return traffic
    .filter(({ shard: { range } }) => range.end - range.start > 2n)
    .sort((a, b) => b.bytesPerSecond - a.bytesPerSecond || b.recordsPerSecond - a.recordsPerSecond)
    .slice(0, Math.max(0, splits))
    .map(({ shard }) => shard.index);
}

const sum = (traffic: readonly ShardTraffic[], of: (each: ShardTraffic) => number): number =>
  traffic.reduce((total, each) => total + of(each), 0);
