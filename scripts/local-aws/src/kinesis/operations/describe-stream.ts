import {
  DescribeStream$,
  type DescribeStreamInput,
  type DescribeStreamOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { shardLevelMetrics } from '../model/metrics.js';
import { shardIndexOf, toWireShard } from '../model/shard.js';
import { listedShards, streamArn, wireEncryption } from '../model/stream.js';

/** Shards in one answer, whatever the request asks for. */
const maxShards = 100;

export const describeStream: Operation<Kinesis, DescribeStreamInput, DescribeStreamOutput> = {
  name: 'DescribeStream',
  schema: DescribeStream$,
  handle({ streams, clock }, input, context) {
    const stream = streams.get(input, context);
    const start =
      input.ExclusiveStartShardId === undefined ? -1 : (shardIndexOf(input.ExclusiveStartShardId) ?? -1);
    const shards = listedShards(stream, clock.now()).filter(({ index }) => index > start);
    const count = Math.min(input.Limit ?? maxShards, maxShards);
    return {
      StreamDescription: {
        StreamName: stream.name,
        StreamARN: streamArn(stream),
        StreamStatus: stream.status,
        StreamModeDetails: { StreamMode: stream.mode },
        Shards: shards.slice(0, count).map(toWireShard),
        HasMoreShards: shards.length > count,
        RetentionPeriodHours: stream.retentionHours,
        StreamCreationTimestamp: new Date(stream.createdAtMs),
        EnhancedMonitoring: [{ ShardLevelMetrics: shardLevelMetrics(stream) }],
        ...wireEncryption(stream),
      },
    };
  },
};
