import {
  DescribeStreamSummary$,
  type DescribeStreamSummaryInput,
  type DescribeStreamSummaryOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { openShards, streamArn } from '../model/stream.js';

export const describeStreamSummary: Operation<
  Kinesis,
  DescribeStreamSummaryInput,
  DescribeStreamSummaryOutput
> = {
  name: 'DescribeStreamSummary',
  schema: DescribeStreamSummary$,
  handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    return {
      StreamDescriptionSummary: {
        StreamName: stream.name,
        StreamARN: streamArn(stream),
        StreamStatus: stream.status,
        StreamModeDetails: { StreamMode: stream.mode },
        RetentionPeriodHours: stream.retentionHours,
        StreamCreationTimestamp: new Date(stream.createdAtMs),
        EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
        EncryptionType: 'NONE',
        OpenShardCount: openShards(stream).length,
        ConsumerCount: 0,
        MaxRecordSizeInKiB: stream.maxRecordBytes / 1024,
      },
    };
  },
};
