import type { Shard } from '../model/shard.js';
import type { WriteThroughput } from '../model/write-peaks.js';

/** What a shard took while it was watched. */
export interface ShardTraffic extends WriteThroughput {
  readonly shard: Shard;
}

/** A shard that takes more is split: docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html, "hot shards". */
const hotBytesPerSecond = 500 * 1024;

/** What one shard can take in a second. */
const shardBytes = 1024 * 1024;
const shardRecords = 1000;

/**
 * The shards of an on-demand stream that are to be split: those that are hot, and as many of the busiest as it takes
 * for the stream to have room for double its peak. Each is split once, so that a stream doubles at most.
 *
 * @param traffic of all open shards
 * @param peak of the stream, in thirty days
 * @param ceiling how many shards the stream may have
 * @returns their indexes, the busiest first
 */
export function planGrowth(
  traffic: readonly ShardTraffic[],
  peak: WriteThroughput,
  ceiling: number,
): number[] {
  const needed = Math.ceil(
    2 * Math.max(peak.bytesPerSecond / shardBytes, peak.recordsPerSecond / shardRecords),
  );
  const hot = traffic.filter(({ bytesPerSecond }) => bytesPerSecond > hotBytesPerSecond).length;
  const splits = Math.min(Math.max(hot, needed - traffic.length), ceiling - traffic.length);
  return traffic
    .filter(({ shard: { range } }) => range.end - range.start > 2n)
    .sort((a, b) => b.bytesPerSecond - a.bytesPerSecond || b.recordsPerSecond - a.recordsPerSecond)
    .slice(0, Math.max(0, splits))
    .map(({ shard }) => shard.index);
}
