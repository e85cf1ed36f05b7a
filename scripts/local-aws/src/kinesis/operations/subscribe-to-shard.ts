import {
  SubscribeToShard$,
  type SubscribeToShardInput,
  type SubscribeToShardOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import { findConsumer } from '../consumer-reference.js';
import { endDryRun } from '../dry-run.js';
import type { Kinesis } from '../kinesis.js';
import { requireActiveConsumer } from '../model/consumer.js';
import { requireListedShard, requireUsable } from '../model/stream.js';
import { startingPosition } from '../starting-position.js';

type Input = Validated<SubscribeToShardInput, 'ConsumerARN' | 'ShardId' | 'StartingPosition'>;

export const subscribeToShard: Operation<Kinesis, Input, SubscribeToShardOutput> = {
  name: 'SubscribeToShard',
  schema: SubscribeToShard$,
  async handle(kinesis, input, context) {
    const { stream, consumer } = findConsumer(kinesis, { ConsumerARN: input.ConsumerARN }, context);
    requireUsable(stream);
    requireActiveConsumer(consumer);
    const shard = requireListedShard(stream, input.ShardId, kinesis.clock.now());
    kinesis.subscriptions.countCall(consumer, { shard });
    const start = await startingPosition(kinesis, 'SubscribeToShard', stream, shard, {
      type: input.StartingPosition.Type ?? 'LATEST',
      sequenceNumber: input.StartingPosition.SequenceNumber,
      timestamp: input.StartingPosition.Timestamp,
    });
    const target = { stream, shard, start };
    kinesis.subscriptions.requireFree(consumer, target);
    endDryRun(input);
    return { EventStream: kinesis.subscriptions.open(consumer, target) };
  },
};
