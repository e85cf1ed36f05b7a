import type { ShardIteratorType } from '@aws-sdk/client-kinesis';
import { AwsError } from '../errors.js';
import type { Kinesis } from './kinesis.js';
import { justAfter, parseSequenceNumber } from './model/sequence-number.js';
import { type Shard, shardIdOf, startingSequenceNumber } from './model/shard.js';
import type { Stream } from './model/stream.js';

/** Where GetShardIterator and SubscribeToShard are to start. */
export interface Start {
  readonly type: ShardIteratorType;
  readonly sequenceNumber: string | undefined;
  readonly timestamp: Date | undefined;
}

export interface StartingPosition {
  /** What to read from; not necessarily a record's number. */
  readonly position: string;
  /** A number of the shard after which reading can go on without a loss, while nothing has been read. */
  readonly checkpoint: string;
}

/**
 * Where in the shard reading starts. The messages are AWS's.
 *
 * @param action as messages name it
 * @throws AwsError `InvalidArgumentException`
 */
export async function startingPosition(
  kinesis: Kinesis,
  action: string,
  stream: Stream,
  shard: Shard,
  start: Start,
): Promise<StartingPosition> {
  const { type, sequenceNumber } = start;
  const takesNumber = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
  if (type !== 'AT_TIMESTAMP' && takesNumber !== (sequenceNumber !== undefined))
    throw combinationError(type, sequenceNumber);
  if (takesNumber) {
    const number = ownNumber(action, stream, shard, sequenceNumber ?? '');
    return { position: type === 'AT_SEQUENCE_NUMBER' ? number : justAfter(number), checkpoint: number };
  }
  const position = await positionOf(kinesis, stream, shard, start);
  return { position, checkpoint: position };
}

function positionOf(
  { records, clock }: Kinesis,
  stream: Stream,
  shard: Shard,
  { type, timestamp }: Start,
): string | Promise<string> {
  switch (type) {
    case 'LATEST':
      return records.positionOfNext(stream, shard);
    case 'AT_TIMESTAMP':
      return records.positionAtTime(stream, shard, pastTime(timestamp, clock.now()));
    default:
      return startingSequenceNumber(shard);
  }
}

const combinationError = (type: string, number: string | undefined) =>
  new AwsError(
    'InvalidArgumentException',
    'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
      '(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. ' +
      `Request specified ${type} and ${number === undefined ? 'no' : 'also a'} StartingSequenceNumber.`,
  );

function pastTime(timestamp: Date | undefined, nowMs: number): number {
  if (timestamp === undefined)
    throw new AwsError(
      'InvalidArgumentException',
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    );
  const timeMs = timestamp.getTime();
  if (timeMs <= nowMs) return timeMs;
  throw new AwsError(
    'InvalidArgumentException',
    'The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ' +
      `timestampInMillis: ${timeMs}, currentTimestampInMillis: ${nowMs}`,
  );
}

/** A sequence number of this very shard. */
function ownNumber(action: string, stream: Stream, shard: Shard, number: string): string {
  const id = shardIdOf(shard.index);
  const parts = parseSequenceNumber(number);
  const use = `StartingSequenceNumber ${number} used in ${action} on shard ${id} in stream ${stream.name} under account ${stream.accountId}`;
  if (!parts) throw new AwsError('InvalidArgumentException', `${use} is invalid.`);
  if (parts.shardIndex !== shard.index)
    throw new AwsError(
      'InvalidArgumentException',
      `Invalid StartingSequenceNumber. It encodes ${shardIdOf(parts.shardIndex)}, while it was used in a call to a shard with ${id}`,
    );
  if (parts.shardCreatedSecond !== shard.createdSecond)
    throw new AwsError(
      'InvalidArgumentException',
      `${use} is invalid because it did not come from this stream.`,
    );
  return number;
}
