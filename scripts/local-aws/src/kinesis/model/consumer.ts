import type { ConsumerStatus, Consumer as WireConsumer } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import { type Stream, streamArn } from './stream.js';

/** A registered consumer of a stream, as it is kept on disk. Never changed in place: a change is a new value. */
export interface Consumer {
  readonly streamId: string;
  readonly streamName: string;
  /** The stream's. */
  readonly streamArn: string;
  readonly accountId: string;
  readonly name: string;
  readonly status: ConsumerStatus;
  /** When the status completes; milliseconds since the epoch. */
  readonly dueAtMs?: number;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly tags: Readonly<Record<string, string>>;
  /** A resource policy, as it was put. */
  readonly policy?: string | undefined;
}

export interface NewConsumer {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
}

export const newConsumer = (stream: Stream, { name, tags, createdAtMs }: NewConsumer): Consumer => ({
  streamId: stream.id,
  streamName: stream.name,
  streamArn: streamArn(stream),
  accountId: stream.accountId,
  name,
  status: 'CREATING',
  createdAtMs,
  tags,
});

/** It tells two consumers apart that had one name after each other, by the second of their creation. */
export const consumerArn = (consumer: Consumer): string =>
  `${consumer.streamArn}/consumer/${consumer.name}:${createdSecond(consumer)}`;

export const createdSecond = ({ createdAtMs }: Consumer): number => Math.floor(createdAtMs / 1000);

/** The timestamp in whole seconds, as in its ARN. */
export const toWireConsumer = (consumer: Consumer): WireConsumer => ({
  ConsumerName: consumer.name,
  ConsumerARN: consumerArn(consumer),
  ConsumerStatus: consumer.status,
  ConsumerCreationTimestamp: new Date(createdSecond(consumer) * 1000),
});

/**
 * The wording of SubscribeToShard as of 2024, kinesis-hot-shard-advisor issue 37.
 *
 * @param place where it is, as the action's message says it
 */
export function requireActiveConsumer(
  consumer: Consumer,
  place = `stream: ${consumer.streamName} , account ${consumer.accountId}`,
): void {
  if (consumer.status === 'ACTIVE') return;
  throw new AwsError(
    'ResourceInUseException',
    `Consumer ${consumer.name} with creation timestamp ${createdSecond(consumer)} under ${place} is not in ACTIVE status.`,
  );
}

/** @param consumer its name or ARN, as the request had it */
export const consumerNotFound = (consumer: string, accountId: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Consumer ${consumer}, account ${accountId} not found.`);
