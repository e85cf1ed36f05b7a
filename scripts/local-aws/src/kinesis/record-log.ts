import type { Clock } from '../clock.js';
import { LocalAwsError } from '../errors.js';
import { type Storage, sealBytes, type Write } from '../storage/storage.js';
import {
  BlockReader,
  type PartsResult,
  type ReadLimits,
  type ReadResult,
  recordsIn,
} from './block-reader.js';
import {
  formatSequenceNumber,
  parseSequenceNumber,
  sequenceStep,
  sequenceValue,
} from './model/sequence-number.js';
import { endingSequenceNumber, isOpen, type Shard, shardIdOf } from './model/shard.js';
import { type Stream, trimHorizon } from './model/stream.js';
import { type NewestBlock, NewestBlocks } from './newest-blocks.js';
import { decodeBlock, encodeBlock, type RecordBlock } from './record-block.js';
import { type TakenNumbers, UnwrittenNumbers } from './unwritten-numbers.js';

/** A record to be appended to a shard. */
export interface NewRecord {
  readonly shard: Shard;
  /** Empty where none was given, which AUTO record distribution allows: a key has a character at least. */
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** Where a shard's next record goes. */
interface Cursor {
  counter: bigint;
  lastArrivalMs: number;
  /** Of the last record that this process put; none before the first. */
  lastNumber?: string | undefined;
  /** Puts whose records have numbers but are not on disk yet. */
  pendingPuts: number;
}

const collection = 'records';

const defaultNewestBytes = 4 * 1024 ** 2;

/** The records of all shards, on disk: appended to, read in order, trimmed from the front. */
export class RecordLog {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #cursors = new Map<string, Cursor>();
  readonly #followers = new Map<string, Set<() => void>>();
  readonly #newest: NewestBlocks;
  readonly #unwritten: UnwrittenNumbers;

  /** @param options `newestBytes`: how much of what was put last is kept in memory too, default 4 MiB */
  constructor(storage: Storage, clock: Clock, options: { readonly newestBytes?: number } = {}) {
    this.#storage = storage;
    this.#clock = clock;
    this.#newest = new NewestBlocks(options.newestBytes ?? defaultNewestBytes);
    this.#unwritten = new UnwrittenNumbers(storage, collection);
  }

  /** Finds where the stream's open shards were left. To be called once for each stream, before it is put to. */
  async resume(stream: Stream): Promise<void> {
    for (const shard of stream.shards.filter(isOpen)) {
      const last = await this.#blockBefore(stream, shard, endOfShard);
      const cursor = this.#cursor(stream, shard);
      cursor.counter = last?.lastCounter ?? 0n;
      cursor.lastArrivalMs = last?.block.arrivalMs ?? 0;
    }
  }

  /**
   * Numbers the records, in their order, and writes one block for each shard among them. Numbers are given before
   * anything is awaited, so requests are numbered in the order in which they came.
   *
   * @returns the sequence numbers, in the records' order, once all are on disk
   */
  async append(stream: Stream, records: readonly NewRecord[]): Promise<string[]> {
    const numbers = new Array<string>(records.length);
    const writes: Write[] = [];
    const taken: TakenNumbers[] = [];
    const cursors: Cursor[] = [];
    const blocks: NewestBlock[] = [];
    const byShard = positionsByShard(records);
    for (const [shard, positions] of byShard) {
      const cursor = this.#cursor(stream, shard);
      const { first, arrivalMs } = advance(cursor, shard, positions.length, this.#clock.now());
      let number = first;
      for (const position of positions) {
        numbers[position] = number.toString();
        number += sequenceStep;
      }
      const own = positions.flatMap((position) => records[position] ?? []);
      const roomAndBytes = encodeBlock(own, { arrivalMs, isEncrypted: stream.encryption !== undefined });
      const prefix = shardPrefix(stream, shard);
      writes.push({ collection, key: prefix + first, roomAndBytes });
      taken.push({ key: prefix + first, count: positions.length, arrivalMs });
      blocks.push(this.#newest.add(prefix, first.toString(), roomAndBytes.subarray(sealBytes)));
      cursor.lastNumber = numbers[positions.at(-1) ?? 0];
      cursors.push(cursor);
    }
    for (const cursor of cursors) cursor.pendingPuts += 1;
    this.#unwritten.keep();
    try {
      await this.#storage.write(writes);
    } catch (error) {
      this.#unwritten.add(taken);
      for (const shard of byShard.keys()) this.#newest.forget(shardPrefix(stream, shard));
      throw error;
    } finally {
      for (const cursor of cursors) cursor.pendingPuts -= 1;
    }
    for (const block of blocks) block.isWritten = true;
    if (this.#followers.size > 0) this.#tellFollowers(stream, byShard.keys());
    return numbers;
  }

  /**
   * Calls `onAppended` whenever records of the shard have reached the disk, and so can be read.
   *
   * @returns A function that ends it.
   */
  follow(stream: Stream, shard: Shard, onAppended: () => void): () => void {
    const key = shardPrefix(stream, shard);
    const followers = this.#followers.get(key) ?? new Set();
    this.#followers.set(key, followers.add(onAppended));
    return () => {
      followers.delete(onAppended);
      if (followers.size === 0 && this.#followers.get(key) === followers) this.#followers.delete(key);
    };
  }

  /** Reads on from the sequence number `from`, which need not be a record's. */
  async read(stream: Stream, shard: Shard, from: string, limits: ReadLimits): Promise<ReadResult> {
    const { parts, ...read } = await this.readParts(stream, shard, from, limits);
    return { ...read, records: recordsIn(parts) };
  }

  /** What {@link read} gives, in its blocks. */
  async readParts(stream: Stream, shard: Shard, from: string, limits: ReadLimits): Promise<PartsResult> {
    const cursor = this.#cursor(stream, shard);
    // Taken before the first wait: what is put from here on may or may not be among what is read.
    const tip = cursor.pendingPuts === 0 ? tipOf(shard, cursor, this.#clock.now()) : undefined;
    const lastPut = tip !== undefined && isOpen(shard) && this.#unwritten.areKept ? cursor.counter : 0n;
    // Most readers wait for what comes next: they need not ask the storage to learn that nothing has come.
    if (tip !== undefined && cursor.lastNumber !== undefined && from > cursor.lastNumber)
      return { parts: [], bytes: 0, atTip: true, tip };
    const horizon = trimHorizon(stream, this.#clock.now());
    const prefix = shardPrefix(stream, shard);
    const newest = this.#newest.since(prefix, from);
    if (newest) return readNewest(newest, new BlockReader(from, limits), horizon, tip);
    const containing = await this.#blockBefore(stream, shard, `${from}~`);
    // Without one this is the shard's first block anyhow, unless damage has led the search astray.
    const range = { gte: prefix + (containing?.number ?? ''), lt: prefix + endOfShard };
    const reader = new BlockReader(from, limits);
    const start = containing && containing.firstCounter - 1n;
    let lastRead = start;
    for await (const entries of this.#storage.bytes(collection, range)) {
      for (const [key, bytes] of entries) {
        const block = decodeBlock(bytes);
        const number = key.slice(prefix.length);
        const before = lastRead;
        lastRead = lastCounterOf(number, block);
        if (block.arrivalMs < horizon) continue;
        const isNext =
          before === undefined ||
          isNextBlock(block, lastRead, before) ||
          (before === start && this.#isLetGo(stream, containing));
        // What comes before the gap is given out first.
        if (!isNext && reader.isEmpty) throw recordsMissing(stream, shard, number);
        if (!isNext || !reader.take(block, number)) return { ...reader.result(), atTip: false };
      }
    }
    // A key that has changed on the disk may end a shard early. A stream that is being deleted has no cursor any more.
    if ((lastRead ?? 0n) < lastPut && this.#cursors.get(prefix) === cursor)
      throw recordsMissing(stream, shard);
    const read = reader.result();
    return tip === undefined ? { ...read, atTip: false } : { ...read, atTip: true, tip };
  }

  /**
   * What {@link read} gives, as far as it stands in the block of `from`: one look at the disk, where `read` fetches
   * many blocks ahead. Empty where `from` is behind the block's last record, or retention has let the block go.
   */
  async readWithinBlock(
    stream: Stream,
    shard: Shard,
    from: string,
    limits: ReadLimits,
  ): Promise<Pick<ReadResult, 'records' | 'bytes'>> {
    const containing = await this.#blockBefore(stream, shard, `${from}~`);
    const reader = new BlockReader(from, limits);
    if (containing && containing.block.arrivalMs >= trimHorizon(stream, this.#clock.now()))
      reader.take(containing.block, containing.number);
    const { parts, bytes } = reader.result();
    return { records: recordsIn(parts), bytes };
  }

  /** A number above those of all records put so far, and not above any to come. */
  positionOfNext(stream: Stream, shard: Shard): string {
    return endingSequenceNumber(shard) ?? atCounter(shard, this.#cursor(stream, shard).counter + 1n);
  }

  /**
   * A number up to which all records arrived before `timeMs`, and from which on none did. Arrival times never fall
   * within a shard and its counters have no gaps worth the name, so this halves the counters instead of reading
   * the shard through.
   */
  async positionAtTime(stream: Stream, shard: Shard, timeMs: number): Promise<string> {
    const last = await this.#blockBefore(stream, shard, endOfShard);
    let low = 0n;
    let high = (last?.lastCounter ?? 0n) + 1n;
    while (low < high) {
      const middle = (low + high) / 2n;
      const found = await this.#blockBefore(stream, shard, atCounter(shard, middle + 1n));
      if (found && found.block.arrivalMs >= timeMs) high = found.firstCounter;
      else if (found && found.lastCounter > middle) low = found.lastCounter + 1n;
      else low = middle + 1n;
    }
    return atCounter(shard, low);
  }

  /**
   * Deletes what retention has let go. An open shard keeps its newest block, which readers no longer see: the
   * next number is counted from there after a restart.
   *
   * @returns whether that is done: false where `signal` has ended it
   */
  async trim(stream: Stream, signal?: AbortSignal): Promise<boolean> {
    const horizon = trimHorizon(stream, this.#clock.now());
    for (const shard of stream.shards) {
      const prefix = shardPrefix(stream, shard);
      const newest = await this.#blockBefore(stream, shard, endOfShard);
      if (!newest) continue;
      const keep = await this.positionAtTime(stream, shard, horizon);
      const end = isOpen(shard) && newest.number < keep ? newest.number : keep;
      const range = { gte: prefix, lt: prefix + end };
      if (!(await this.#storage.clear(collection, range, { signal }))) return false;
    }
    return true;
  }

  /**
   * Deletes everything of the stream.
   *
   * @returns whether that is done: false where `signal` has ended it
   */
  async forget(stream: Stream, signal?: AbortSignal): Promise<boolean> {
    this.#unwritten.forget(`${stream.id}/`);
    for (const shard of stream.shards) {
      this.#cursors.delete(shardPrefix(stream, shard));
      this.#newest.forget(shardPrefix(stream, shard));
    }
    return this.#storage.clear(collection, { gte: `${stream.id}/`, lt: `${stream.id}0` }, { signal });
  }

  #tellFollowers(stream: Stream, shards: Iterable<Shard>): void {
    for (const shard of shards)
      for (const onAppended of this.#followers.get(shardPrefix(stream, shard)) ?? []) onAppended();
  }

  #cursor(stream: Stream, shard: Shard): Cursor {
    const key = shardPrefix(stream, shard);
    let cursor = this.#cursors.get(key);
    if (!cursor) {
      cursor = { counter: 0n, lastArrivalMs: 0, pendingPuts: 0 };
      this.#cursors.set(key, cursor);
    }
    return cursor;
  }

  /** Whether retention has let the block go since it was found. */
  #isLetGo(stream: Stream, found: FoundBlock | undefined): boolean {
    return found !== undefined && found.block.arrivalMs < trimHorizon(stream, this.#clock.now());
  }

  /** The newest block whose first number sorts before `end`. */
  async #blockBefore(stream: Stream, shard: Shard, end: string): Promise<FoundBlock | undefined> {
    const prefix = shardPrefix(stream, shard);
    const range = { gte: prefix, lt: prefix + end, reverse: true, limit: 1 };
    for await (const [[key, bytes] = []] of this.#storage.bytes(collection, range)) {
      if (key === undefined || bytes === undefined) break;
      const block = decodeBlock(bytes);
      const number = key.slice(prefix.length);
      const firstCounter = parseSequenceNumber(number)?.counter ?? 0n;
      return { number, block, firstCounter, lastCounter: lastCounterOf(number, block) };
    }
    return undefined;
  }
}

/** What a reader takes from the newest blocks, as far as they are on disk. */
function readNewest(
  blocks: readonly NewestBlock[],
  reader: BlockReader,
  horizon: number,
  tip: string | undefined,
): PartsResult {
  for (const { bytes, number, isWritten } of blocks) {
    const block = isWritten ? decodeBlock(bytes) : undefined;
    if (block && block.arrivalMs < horizon) continue;
    if (!block || !reader.take(block, number)) return { ...reader.result(), atTip: false };
  }
  const read = reader.result();
  return tip === undefined ? { ...read, atTip: false } : { ...read, atTip: true, tip };
}

interface FoundBlock {
  /** The sequence number of its first record. */
  readonly number: string;
  readonly block: RecordBlock;
  readonly firstCounter: bigint;
  readonly lastCounter: bigint;
}

const lastCounterOf = (firstNumber: string, { count }: RecordBlock): bigint =>
  (parseSequenceNumber(firstNumber)?.counter ?? 0n) + BigInt(count - 1);

/** Whether no block is missing between the one that ends with the counter `before` and the one that ends with `last`. */
const isNextBlock = ({ followsDirectly, count }: RecordBlock, last: bigint, before: bigint): boolean =>
  !followsDirectly || last - BigInt(count) === before;

/** @param behind where the records go on; absent where they do not */
const recordsMissing = (stream: Stream, shard: Shard, behind?: string) =>
  new LocalAwsError(
    'DataDirUnusable',
    `The data folder is damaged: the records of ${shardIdOf(shard.index)} of stream ${stream.name} ` +
      (behind === undefined
        ? 'end before the last one that was put. Bring'
        : `have a gap in front of the sequence number ${behind}. Read on from that one, bring`) +
      ' the folder back from a copy, or choose another one.',
  );

/** Sorts behind every sequence number. */
const endOfShard = '~';

const shardPrefix = (stream: Stream, shard: Shard): string =>
  `${stream.id}/${shard.index.toString(16).padStart(8, '0')}/`;

/** Not above the number of the shard's record of that counter, and above all of lower counters. */
const atCounter = ({ createdSecond, index }: Shard, counter: bigint): string =>
  formatSequenceNumber({ shardCreatedSecond: createdSecond, shardIndex: index, counter, second: 0 });

/** The number that the cursor's last record would have if it were put now. */
function tipOf(shard: Shard, { counter, lastArrivalMs }: Cursor, nowMs: number): string {
  const ending = endingSequenceNumber(shard);
  if (ending !== undefined) return ending;
  const second = Math.max(Math.floor(Math.max(nowMs, lastArrivalMs) / 1000), shard.createdSecond);
  return formatSequenceNumber({
    shardCreatedSecond: shard.createdSecond,
    shardIndex: shard.index,
    counter,
    second,
  });
}

/** Takes `count` numbers. Neither they nor the arrival times go back when the clock does. */
function advance(
  cursor: Cursor,
  shard: Shard,
  count: number,
  nowMs: number,
): { first: bigint; arrivalMs: number } {
  const arrivalMs = Math.max(nowMs, cursor.lastArrivalMs);
  const first = sequenceValue({
    shardCreatedSecond: shard.createdSecond,
    shardIndex: shard.index,
    counter: cursor.counter + 1n,
    second: Math.max(Math.floor(arrivalMs / 1000), shard.createdSecond),
  });
  cursor.counter += BigInt(count);
  cursor.lastArrivalMs = arrivalMs;
  return { first, arrivalMs };
}

function positionsByShard(records: readonly NewRecord[]): Map<Shard, number[]> {
  const byShard = new Map<Shard, number[]>();
  records.forEach(({ shard }, position) => {
    const positions = byShard.get(shard);
    if (positions) positions.push(position);
    else byShard.set(shard, [position]);
  });
  return byShard;
}
