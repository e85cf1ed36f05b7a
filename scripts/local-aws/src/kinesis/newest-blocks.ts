/** A block as it lies on disk, and whether it does already. */
export interface NewestBlock {
  /** The sequence number of its first record. */
  readonly number: string;
  readonly bytes: Buffer;
  isWritten: boolean;
}

/** The last blocks of a shard, without a gap. */
interface Tail {
  readonly blocks: NewestBlock[];
  bytes: number;
}

const maxBlocksOfShard = 512;
const maxBytesOfShard = 1024 ** 2;
/** What a block costs beside its bytes. */
const overheadBytes = 200;

/**
 * What was put last, shard by shard: readers at the end of a shard, which most are, need not wait for the disk, where
 * other streams are read and written too. Of the shards that are put to, those that were longest not put to give way.
 */
export class NewestBlocks {
  readonly #maxBytes: number;
  /** In the order in which they were last put to. */
  readonly #tails = new Map<string, Tail>();
  #bytes = 0;

  /** @param maxBytes of all shards together; 0 keeps nothing */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Keeps the next block of a shard, which readers get once `isWritten` is set. */
  add(shardKey: string, number: string, bytes: Buffer): NewestBlock {
    const block: NewestBlock = { number, bytes, isWritten: false };
    const tail = this.#tails.get(shardKey) ?? { blocks: [], bytes: 0 };
    this.#tails.delete(shardKey);
    this.#tails.set(shardKey, tail);
    tail.blocks.push(block);
    this.#count(tail, sizeOf(block));
    while (tail.blocks.length > maxBlocksOfShard || tail.bytes > maxBytesOfShard) this.#dropFirst(tail);
    for (const oldest of this.#tails.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.forget(oldest);
    }
    return block;
  }

  /** The shard's blocks from the one on in which `from` is; undefined where that one is not kept. */
  since(shardKey: string, from: string): readonly NewestBlock[] | undefined {
    const blocks = this.#tails.get(shardKey)?.blocks ?? [];
    const first = blocks.findLastIndex(({ number }) => number <= from);
    return first === -1 ? undefined : blocks.slice(first);
  }

  /** Forgets the shard's blocks: it is gone, or what was put is not on disk. */
  forget(shardKey: string): void {
    this.#bytes -= this.#tails.get(shardKey)?.bytes ?? 0;
    this.#tails.delete(shardKey);
  }

  #dropFirst(tail: Tail): void {
    const dropped = tail.blocks.shift();
    if (dropped) this.#count(tail, -sizeOf(dropped));
  }

  #count(tail: Tail, bytes: number): void {
    tail.bytes += bytes;
    this.#bytes += bytes;
  }
}

const sizeOf = ({ bytes }: NewestBlock): number => bytes.length + overheadBytes;
