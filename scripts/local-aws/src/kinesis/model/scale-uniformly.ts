import { evenRanges } from './hash-range.js';
import { merge, split } from './reshard.js';
import type { Shard } from './shard.js';
import { openShards, type Stream } from './stream.js';

/**
 * Brings the stream to `count` open shards of equal width, as UpdateShardCount does: from the lowest hash key up, a
 * shard that reaches over the end of a target range is split there, and what lies within the range is merged. Seen
 * on AWS from 4 to 3: shard 1 is split, 0 and 4 are merged, 2 is split, 5 and 7 are merged, 8 and 3 are merged, and
 * 6, 9 and 10 are left (risingwave issue 9961).
 */
export function scaleUniformly(stream: Stream, count: number, nowMs: number): Stream {
  // Widths are rounded down, so that the same boundary can differ by a little from one count to another.
  const tolerance = ((1n << 128n) / BigInt(count)) >> 40n;
  const waiting = [...openShards(stream)].sort((a, b) => (a.range.start < b.range.start ? 1 : -1));
  let scaled = stream;
  for (const { end } of evenRanges(count)) {
    let whole: Shard | undefined;
    while (!whole || end - whole.range.end > tolerance) {
      let part = waiting.pop();
      if (!part) return scaled;
      if (part.range.end - end > tolerance) {
        scaled = split(scaled, part, end + 1n, nowMs);
        const [lower, upper] = scaled.shards.slice(-2);
        if (!lower || !upper) return scaled;
        waiting.push(upper);
        part = lower;
      }
      if (whole) {
        scaled = merge(scaled, whole, part, nowMs);
        part = scaled.shards.at(-1);
      }
      whole = part;
      if (!whole) return scaled;
    }
  }
  return scaled;
}
