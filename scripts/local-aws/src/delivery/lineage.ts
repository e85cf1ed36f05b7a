/** A shard, as far as the order in which shards are read goes. */
export interface Lineage {
  readonly id: string;
  /** The shards that it was split or merged from. */
  readonly parents: readonly string[];
}

/** Where a reader is with a shard: its parents come first, and then its children. */
export type ShardState = 'waiting' | 'reading' | 'done';

/** The shards that split or merge out of `known` shards, directly or over others, and are not known yet. */
export function descendantsOf(known: ReadonlySet<string>, shards: readonly Lineage[]): string[] {
  const found = new Set<string>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { id, parents } of shards) {
      if (!known.has(id) && parents.some((parent) => known.has(parent) || found.has(parent))) found.add(id);
    }
  }
  return [...found];
}

/** The waiting shards all of whose parents are read to their end, or were never read. */
export function readyShards(states: ReadonlyMap<string, ShardState>, shards: readonly Lineage[]): string[] {
  const parentsOf = new Map(shards.map(({ id, parents }) => [id, parents]));
  const isOver = (id: string) => (states.get(id) ?? 'done') === 'done';
  return [...states]
    .filter(([id, state]) => state === 'waiting' && (parentsOf.get(id) ?? []).every(isOver))
    .map(([id]) => id);
}
