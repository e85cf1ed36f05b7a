import { AwsError } from '../errors.js';
import type { Kinesis } from './kinesis.js';
import type { Caller } from './kinesis-api.js';
import { type Consumer, consumerArn, consumerNotFound } from './model/consumer.js';
import type { Stream } from './model/stream.js';

/** How requests name a consumer: by its ARN, by its name and its stream's ARN, or by all three if they agree. */
export interface ConsumerReference {
  readonly StreamARN?: string | undefined;
  readonly ConsumerName?: string | undefined;
  readonly ConsumerARN?: string | undefined;
}

export interface FoundConsumer {
  readonly stream: Stream;
  readonly consumer: Consumer;
}

const arnPattern = /^(.+)\/consumer\/([^/:]+):\d+$/;

/**
 * The consumer that a request means, and its stream.
 *
 * @throws AwsError `ResourceNotFoundException`, or `InvalidArgumentException` where the names are too few or disagree
 */
export function findConsumer(kinesis: Kinesis, reference: ConsumerReference, caller: Caller): FoundConsumer {
  const { ConsumerARN } = reference;
  const { streamArn, name } = namesOf(reference);
  const stream = kinesis.streams.get({ StreamARN: streamArn }, caller);
  const consumer = kinesis.consumers.find(stream, name);
  if (consumer && (ConsumerARN === undefined || consumerArn(consumer) === ConsumerARN))
    return { stream, consumer };
  throw consumerNotFound(ConsumerARN ?? name, stream.accountId);
}

function namesOf({ StreamARN, ConsumerName, ConsumerARN }: ConsumerReference) {
  if (ConsumerARN === undefined) {
    if (StreamARN !== undefined && ConsumerName !== undefined)
      return { streamArn: StreamARN, name: ConsumerName };
    throw new AwsError(
      'InvalidArgumentException',
      'Either ConsumerARN, or both StreamARN and ConsumerName should be provided.',
    );
  }
  const [, streamArn = '', name = ''] = arnPattern.exec(ConsumerARN) ?? [];
  const isConsistent = (StreamARN ?? streamArn) === streamArn && (ConsumerName ?? name) === name;
  if (isConsistent) return { streamArn, name };
  throw new AwsError(
    'InvalidArgumentException',
    `StreamARN, ConsumerName and ConsumerARN do not name one consumer; ${ConsumerARN} alone would do.`,
  );
}
