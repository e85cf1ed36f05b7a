import {
  GetShardIterator$,
  type GetShardIteratorInput,
  type GetShardIteratorOutput,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import { endDryRun } from '../dry-run.js';
import type { Kinesis } from '../kinesis.js';
import { justAfter, parseSequenceNumber } from '../model/sequence-number.js';
import { type Shard, shardIdOf, startingSequenceNumber } from '../model/shard.js';
import { requireListedShard, type Stream } from '../model/stream.js';
import { sealIterator } from '../shard-iterator.js';

type Input = Validated<GetShardIteratorInput, 'ShardId' | 'ShardIteratorType'>;

export const getShardIterator: Operation<Kinesis, Input, GetShardIteratorOutput> = {
  name: 'GetShardIterator',
  schema: GetShardIterator$,
  async handle(kinesis, input, context) {
    const stream = kinesis.streams.get(input, context);
    const shard = requireListedShard(stream, input.ShardId, kinesis.clock.now());
    kinesis.throughput.takeIteratorCall(stream, shard);
    const position = await positionOf(kinesis, stream, shard, input);
    endDryRun(input);
    return { ShardIterator: sealIterator(kinesis.tokens, { stream, shardIndex: shard.index, position }) };
  },
};

function positionOf(kinesis: Kinesis, stream: Stream, shard: Shard, input: Input): string | Promise<string> {
  const { ShardIteratorType: type, StartingSequenceNumber: number } = input;
  const takesNumber = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
  if (type !== 'AT_TIMESTAMP' && takesNumber !== (number !== undefined)) throw combinationError(type, number);
  switch (type) {
    case 'TRIM_HORIZON':
      return startingSequenceNumber(shard);
    case 'LATEST':
      return kinesis.records.positionOfNext(stream, shard);
    case 'AT_TIMESTAMP':
      return kinesis.records.positionAtTime(stream, shard, timestampOf(input, kinesis.clock.now()));
    case 'AT_SEQUENCE_NUMBER':
      return ownNumber(stream, shard, number ?? '');
    case 'AFTER_SEQUENCE_NUMBER':
      return justAfter(ownNumber(stream, shard, number ?? ''));
  }
}

const combinationError = (type: string, number: string | undefined) =>
  new AwsError(
    'InvalidArgumentException',
    'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
      '(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. ' +
      `Request specified ${type} and ${number === undefined ? 'no' : 'also a'} StartingSequenceNumber.`,
  );

function timestampOf({ Timestamp }: Input, nowMs: number): number {
  if (Timestamp === undefined)
    throw new AwsError(
      'InvalidArgumentException',
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    );
  const timeMs = Timestamp.getTime();
  if (timeMs <= nowMs) return timeMs;
  throw new AwsError(
    'InvalidArgumentException',
    'The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ' +
      `timestampInMillis: ${timeMs}, currentTimestampInMillis: ${nowMs}`,
  );
}

/** A sequence number of this very shard; the messages are AWS's. */
function ownNumber(stream: Stream, shard: Shard, number: string): string {
  const id = shardIdOf(shard.index);
  const parts = parseSequenceNumber(number);
  const use = `StartingSequenceNumber ${number} used in GetShardIterator on shard ${id} in stream ${stream.name} under account ${stream.accountId}`;
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
