import {
  GetShardIterator$,
  type GetShardIteratorInput,
  type GetShardIteratorOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import { endDryRun } from '../dry-run.js';
import type { Kinesis } from '../kinesis.js';
import { requireListedShard } from '../model/stream.js';
import { sealIterator } from '../shard-iterator.js';
import { startingPosition } from '../starting-position.js';

type Input = Validated<GetShardIteratorInput, 'ShardId' | 'ShardIteratorType'>;

export const getShardIterator: Operation<Kinesis, Input, GetShardIteratorOutput> = {
  name: 'GetShardIterator',
  schema: GetShardIterator$,
  async handle(kinesis, input, context) {
    const stream = kinesis.streams.get(input, context);
    const shard = requireListedShard(stream, input.ShardId, kinesis.clock.now());
    kinesis.throughput.takeIteratorCall(stream, shard);
    const { position } = await startingPosition(kinesis, 'GetShardIterator', stream, shard, {
      type: input.ShardIteratorType,
      sequenceNumber: input.StartingSequenceNumber,
      timestamp: input.Timestamp,
    });
    endDryRun(input);
    return { ShardIterator: sealIterator(kinesis.tokens, { stream, shardIndex: shard.index, position }) };
  },
};
