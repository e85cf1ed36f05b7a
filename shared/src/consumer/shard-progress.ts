import type { Shard } from '@aws-sdk/client-kinesis';
import { isOpen } from '../stream';
import type { ShardPosition, StartingPosition } from './position';

/** How far each shard of a stream has been read, and which of them may be read now. */
export class ShardProgress {
  readonly #positions = new Map<string, ShardPosition>();
  readonly #shards = new Map<string, Shard>();

  /** @param shards all of the stream's, closed ones included. */
  constructor(
    shards: readonly Shard[],
    start: StartingPosition,
    saved: Readonly<Record<string, ShardPosition>>,
  ) {
    for (const shard of shards) {
      const id = String(shard.ShardId);
      this.#shards.set(id, shard);
      this.#positions.set(id, startOf(shard, start, saved[id]));
    }
  }

  /** Shards not read to their end whose parents are. Parents come first, or a key's records would change order. */
  get readable(): string[] {
    return [...this.#shards.values()]
      .filter(
        (shard) => !this.#isDone(shard.ShardId) && parentsOf(shard).every((parent) => this.#isDone(parent)),
      )
      .map((shard) => String(shard.ShardId));
  }

  position(shardId: string): ShardPosition {
    return this.#positions.get(shardId) ?? { at: 'TRIM_HORIZON' };
  }

  advance(shardId: string, position: ShardPosition): void {
    this.#positions.set(shardId, position);
  }

  /** A closed shard is read out. What followed it, if the listing did not know it yet, is read from its start. */
  end(shardId: string, children: readonly Shard[]): void {
    this.advance(shardId, { at: 'SHARD_END' });
    for (const child of children) {
      const id = String(child.ShardId);
      if (this.#shards.has(id)) continue;
      this.#shards.set(id, child);
      this.#positions.set(id, { at: 'TRIM_HORIZON' });
    }
  }

  toJSON(): Record<string, ShardPosition> {
    return Object.fromEntries(this.#positions);
  }

  /** A parent that is no longer listed has expired: its records are gone, and nothing is left to wait for. */
  #isDone(shardId: string | undefined): boolean {
    if (!shardId || !this.#shards.has(shardId)) return true;
    return this.position(shardId).at === 'SHARD_END';
  }
}

function startOf(shard: Shard, start: StartingPosition, saved: ShardPosition | undefined): ShardPosition {
  switch (start.type) {
    case 'CHECKPOINT':
      return saved ?? { at: 'TRIM_HORIZON' };
    case 'LATEST':
      return isOpen(shard) ? { at: 'LATEST' } : { at: 'SHARD_END' };
    case 'AT_TIMESTAMP':
      return { at: 'TIMESTAMP', timestamp: start.timestamp.getTime() };
    case 'TRIM_HORIZON':
      return { at: 'TRIM_HORIZON' };
  }
}

function parentsOf({ ParentShardId, AdjacentParentShardId }: Shard): string[] {
  return [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined);
}
