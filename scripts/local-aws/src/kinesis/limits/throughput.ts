import type { Clock } from '../../clock.js';
import { AwsError } from '../../errors.js';
import { type Shard, shardIdOf } from '../model/shard.js';
import type { Stream } from '../model/stream.js';
import type { Limits } from './limits.js';
import { Meter } from './meter.js';

/**
 * A record above a second's worth of bytes (streams may allow 10 MiB) draws on a tank of its own. AWS describes one
 * that refills steadily and gives no numbers (docs.aws.amazon.com/streams/latest/dev/large-records.html): here it
 * holds ten seconds' worth, one of the largest records, and comes back at the shard's rate.
 */
const burstSeconds = 10;

interface ShardMeters {
  readonly writeRecords: Meter;
  readonly writeBytes: Meter;
  readonly largeRecordBytes: Meter;
  readonly readCalls: Meter;
  readonly readBytes: Meter;
  readonly iteratorCalls: Meter;
}

/** What the shards take and give, held to their limits. */
export class Throughput {
  readonly #limits: Limits;
  readonly #clock: Clock;
  // By the shard itself: it goes with its stream, and a split or a merge makes new ones.
  readonly #meters = new WeakMap<Shard, ShardMeters>();

  /** @param clock the time in which clients live, whatever rate the service's own clock runs at */
  constructor(limits: Limits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Takes one record into the shard, or says that it is over its limit and takes nothing. */
  tryWrite(shard: Shard, bytes: number): boolean {
    const meters = this.#of(shard);
    const nowMs = this.#clock.now();
    const byteMeter = this.#byteMeter(meters, bytes);
    if (!meters.writeRecords.fits(nowMs, 1) || !byteMeter.fits(nowMs, bytes)) return false;
    meters.writeRecords.take(nowMs, 1);
    byteMeter.take(nowMs, bytes);
    return true;
  }

  /** Whether {@link tryWrite} would take the record. */
  hasRoom(shard: Shard, bytes: number): boolean {
    const meters = this.#of(shard);
    const nowMs = this.#clock.now();
    return meters.writeRecords.fits(nowMs, 1) && this.#byteMeter(meters, bytes).fits(nowMs, bytes);
  }

  /** Counts a GetRecords call. @throws AwsError `ProvisionedThroughputExceededException` */
  takeReadCall(stream: Stream, shard: Shard): void {
    const { readCalls, readBytes } = this.#of(shard);
    const nowMs = this.#clock.now();
    if (!readCalls.fits(nowMs, 1) || !readBytes.hasRoom(nowMs)) throw readRateExceeded(stream, shard);
    readCalls.take(nowMs, 1);
  }

  /**
   * Counts what a GetRecords call is about to answer.
   *
   * @throws AwsError `ProvisionedThroughputExceededException` when other calls have used up the second meanwhile
   */
  takeReadBytes(stream: Stream, shard: Shard, bytes: number): void {
    const { readBytes } = this.#of(shard);
    const nowMs = this.#clock.now();
    if (!readBytes.hasRoom(nowMs)) throw readRateExceeded(stream, shard);
    readBytes.take(nowMs, bytes);
  }

  /** Counts a GetShardIterator call. @throws AwsError `ProvisionedThroughputExceededException` */
  takeIteratorCall(stream: Stream, shard: Shard): void {
    const { iteratorCalls } = this.#of(shard);
    const nowMs = this.#clock.now();
    if (!iteratorCalls.fits(nowMs, 1)) throw readRateExceeded(stream, shard);
    iteratorCalls.take(nowMs, 1);
  }

  #byteMeter({ largeRecordBytes, writeBytes }: ShardMeters, bytes: number): Meter {
    return bytes > this.#limit('writeBytesPerSecond') ? largeRecordBytes : writeBytes;
  }

  #of(shard: Shard): ShardMeters {
    let meters = this.#meters.get(shard);
    if (!meters) {
      const writeBytes = this.#limit('writeBytesPerSecond');
      meters = {
        writeRecords: new Meter(this.#limit('writeRecordsPerSecond')),
        writeBytes: new Meter(writeBytes),
        largeRecordBytes: new Meter(writeBytes * burstSeconds, writeBytes),
        readCalls: new Meter(this.#limit('readCallsPerSecond')),
        readBytes: new Meter(this.#limit('readBytesPerSecond')),
        iteratorCalls: new Meter(this.#limit('iteratorCallsPerSecond')),
      };
      this.#meters.set(shard, meters);
    }
    return meters;
  }

  #limit(
    name:
      | 'writeBytesPerSecond'
      | 'writeRecordsPerSecond'
      | 'readCallsPerSecond'
      | 'readBytesPerSecond'
      | 'iteratorCallsPerSecond',
  ): number {
    return Number(this.#limits[name]);
  }
}

const code = 'ProvisionedThroughputExceededException';

/** How AWS refuses a record: the entry of PutRecords' answer, whose text PutRecord's exception has too. */
export const writeRateExceeded = ({ name, accountId }: Stream, shard: Shard) => ({
  ErrorCode: code,
  // In the API reference and in recordings of PutRecords until today.
  ErrorMessage: `Rate exceeded for shard ${shardIdOf(shard.index)} in stream ${name} under account ${accountId}.`,
});

/** GetRecords has had another text since 2023, as its users report it; before, it was that of the writes. */
const readRateExceeded = ({ name, accountId }: Stream, shard: Shard) =>
  new AwsError(code, `Rate exceeded for Shard - ${accountId}/${name}/${shardIdOf(shard.index)}`);
