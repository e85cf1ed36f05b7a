import { evenRanges } from './hash-range.js';
import { addShards, merge, split } from './reshard.js';
import { scaleUniformly } from './scale-uniformly.js';
import { openShards, type Stream } from './stream.js';

/** The stream after its transition; undefined when that was its deletion. */
export function completeTransition({ transition, ...stream }: Stream, nowMs: number): Stream | undefined {
  const active: Stream = { ...stream, status: 'ACTIVE' };
  const open = (index: number) => openShards(active).find((shard) => shard.index === index);
  switch (transition?.kind) {
    case 'delete':
      return undefined;
    case 'create':
      return addShards(active, evenRanges(transition.shardCount), [], nowMs);
    case 'split': {
      const parent = open(transition.shard);
      return parent ? split(active, parent, transition.newStartingHashKey, nowMs) : active;
    }
    case 'merge': {
      const [lower, upper] = [open(transition.lower), open(transition.upper)];
      return lower && upper ? merge(active, lower, upper, nowMs) : active;
    }
    case 'update': {
      const updated = { ...active, ...transition.settings };
      return transition.shardCount === undefined
        ? updated
        : scaleUniformly(updated, transition.shardCount, nowMs);
    }
    case 'grow':
      return transition.shards.reduce((grown, index) => splitInHalf(grown, index, nowMs), active);
    case undefined:
      return active;
  }
}

function splitInHalf(stream: Stream, index: number, nowMs: number): Stream {
  const shard = openShards(stream).find((candidate) => candidate.index === index);
  return shard ? split(stream, shard, (shard.range.start + shard.range.end) / 2n + 1n, nowMs) : stream;
}
