import { AwsError } from '../../errors.js';
import type { QueueDescription, QueueStartingPositionType, QueueStatus, QueueSummary } from '../newer-api.js';
import { type Stream, streamArn } from './stream.js';

/** What UpdateQueue changes. */
export interface QueueAttributes {
  readonly visibilityTimeoutSeconds: number;
  /** Receives without an acknowledgement after which a record is a dead letter; undefined where none ever is. */
  readonly maxReceiveCount: number | undefined;
}

/** A queue, as it is kept on disk. Never changed in place: a change is a new value. */
export interface Queue {
  /** The resource identifier in its ARN, never used again: what the queue has given out is kept under it. */
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly status: QueueStatus;
  /** When the status completes; milliseconds since the epoch. */
  readonly dueAtMs?: number;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly stream: Pick<Stream, 'id' | 'name' | 'accountId' | 'region' | 'createdAtMs'>;
  readonly streamArn: string;
  readonly start: {
    readonly type: QueueStartingPositionType;
    /** As the request had it; milliseconds since the epoch. */
    readonly givenMs?: number;
    /** From when on records are delivered; milliseconds since the epoch. */
    readonly effectiveMs: number;
  };
  /** In force. */
  readonly attributes: QueueAttributes;
  /** In force once the queue is no longer UPDATING. */
  readonly nextAttributes?: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
  /** A resource policy, as it was put. */
  readonly policy?: string | undefined;
}

export const newQueue = (
  stream: Stream,
  given: Pick<Queue, 'id' | 'name' | 'createdAtMs' | 'start' | 'attributes' | 'tags'>,
): Queue => {
  const { id, name, accountId, region, createdAtMs } = stream;
  return {
    ...given,
    accountId,
    region,
    status: 'CREATING',
    stream: { id, name, accountId, region, createdAtMs },
    streamArn: streamArn(stream),
  };
};

/** Its last part is generated, not the queue's name (QueueDescription in AWS's API reference). */
export const queueArn = ({ region, accountId, id }: Pick<Queue, 'region' | 'accountId' | 'id'>): string =>
  `arn:aws:kinesis:${region}:${accountId}:queue/${id}`;

export function toWireQueue(queue: Queue): QueueDescription {
  const { visibilityTimeoutSeconds, maxReceiveCount } = queue.nextAttributes ?? queue.attributes;
  return {
    QueueName: queue.name,
    QueueARN: queueArn(queue),
    QueueStatus: queue.status,
    QueueCreationTimestamp: new Date(queue.createdAtMs),
    StreamConfigurationList: [
      { StreamARN: queue.streamArn, StartingPosition: { Type: queue.start.type, ...wireStart(queue) } },
    ],
    QueueAttributes: {
      VisibilityTimeoutSeconds: visibilityTimeoutSeconds,
      DeadLetterConfiguration:
        maxReceiveCount === undefined
          ? { TargetType: 'NONE' }
          : { TargetType: 'BUILT_IN', MaxReceiveCount: maxReceiveCount },
    },
  };
}

/** While a queue is CREATING, AWS tells only the time that it was given. */
function wireStart({ status, start }: Queue): { Timestamp?: Date } {
  const timeMs = status === 'CREATING' ? start.givenMs : start.effectiveMs;
  return timeMs === undefined ? {} : { Timestamp: new Date(timeMs) };
}

export const toWireSummary = (queue: Queue): QueueSummary => ({
  QueueName: queue.name,
  QueueARN: queueArn(queue),
  QueueStatus: queue.status,
  QueueCreationTimestamp: new Date(queue.createdAtMs),
  Streams: [{ StreamARN: queue.streamArn, StreamCreationTimestamp: new Date(queue.stream.createdAtMs) }],
});

/** @param queue its ARN, as the request had it */
export const queueNotFound = (queue: string, accountId: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Queue ${queue} under account ${accountId} not found.`);

/** For what changes a queue. */
export function requireActiveQueue(queue: Queue): void {
  if (queue.status === 'ACTIVE') return;
  throw new AwsError(
    'ResourceInUseException',
    `Queue ${queue.name} under account ${queue.accountId} not ACTIVE, instead in state ${queue.status}`,
  );
}

/**
 * Records go out and are acknowledged while a queue is changed, but not before it exists, nor once it is going. The
 * data actions' pages of the API reference have no other error for that.
 */
export function requireDelivering(queue: Queue): void {
  if (queue.status === 'ACTIVE' || queue.status === 'UPDATING') return;
  throw new AwsError(
    'ResourceNotFoundException',
    `Queue ${queue.name} under account ${queue.accountId} is in state ${queue.status}; it delivers records while it is ACTIVE.`,
  );
}
