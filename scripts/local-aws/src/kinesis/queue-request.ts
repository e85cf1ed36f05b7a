import { randomUUID } from 'node:crypto';
import { AwsError } from '../errors.js';
import type { Write } from '../storage/storage.js';
import type { Kinesis } from './kinesis.js';
import type { Queue, QueueAttributes } from './model/queue.js';
import { requireReadable, type Stream, trimHorizon } from './model/stream.js';
import type {
  DeadLetterConfiguration,
  QueueStartingPosition,
  QueueStreamConfiguration,
  QueueAttributes as WireAttributes,
} from './newer-api.js';
import { startWrite } from './queues/ledger.js';

/** What a queue has that was created without attributes (CreateQueue in AWS's API reference). */
export const defaultAttributes: QueueAttributes = { visibilityTimeoutSeconds: 30, maxReceiveCount: 6 };

/** Only what the request names changes. @throws AwsError `ValidationException` */
export function changedAttributes(present: QueueAttributes, given: WireAttributes = {}): QueueAttributes {
  const { VisibilityTimeoutSeconds, DeadLetterConfiguration } = given;
  return {
    visibilityTimeoutSeconds: VisibilityTimeoutSeconds ?? present.visibilityTimeoutSeconds,
    maxReceiveCount: DeadLetterConfiguration
      ? maxReceiveCount(DeadLetterConfiguration)
      : present.maxReceiveCount,
  };
}

function maxReceiveCount({ TargetType, MaxReceiveCount }: DeadLetterConfiguration): number | undefined {
  if (TargetType === 'NONE') return undefined;
  if (MaxReceiveCount !== undefined) return MaxReceiveCount;
  throw invalid('MaxReceiveCount must be provided for a DeadLetterConfiguration with TargetType BUILT_IN.');
}

/** The one stream of the list. @throws AwsError `ValidationException` */
export function onlyStream(list: readonly QueueStreamConfiguration[]): QueueStreamConfiguration {
  const [only, ...more] = list;
  if (only && more.length === 0) return only;
  throw invalid(`StreamConfigurationList must contain exactly one entry; it contains ${list.length}.`);
}

/** Whether a queue can be made on the stream now. @throws AwsError */
export function requireQueueable(stream: Stream): void {
  requireReadable(stream);
  const { transition, mode, name, accountId } = stream;
  const isLeaving = transition?.kind === 'update' && transition.settings.mode === 'PROVISIONED';
  if (mode === 'ON_DEMAND' && !isLeaving) return;
  throw invalid(
    `Queues are supported only on data streams in on-demand capacity mode. Stream ${name} under account ${accountId} is in provisioned mode.`,
  );
}

/** Where a new queue starts: what its description says of it, and the position in each shard that there is. */
export interface QueueStart {
  readonly id: string;
  readonly start: Queue['start'];
  readonly writes: readonly Write[];
}

/**
 * Finds where a new queue starts in each shard. LATEST is what the stream holds when the call comes in: what is put
 * from then on is delivered, also while the queue is CREATING.
 *
 * @throws AwsError `ValidationException`, or `InvalidArgumentException` for a time to come
 */
export async function startQueue(
  { records, clock }: Pick<Kinesis, 'records' | 'clock'>,
  stream: Stream,
  { Type = 'LATEST', Timestamp }: Partial<QueueStartingPosition> = {},
): Promise<QueueStart> {
  if (Type !== 'AT_TIMESTAMP' && Timestamp)
    throw invalid(`Timestamp must not be provided for a StartingPosition of type ${Type}.`);
  const id = randomUUID().replaceAll('-', '');
  const nowMs = clock.now();
  if (Type === 'LATEST') {
    const writes = stream.shards.map((shard) =>
      startWrite(id, shard.index, records.positionOfNext(stream, shard)),
    );
    return { id, start: { type: Type, effectiveMs: nowMs }, writes };
  }
  const earliestMs = Math.max(trimHorizon(stream, nowMs), stream.createdAtMs);
  if (Type === 'TRIM_HORIZON') return { id, start: { type: Type, effectiveMs: earliestMs }, writes: [] };
  const givenMs = pastTime(Timestamp, nowMs);
  const writes = stream.shards.map(async (shard) =>
    startWrite(id, shard.index, await records.positionAtTime(stream, shard, givenMs)),
  );
  const start = { type: Type, givenMs, effectiveMs: Math.max(givenMs, earliestMs) };
  return { id, start, writes: await Promise.all(writes) };
}

function pastTime(timestamp: Date | undefined, nowMs: number): number {
  if (!timestamp) throw invalid('Timestamp must be provided for a StartingPosition of type AT_TIMESTAMP.');
  if (timestamp.getTime() <= nowMs) return timestamp.getTime();
  throw new AwsError(
    'InvalidArgumentException',
    `The Timestamp of a StartingPosition cannot be in the future. It is ${timestamp.toISOString()}, and now it is ${new Date(nowMs).toISOString()}.`,
  );
}

const invalid = (message: string) => new AwsError('ValidationException', message);
