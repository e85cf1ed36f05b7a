import { type Clock, paceOf } from '../../clock.js';
import { AwsError } from '../../errors.js';
import type { Limits } from '../limits/limits.js';
import { Meter } from '../limits/meter.js';
import { type Consumer, consumerArn } from '../model/consumer.js';
import { type Shard, shardIdOf } from '../model/shard.js';
import { Subscription, type SubscriptionSource, type SubscriptionTarget } from './subscription.js';

/** How long a consumer that has subscribed to a shard cannot do so again; then the new subscription takes over. */
const takeOverAfterMs = 5_000;

interface Entry {
  readonly consumerArn: string;
  readonly startedAtMs: number;
  readonly subscription: Subscription;
}

/** All subscriptions: one at a time for each consumer and shard. */
export class Subscriptions {
  readonly #source: SubscriptionSource;
  readonly #limits: Limits;
  readonly #pace: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #calls = new Map<string, Meter>();
  #isClosed = false;

  constructor(source: SubscriptionSource, limits: Limits) {
    this.#source = source;
    this.#limits = limits;
    this.#pace = paceOf(source.clock);
  }

  /** Counts a call, whatever becomes of it. @throws AwsError `LimitExceededException` where it is one too many */
  countCall(consumer: Consumer, { shard }: Pick<SubscriptionTarget, 'shard'>): void {
    const nowMs = this.#pace.now();
    for (const [key, meter] of this.#calls) if (meter.isIdle(nowMs)) this.#calls.delete(key);
    const key = keyOf(consumer, shard);
    const meter = this.#calls.get(key) ?? new Meter(Number(this.#limits.subscribeCallsPerSecond));
    if (!meter.fits(nowMs, 1))
      throw new AwsError(
        'LimitExceededException',
        `Rate exceeded for SubscribeToShard of consumer ${consumer.name} and shard ${shardIdOf(shard.index)} in stream ${consumer.streamName} under account ${consumer.accountId}.`,
      );
    meter.take(nowMs, 1);
    this.#calls.set(key, meter);
  }

  /** @throws AwsError `ResourceInUseException` where the consumer subscribed to this shard a moment ago */
  requireFree(consumer: Consumer, target: SubscriptionTarget): void {
    this.#sweep();
    const earlier = this.#entries.get(keyOf(consumer, target.shard));
    if (earlier && this.#isFresh(earlier)) throw anotherSubscription(consumer, target);
  }

  /** Starts a subscription. An older one of the consumer and shard ends with a `ResourceInUseException`. */
  open(consumer: Consumer, target: SubscriptionTarget): Subscription {
    this.requireFree(consumer, target);
    const key = keyOf(consumer, target.shard);
    this.#entries.get(key)?.subscription.end(anotherSubscription(consumer, target));
    const subscription = new Subscription(this.#source, target, this.#limits);
    if (this.#isClosed) subscription.end();
    const startedAtMs = this.#pace.now();
    this.#entries.set(key, { consumerArn: consumerArn(consumer), startedAtMs, subscription });
    return subscription;
  }

  /** Ends all subscriptions of a consumer that is being deregistered. */
  endOf(consumer: Consumer, reason: AwsError): void {
    const arn = consumerArn(consumer);
    for (const entry of this.#entries.values()) if (entry.consumerArn === arn) entry.subscription.end(reason);
  }

  /** Ends all of them, and those to come: the server stops. */
  close(): void {
    this.#isClosed = true;
    for (const { subscription } of this.#entries.values()) subscription.end();
  }

  /** Who limits no calls does not want to wait for this one either. */
  #isFresh({ startedAtMs }: Entry): boolean {
    if (this.#limits.subscribeCallsPerSecond === Number.POSITIVE_INFINITY) return false;
    return this.#pace.now() - startedAtMs < takeOverAfterMs;
  }

  /** Ended ones stay while they count against the next call. */
  #sweep(): void {
    for (const [key, entry] of this.#entries)
      if (entry.subscription.hasEnded && !this.#isFresh(entry)) this.#entries.delete(key);
  }
}

const keyOf = (consumer: Consumer, shard: Shard) =>
  `${consumerArn(consumer)}/${consumer.streamId}/${shard.index}`;

/** The wording as users report it from AWS. */
const anotherSubscription = (consumer: Consumer, { stream, shard }: SubscriptionTarget) =>
  new AwsError(
    'ResourceInUseException',
    `Another active subscription exists for this consumer: ${stream.accountId}:${stream.name}:${shardIdOf(shard.index)}:${consumer.name}`,
  );
