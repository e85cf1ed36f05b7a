import {
  PutRecords$,
  type PutRecordsInput,
  type PutRecordsOutput,
  type PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import { endDryRun } from '../dry-run.js';
import type { Kinesis } from '../kinesis.js';
import { writeRateExceeded } from '../limits/throughput.js';
import { isAuto } from '../model/record-distribution.js';
import { shardIdOf } from '../model/shard.js';
import { putEncryption, requireUsable, type Stream } from '../model/stream.js';
import type { NewRecord } from '../record-log.js';
import {
  newRecordBytes,
  type PutEntry,
  recordBytes,
  requirePartitionKeys,
  requireRecordSize,
  routeRecord,
} from '../routing.js';

/** Data and partition keys of one request, in bytes. */
const maxRequestBytes = 10 * 1024 * 1024;

export const putRecords: Operation<Kinesis, Validated<PutRecordsInput, 'Records'>, PutRecordsOutput> = {
  name: 'PutRecords',
  schema: PutRecords$,
  /** Entries whose shard is over its limit fail one by one; the rest are put, and the answer is a success. */
  async handle({ streams, records, throughput, distribution, growth }, input, context) {
    const stream = streams.get(input, context);
    requireUsable(stream);
    const entries = input.Records as PutEntry[];
    if (!isAuto(stream)) requirePartitionKeys({ Records: entries });
    entries.forEach((entry, position) => {
      requireRecordSize(stream, entry, `records.${position + 1}.member.data`);
    });
    requireRequestSize(entries);
    const routed = isAuto(stream) ? undefined : entries.map((entry) => routeRecord(stream, entry));
    endDryRun(input);
    const admitted: NewRecord[] = [];
    const placed = entries.map((entry, position) => {
      const record = routed?.[position] ?? distribution.place(stream, entry);
      if (throughput.tryWrite(record.shard, newRecordBytes(record))) admitted.push(record);
      return record;
    });
    growth.count(stream, admitted);
    const numbers = await records.append(stream, admitted);
    return {
      FailedRecordCount: placed.length - admitted.length,
      Records: answerEntries(stream, placed, admitted, numbers),
      ...putEncryption(stream),
    };
  },
};

/** In the request's order. Those that were put are in the same order among `admitted`. */
function answerEntries(
  stream: Stream,
  placed: readonly NewRecord[],
  admitted: readonly NewRecord[],
  numbers: readonly string[],
): PutRecordsResultEntry[] {
  let put = 0;
  return placed.map((record) => {
    if (record !== admitted[put]) return writeRateExceeded(stream, record.shard);
    const SequenceNumber = numbers[put++];
    return { SequenceNumber, ShardId: shardIdOf(record.shard.index) };
  });
}

function requireRequestSize(entries: readonly PutEntry[]): void {
  const bytes = entries.reduce((sum, entry) => sum + recordBytes(entry), 0);
  if (bytes <= maxRequestBytes) return;
  throw new AwsError(
    'InvalidArgumentException',
    `Records size exceeds ${maxRequestBytes / 1024 ** 2} MB limit`,
  );
}
