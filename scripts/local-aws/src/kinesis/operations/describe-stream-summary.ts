import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { shardLevelMetrics } from '../model/metrics.js';
import { wireRecordDistribution } from '../model/record-distribution.js';
import { openShards, streamArn, wireEncryption } from '../model/stream.js';
import { wireWarmThroughput } from '../model/warm-throughput.js';
import {
  DescribeStreamSummary$,
  type DescribeStreamSummaryInput,
  type DescribeStreamSummaryOutput,
} from '../newer-api.js';

export const describeStreamSummary: Operation<
  Kinesis,
  DescribeStreamSummaryInput,
  DescribeStreamSummaryOutput
> = {
  name: 'DescribeStreamSummary',
  schema: DescribeStreamSummary$,
  handle({ streams, consumers, channels, queueCatalogue }, input, context) {
    const stream = streams.get(input, context);
    const warmThroughput = wireWarmThroughput(stream);
    return {
      StreamDescriptionSummary: {
        StreamName: stream.name,
        StreamARN: streamArn(stream),
        StreamStatus: stream.status,
        StreamModeDetails: { StreamMode: stream.mode },
        RetentionPeriodHours: stream.retentionHours,
        StreamCreationTimestamp: new Date(stream.createdAtMs),
        EnhancedMonitoring: [{ ShardLevelMetrics: shardLevelMetrics(stream) }],
        ...wireEncryption(stream),
        OpenShardCount: openShards(stream).length,
        ConsumerCount: consumers.list(stream).length,
        QueueCount: queueCatalogue.ofStream(stream).length,
        ...(warmThroughput && { WarmThroughput: warmThroughput }),
        MaxRecordSizeInKiB: stream.maxRecordBytes / 1024,
        ChannelCount: channels.of(stream).length,
        ...wireRecordDistribution(stream),
      },
    };
  },
};
