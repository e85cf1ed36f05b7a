import type { ReadLimits, ReadResult, StoredRecord } from '../block-reader.js';
import { justAfter } from '../model/sequence-number.js';
import { type Shard, startingSequenceNumber } from '../model/shard.js';
import type { Stream } from '../model/stream.js';
import type { RecordLog } from '../record-log.js';

export interface FreshRecord {
  readonly shardIndex: number;
  readonly record: StoredRecord;
}

/** Tells of records that were put, and of the position that was reached in each shard. */
export interface FreshRecordsOptions {
  readonly records: RecordLog;
  /** Where to read on, by shard; a shard that is not here is read from its beginning. */
  readonly positions: Map<number, string>;
  /** Called when there may be more. */
  readonly onNews: () => void;
}

/**
 * The records of a stream that a queue has never given out: all its shards, parents and children alike, since a
 * queue promises no order. Only shards that have had news since they were last read to their tip are looked at.
 */
export class FreshRecords {
  readonly #options: FreshRecordsOptions;
  readonly #shards = new Map<number, Shard>();
  readonly #unfollow = new Map<number, () => void>();
  /** In the order in which they are to be read: each goes to the end when its turn is over. */
  readonly #withNews = new Set<number>();
  #stream: Stream | undefined;

  constructor(options: FreshRecordsOptions) {
    this.#options = options;
  }

  /**
   * Up to so many records and bytes, from as many shards as that takes.
   *
   * @param onMove told where a shard is to be read on, once for each shard that gave records
   */
  async take(
    stream: Stream,
    { maxRecords, maxBytes }: ReadLimits,
    onMove: (shardIndex: number, position: string) => void,
  ): Promise<FreshRecord[]> {
    this.#follow(stream);
    const taken: FreshRecord[] = [];
    let bytes = 0;
    // A shard that is put back meanwhile has its turn again, after the others.
    for (const index of this.#withNews) {
      if (taken.length >= maxRecords || bytes >= maxBytes) break;
      const shard = this.#shards.get(index);
      this.#withNews.delete(index);
      if (!shard) continue;
      const room = { maxRecords: maxRecords - taken.length, maxBytes: maxBytes - bytes };
      const read = await this.#read(stream, shard, room);
      const last = read.records.at(-1);
      // One that is due to be put tells of itself when it is on disk.
      if (!last) continue;
      const isTooLarge = taken.length > 0 && read.bytes > room.maxBytes;
      if (isTooLarge || !read.atTip) this.#withNews.add(index);
      // It is read all the same, and left for the next answer here.
      if (isTooLarge) break;
      const position = justAfter(last.sequenceNumber);
      this.#options.positions.set(index, position);
      onMove(index, position);
      bytes += read.bytes;
      for (const record of read.records) taken.push({ shardIndex: index, record });
    }
    return taken;
  }

  /** Forgets the shards that retention has let go of; gives their indexes. */
  dropGone(stream: Stream): number[] {
    const { positions } = this.#options;
    const gone = [...positions.keys()].filter((each) => !stream.shards.some(({ index }) => index === each));
    for (const index of gone) positions.delete(index);
    return gone;
  }

  close(): void {
    for (const unfollow of this.#unfollow.values()) unfollow();
    this.#unfollow.clear();
  }

  /** The rest of a block that was begun needs no more than that block; only then is it asked what comes behind. */
  async #read(stream: Stream, shard: Shard, room: ReadLimits): Promise<ReadResult> {
    const { records, positions } = this.#options;
    const position = positions.get(shard.index) ?? startingSequenceNumber(shard);
    const rest = await records.readWithinBlock(stream, shard, position, room);
    return rest.records.length > 0 ? { ...rest, atTip: false } : records.read(stream, shard, position, room);
  }

  /** Takes notice of shards that have come, closed or gone. */
  #follow(stream: Stream): void {
    if (stream === this.#stream) return;
    this.#stream = stream;
    this.#shards.clear();
    for (const shard of stream.shards) {
      this.#shards.set(shard.index, shard);
      if (this.#unfollow.has(shard.index)) continue;
      this.#unfollow.set(shard.index, this.#followShard(stream, shard));
      this.#withNews.add(shard.index);
    }
    // A closed shard is followed on: a put that came before the split may reach the disk after it.
    for (const [index, unfollow] of this.#unfollow) {
      if (this.#shards.has(index)) continue;
      unfollow();
      this.#unfollow.delete(index);
    }
  }

  #followShard(stream: Stream, shard: Shard): () => void {
    return this.#options.records.follow(stream, shard, () => {
      this.#withNews.add(shard.index);
      this.#options.onNews();
    });
  }
}
