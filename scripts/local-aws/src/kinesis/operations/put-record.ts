import { PutRecord$, type PutRecordInput, type PutRecordOutput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import { endDryRun } from '../dry-run.js';
import type { Kinesis } from '../kinesis.js';
import { writeRateExceeded } from '../limits/throughput.js';
import { parseSequenceNumber } from '../model/sequence-number.js';
import { shardIdOf } from '../model/shard.js';
import { putEncryption, requireUsable, type Stream } from '../model/stream.js';
import { recordBytes, requireRecordSize, routeRecord } from '../routing.js';

export const putRecord: Operation<
  Kinesis,
  Validated<PutRecordInput, 'Data' | 'PartitionKey'>,
  PutRecordOutput
> = {
  name: 'PutRecord',
  schema: PutRecord$,
  async handle({ streams, records, clock, throughput, growth }, input, context) {
    const stream = streams.get(input, context);
    requireUsable(stream);
    requireRecordSize(stream, input, 'data');
    requireOrdering(stream, input.SequenceNumberForOrdering, clock.now());
    const record = routeRecord(stream, input);
    endDryRun(input);
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
  const parts = parseSequenceNumber(minimum);
  if (parts && parts.second * 1000 <= nowMs) return;
  throw new AwsError(
    'InvalidArgumentException',
    `ExclusiveMinimumSequenceNumber ${minimum} used in PutRecord on stream ${stream.name} under account ${stream.accountId} is invalid.`,
  );
}
