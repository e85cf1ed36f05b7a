import { setTimeout as sleep } from 'node:timers/promises';
import {
  type KinesisClient,
  RegisterStreamConsumerCommand,
  type StartingPosition,
  SubscribeToShardCommand,
  type SubscribeToShardEvent,
} from '@aws-sdk/client-kinesis';
import { type TestServer, text, transitionMs } from './kinesis.js';

export const arnOf = (name: string): string => `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`;

/** Registers a consumer of a stream and moves the clock to where it is ACTIVE. */
export async function registerConsumer(
  { kinesis, clock }: Pick<TestServer, 'kinesis' | 'clock'>,
  streamName: string,
  ConsumerName: string,
): Promise<string> {
  const { Consumer } = await kinesis.send(
    new RegisterStreamConsumerCommand({ StreamARN: arnOf(streamName), ConsumerName }),
  );
  clock.advance(transitionMs);
  return Consumer?.ConsumerARN ?? '';
}

/** A subscription as a test looks at it: event by event. */
export interface TestSubscription {
  /** The next event; undefined at the end. */
  next(): Promise<SubscribeToShardEvent | undefined>;
  /** The texts of the next `count` records, over as many events as they take. */
  texts(count: number): Promise<string[]>;
  /** Goes away as a client does that has had enough. */
  stop(): Promise<void>;
}

export async function subscribe(
  kinesis: KinesisClient,
  ConsumerARN: string,
  start: StartingPosition = { Type: 'TRIM_HORIZON' },
  ShardId = 'shardId-000000000000',
): Promise<TestSubscription> {
  const { EventStream } = await kinesis.send(
    new SubscribeToShardCommand({ ConsumerARN, ShardId, StartingPosition: start }),
  );
  if (!EventStream) throw new Error('SubscribeToShard answered without an event stream');
  const events = EventStream[Symbol.asyncIterator]();
  const next = async () => {
    const { value } = await withPatience(events.next());
    return value?.SubscribeToShardEvent;
  };
  return {
    next,
    async texts(count) {
      const seen: string[] = [];
      while (seen.length < count) {
        const event = await next();
        if (!event) break;
        seen.push(...(event.Records ?? []).map(text));
      }
      return seen;
    },
    async stop() {
      await events.return?.();
    },
  };
}

/** Far above what an event takes that is due: one that never comes fails the test instead of holding it up. */
const patienceMs = 60_000;

async function withPatience<T>(event: Promise<T>): Promise<T> {
  const patience = new AbortController();
  try {
    return await Promise.race([
      event,
      sleep(patienceMs, undefined, { signal: patience.signal }).then(() => {
        throw new Error(`no event came within ${patienceMs} ms`);
      }),
    ]);
  } finally {
    patience.abort();
  }
}
