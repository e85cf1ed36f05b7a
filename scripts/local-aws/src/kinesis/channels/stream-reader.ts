import { type Clock, paceOf } from '../../clock.js';
import { descendantsOf, type Lineage, readyShards, type ShardState } from '../../delivery/lineage.js';
import type { Logger } from '../../logger.js';
import type { Storage } from '../../storage/storage.js';
import { type Channel, channelLabel } from '../model/channel.js';
import { justAfter } from '../model/sequence-number.js';
import { isOpen, type Shard, startingSequenceNumber } from '../model/shard.js';
import type { Stream } from '../model/stream.js';
import type { RecordLog } from '../record-log.js';
import type { StreamCatalogue } from '../stream-catalogue.js';
import type { ChannelRecord } from './pack.js';
import { positionRow } from './position.js';

/** How often a channel looks for news. It reads the log only where there are some. */
const lookEveryMs = 1000;

/** What is read at a time. */
const readLimits = { maxRecords: 10_000, maxBytes: 4 * 1024 * 1024 };

/** Where a channel's records go. */
export interface RecordSink {
  /** Whether reading should pause. */
  readonly isFull: boolean;
  accept(record: ChannelRecord): void;
}

export interface StreamReaderOptions {
  readonly channel: Channel;
  readonly sink: RecordSink;
  readonly streams: StreamCatalogue;
  readonly records: RecordLog;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface TrackedShard {
  state: ShardState;
  /** How far the shard is read; storage knows how far it is delivered. */
  position: string;
  /** Where the next record would have come when the shard was last read to its tip: until that moves, nothing is new. */
  tip?: string;
}

/**
 * Reads a stream for a channel, over splits and merges, parents before children. It reads the log itself, since
 * delivery "does not consume your stream's read throughput" (docs.aws.amazon.com/streams/latest/dev/data-delivery.html).
 */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  readonly #shards = new Map<number, TrackedShard>();
  #known: readonly Shard[] = [];
  #mustLook = true;
  #hasEnded = false;
  #cancelTimer: () => void = () => {};
  #reading: Promise<void> = Promise.resolve();

  /** @param positions of each shard that was open when the channel became ACTIVE, and of those after it */
  constructor(options: StreamReaderOptions, positions: ReadonlyMap<number, string>) {
    this.#options = options;
    for (const [index, position] of positions) this.#shards.set(index, { state: 'waiting', position });
  }

  run(): void {
    this.#reading = this.#readAll()
      .catch((error: unknown) => {
        const { logger, channel } = this.#options;
        logger.error(`${channelLabel(channel)} cannot read its stream, will retry`, error);
      })
      .then(() => {
        if (!this.#hasEnded)
          this.#cancelTimer = paceOf(this.#options.clock).after(lookEveryMs, () => this.run());
      });
  }

  /** Resolves when nothing more reaches the sink. */
  async stop(): Promise<void> {
    this.#hasEnded = true;
    this.#cancelTimer();
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    const stream = this.#stream();
    if (!stream) return;
    if (this.#mustLook || stream.shards !== this.#known) await this.#lookAtShards(stream);
    for (const shard of stream.shards) {
      const tracked = this.#shards.get(shard.index);
      if (tracked?.state === 'reading') await this.#read(stream, shard, tracked);
    }
  }

  async #read(stream: Stream, shard: Shard, tracked: TrackedShard): Promise<void> {
    const { records, sink } = this.#options;
    while (!this.#hasEnded && !sink.isFull) {
      const tip = records.positionOfNext(stream, shard);
      if (tip === tracked.tip && isOpen(shard)) return;
      const read = await records.read(stream, shard, tracked.position, readLimits);
      if (this.#hasEnded) return;
      for (const { data, arrivalMs, sequenceNumber } of read.records)
        sink.accept({ data, arrivedAtMs: arrivalMs, shardIndex: shard.index, sequenceNumber });
      const last = read.records.at(-1);
      if (last) tracked.position = justAfter(last.sequenceNumber);
      if (read.atTip) return this.#reachTip(shard, tracked, tip);
      // What is not on disk yet is read at the next look.
      if (!last) return;
    }
  }

  #reachTip(shard: Shard, tracked: TrackedShard, tip: string): void {
    tracked.tip = tip;
    if (isOpen(shard)) return;
    tracked.state = 'done';
    this.#mustLook = true;
  }

  /** Brings the tracked shards in line with those that there are. New ones are on disk before they are read. */
  async #lookAtShards({ shards }: Stream): Promise<void> {
    const { storage, channel } = this.#options;
    const lineage = shards.map(lineageOf);
    const byIndex = new Map(shards.map((shard) => [shard.index, shard]));
    for (const [index, tracked] of this.#shards) if (!byIndex.has(index)) tracked.state = 'done';
    const added = descendantsOf(new Set([...this.#shards.keys()].map(String)), lineage)
      .map((id) => byIndex.get(Number(id)))
      .filter((shard) => shard !== undefined);
    await storage.write(
      added.map((shard) => positionRow(channel, shard.index, startingSequenceNumber(shard))),
    );
    for (const shard of added)
      this.#shards.set(shard.index, { state: 'waiting', position: startingSequenceNumber(shard) });
    const states = new Map([...this.#shards].map(([index, { state }]) => [String(index), state]));
    for (const id of readyShards(states, lineage)) {
      const tracked = this.#shards.get(Number(id));
      if (tracked) tracked.state = 'reading';
    }
    this.#known = shards;
    this.#mustLook = false;
  }

  #stream(): Stream | undefined {
    const { streams, channel } = this.#options;
    const { streamId: id, streamName: name } = channel.source;
    return streams.current({ id, name, accountId: channel.accountId, region: channel.region });
  }
}

const lineageOf = ({ index, parents }: Shard): Lineage => ({
  id: String(index),
  parents: parents.map(String),
});
