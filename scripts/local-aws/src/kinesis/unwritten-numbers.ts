import type { Storage, Write } from '../storage/storage.js';
import { encodeUnwritten } from './record-block.js';

/** Numbers that were given to the records of one block. */
export interface TakenNumbers {
  /** Under which the block is stored. */
  readonly key: string;
  readonly count: number;
  readonly arrivalMs: number;
}

/**
 * The numbers of records that could not be written, as where the disk was full: on disk a block takes their place, so
 * that no number is left out in a shard. It is there at the latest with the next block that is written.
 */
export class UnwrittenNumbers {
  readonly #storage: Storage;
  readonly #collection: string;
  readonly #writes = new Set<Write>();

  constructor(storage: Storage, collection: string) {
    this.#storage = storage;
    this.#collection = collection;
  }

  /** Whether all of them have their block on disk. */
  get areKept(): boolean {
    return this.#writes.size === 0;
  }

  /** To be called as soon as a write has failed: what takes its place goes with the writes that wait for their turn. */
  add(taken: readonly TakenNumbers[]): void {
    for (const { key, count, arrivalMs } of taken)
      this.#writes.add({
        collection: this.#collection,
        key,
        roomAndBytes: encodeUnwritten(count, arrivalMs),
      });
    this.keep();
  }

  /** To be called right before blocks are written: a storage puts both on disk together, or neither. */
  keep(): void {
    if (this.areKept) return;
    const writes = [...this.#writes];
    const written = () => {
      for (const write of writes) this.#writes.delete(write);
    };
    // What fails is tried again with the next block.
    this.#storage.write(writes).then(written, () => {});
  }

  /** Forgets those of a stream, whose keys begin with `prefix`. */
  forget(prefix: string): void {
    for (const write of this.#writes) if (write.key.startsWith(prefix)) this.#writes.delete(write);
  }
}
