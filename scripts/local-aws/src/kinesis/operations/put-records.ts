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
import { shardIdOf } from '../model/shard.js';
import { putEncryption, requireUsable, type Stream } from '../model/stream.js';
import type { NewRecord } from '../record-log.js';
import { newRecordBytes, type PutEntry, recordBytes, requireRecordSize, routeRecord } from '../routing.js';

/** Data and partition keys of one request, in bytes. */
const maxRequestBytes = 10 * 1024 * 1024;

export const putRecords: Operation<Kinesis, Validated<PutRecordsInput, 'Records'>, PutRecordsOutput> = {
  name: 'PutRecords',
  schema: PutRecords$,
  /** Entries whose shard is over its limit fail one by one; the rest are put, and the answer is a success. */
  async handle({ streams, records, throughput, growth }, input, context) {
    const stream = streams.get(input, context);
    requireUsable(stream);
    const entries = input.Records as Validated<(typeof input.Records)[number], 'Data' | 'PartitionKey'>[];
    entries.forEach((entry, position) => {
      requireRecordSize(stream, entry, `records.${position + 1}.member.data`);
    });
    requireRequestSize(entries);
    const routed = entries.map((entry) => routeRecord(stream, entry));
    endDryRun(input);
    const admitted = routed.filter((record) => throughput.tryWrite(record.shard, newRecordBytes(record)));
    growth.count(stream, admitted);
    const numbers = await records.append(stream, admitted);
    return {
      FailedRecordCount: routed.length - admitted.length,
      Records: answerEntries(stream, routed, admitted, numbers),
      ...putEncryption(stream),
    };
  },
};

/** In the request's order. Those that were put are in the same order among `admitted`. */
function answerEntries(
  stream: Stream,
  routed: readonly NewRecord[],
  admitted: readonly NewRecord[],
  numbers: readonly string[],
): PutRecordsResultEntry[] {
  let put = 0;
  return routed.map((record) => {
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
