import type { Shard } from '@aws-sdk/client-kinesis';

/** Where a source is with a shard: its parents come first, and then its children. */
export type ShardState = 'waiting' | 'reading' | 'done';

/** The shards that split or merge out of `known` shards, directly or over others, and are not known yet. */
export function descendantsOf(known: ReadonlySet<string>, shards: readonly Shard[]): string[] {
  const found = new Set<string>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const shard of shards) {
      const id = shard.ShardId ?? '';
      if (!known.has(id) && parentsOf(shard).some((parent) => known.has(parent) || found.has(parent)))
        found.add(id);
    }
  }
  return [...found];
}

/** The waiting shards all of whose parents are read to their end, or were never read. */
export function readyShards(states: ReadonlyMap<string, ShardState>, shards: readonly Shard[]): string[] {
  const parents = new Map(shards.map((shard) => [shard.ShardId, parentsOf(shard)]));
  const isOver = (id: string) => (states.get(id) ?? 'done') === 'done';
  return [...states]
    .filter(([id, state]) => state === 'waiting' && (parents.get(id) ?? []).every(isOver))
    .map(([id]) => id);
}

function parentsOf(shard: Shard): string[] {
  return [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined);
}
