import type { SubscribeToShardEvent, SubscribeToShardEventStream } from '@aws-sdk/client-kinesis';
import { type Clock, paceOf } from '../../clock.js';
import type { AwsError } from '../../errors.js';
import type { ReadResult } from '../block-reader.js';
import type { Limits } from '../limits/limits.js';
import { justAfter } from '../model/sequence-number.js';
import { isOpen, type Shard, shardIdOf } from '../model/shard.js';
import { type Stream, shardNotFound, streamNotFound, wireChildren } from '../model/stream.js';
import type { RecordLog } from '../record-log.js';
import { newRecordBytes } from '../routing.js';
import type { StartingPosition } from '../starting-position.js';
import type { StreamCatalogue } from '../stream-catalogue.js';
import { millisBehindLatest, toWireRecord } from '../wire-record.js';
import { Signal } from './signal.js';

/** What a subscription reads by. */
export interface SubscriptionSource {
  readonly clock: Clock;
  readonly streams: StreamCatalogue;
  readonly records: RecordLog;
}

/** What a subscription reads. */
export interface SubscriptionTarget {
  readonly stream: Stream;
  readonly shard: Shard;
  readonly start: StartingPosition;
}

/** What one event holds at most. */
const eventLimits = { maxRecords: 10_000, maxBytes: 1024 * 1024 };

/** The subscription then ends, and the consumer subscribes anew. */
const lifetimeMs = 300_000;

/** The first event comes at once and the next ones at least so often, with or without records. */
const heartbeatMs = 5_000;

/** How far ahead of its throughput a subscription may be, so that a single record never waits. */
const burstMs = 1_000;

/**
 * The events of one SubscribeToShard call. Nothing is queued: whoever sends them asks for the next one when it can
 * send it, and the record log keeps the rest. Between events it sleeps until the log or the catalogue tells of news.
 */
export class Subscription implements AsyncIterableIterator<SubscribeToShardEventStream> {
  readonly #source: SubscriptionSource;
  readonly #target: SubscriptionTarget;
  /** The subscriber's time. */
  readonly #pace: Clock;
  readonly #limits: Limits;
  readonly #news = new Signal();
  readonly #cleanUp: (() => void)[];
  #cancelHeartbeat = () => {};
  #hasEnded = false;
  #reason: AwsError | undefined;
  #position: string;
  #checkpoint: string;
  #isEventDue = true;
  #mayHaveMore = true;
  /** When what has been sent would have been sent at the rate allowed. */
  #paidUntilMs = 0;

  constructor(source: SubscriptionSource, target: SubscriptionTarget, limits: Limits) {
    const { clock, records, streams } = source;
    this.#source = source;
    this.#target = target;
    this.#pace = paceOf(clock);
    this.#limits = limits;
    this.#position = target.start.position;
    this.#checkpoint = target.start.checkpoint;
    const wake = () => this.#wake();
    this.#cleanUp = [
      records.follow(target.stream, target.shard, wake),
      streams.follow(target.stream, wake),
      this.#pace.after(lifetimeMs, () => this.end()),
    ];
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Ends it after the event under way. With a `reason`, that is the last thing the subscriber is told. */
  end(reason?: AwsError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#reason = reason;
    this.#cancelHeartbeat();
    for (const cleanUp of this.#cleanUp) cleanUp();
    this.#news.set();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws AwsError what it was ended with, as its last result */
  async next(): Promise<IteratorResult<SubscribeToShardEventStream, undefined>> {
    const event = await this.#nextEvent();
    if (event) return { value: { SubscribeToShardEvent: event }, done: false };
    const reason = this.#reason;
    this.#reason = undefined;
    if (reason) throw reason;
    return { value: undefined, done: true };
  }

  /** The subscriber has gone. */
  async return(): Promise<IteratorResult<SubscribeToShardEventStream, undefined>> {
    this.end();
    return { value: undefined, done: true };
  }

  async #nextEvent(): Promise<SubscribeToShardEvent | undefined> {
    while (!this.#hasEnded) {
      if (await this.#mustWait()) continue;
      const stream = this.#source.streams.current(this.#target.stream);
      const shard = stream?.shards.find(({ index }) => index === this.#target.shard.index);
      if (!stream || !shard) {
        this.end(this.#goneError(stream));
        continue;
      }
      this.#mayHaveMore = false;
      const read = await this.#source.records.read(stream, shard, this.#position, eventLimits);
      // Records that are still on their way to the disk tell of themselves.
      if (!read.atTip && read.records.length > 0) this.#mayHaveMore = true;
      const isShardEnd = read.atTip && !isOpen(shard);
      if (this.#hasEnded || (read.records.length === 0 && !isShardEnd && !this.#isEventDue)) continue;
      return this.#toEvent(read, isShardEnd ? wireChildren(stream, shard) : undefined);
    }
    return undefined;
  }

  /** Its stream was deleted, or retention has let go of its shard. */
  #goneError(stream: Stream | undefined): AwsError {
    const { stream: target, shard } = this.#target;
    return stream
      ? shardNotFound(stream, shardIdOf(shard.index))
      : streamNotFound(target.name, target.accountId);
  }

  /** Waits where there is nothing to read, or where too much has been sent; resolves to whether it did. */
  async #mustWait(): Promise<boolean> {
    const tooEarlyMs = this.#paidUntilMs - burstMs - this.#pace.now();
    if (tooEarlyMs > 0) {
      const cancel = this.#pace.after(tooEarlyMs, () => this.#news.set());
      await this.#news.wait();
      cancel();
      return true;
    }
    if (this.#mayHaveMore || this.#isEventDue) return false;
    await this.#news.wait();
    this.#mayHaveMore = true;
    return true;
  }

  #wake(): void {
    this.#mayHaveMore = true;
    this.#news.set();
  }

  #toEvent(read: ReadResult, children: SubscribeToShardEvent['ChildShards']): SubscribeToShardEvent {
    const { clock } = this.#source;
    this.#pay(read);
    const last = read.records.at(-1);
    const checkpoint = last?.sequenceNumber ?? read.tip ?? '';
    if (checkpoint > this.#checkpoint) this.#checkpoint = checkpoint;
    if (last) this.#position = justAfter(last.sequenceNumber);
    if (children) this.end();
    else this.#scheduleHeartbeat();
    return {
      Records: read.records.map(toWireRecord),
      // Null at the end of a shard, which clients see as absent.
      ContinuationSequenceNumber: children ? undefined : this.#checkpoint,
      MillisBehindLatest: millisBehindLatest(last?.arrivalMs, read, clock.now()),
      ...(children && { ChildShards: children }),
    };
  }

  #pay({ records }: ReadResult): void {
    const bytes = records.reduce((sum, record) => sum + newRecordBytes(record), 0);
    const from = Math.max(this.#paidUntilMs, this.#pace.now());
    this.#paidUntilMs = from + (bytes / Number(this.#limits.subscriptionBytesPerSecond)) * 1000;
  }

  #scheduleHeartbeat(): void {
    this.#isEventDue = false;
    this.#cancelHeartbeat();
    this.#cancelHeartbeat = this.#pace.after(heartbeatMs, () => {
      this.#isEventDue = true;
      this.#news.set();
    });
  }
}
