import { PutRecord$, type PutRecordInput, type PutRecordOutput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import { endDryRun } from '../dry-run.js';
import type { Kinesis } from '../kinesis.js';
import { writeRateExceeded } from '../limits/throughput.js';
import { isAuto } from '../model/record-distribution.js';
import { parseSequenceNumber } from '../model/sequence-number.js';
import { shardIdOf } from '../model/shard.js';
import { putEncryption, requireUsable, type Stream } from '../model/stream.js';
import { recordBytes, requirePartitionKeys, requireRecordSize, routeRecord } from '../routing.js';

export const putRecord: Operation<Kinesis, Validated<PutRecordInput, 'Data'>, PutRecordOutput> = {
  name: 'PutRecord',
  schema: PutRecord$,
  async handle({ streams, records, clock, throughput, distribution, growth }, input, context) {
    const stream = streams.get(input, context);
    requireUsable(stream);
    if (!isAuto(stream)) requirePartitionKeys(input);
    requireRecordSize(stream, input, 'data');
    requireOrdering(stream, input.SequenceNumberForOrdering, clock.now());
    const routed = isAuto(stream) ? undefined : routeRecord(stream, input);
    endDryRun(input);
    const record = routed ?? distribution.place(stream, input);
    if (!throughput.tryWrite(record.shard, recordBytes(input))) {
      const { ErrorCode, ErrorMessage } = writeRateExceeded(stream, record.shard);
      throw new AwsError(ErrorCode, ErrorMessage);
    }
    growth.count(stream, [record]);
    const [number] = await records.append(stream, [record]);
    return {
      ShardId: shardIdOf(record.shard.index),
      SequenceNumber: number,
      ...putEncryption(stream),
    };
  },
};

/** Numbers rise within a shard anyway; what is checked is that the given one can have come from AWS at all. */
function requireOrdering(stream: Stream, minimum: string | undefined, nowMs: number): void {
  if (minimum === undefined) return;
  if (isAuto(stream))
    // Without AWS's text, which is not known.
    throw new AwsError(
      'InvalidArgumentException',
      `SequenceNumberForOrdering cannot be used with stream ${stream.name} under account ${stream.accountId}, whose RecordDistributionStrategy is AUTO: its records have no order.`,
    );
  const parts = parseSequenceNumber(minimum);
  if (parts && parts.second * 1000 <= nowMs) return;
  throw new AwsError(
    'InvalidArgumentException',
    `ExclusiveMinimumSequenceNumber ${minimum} used in PutRecord on stream ${stream.name} under account ${stream.accountId} is invalid.`,
  );
}
