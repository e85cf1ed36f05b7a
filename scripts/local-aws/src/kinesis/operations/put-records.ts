import { PutRecords$, type PutRecordsInput, type PutRecordsOutput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import { endDryRun } from '../dry-run.js';
import type { Kinesis } from '../kinesis.js';
import { shardIdOf } from '../model/shard.js';
import { requireUsable } from '../model/stream.js';
import { type PutEntry, recordBytes, requireRecordSize, routeRecord } from '../routing.js';

/** Data and partition keys of one request, in bytes. */
const maxRequestBytes = 10 * 1024 * 1024;

export const putRecords: Operation<Kinesis, Validated<PutRecordsInput, 'Records'>, PutRecordsOutput> = {
  name: 'PutRecords',
  schema: PutRecords$,
  /**
   * Entries fail one by one on AWS, when a shard is over its throughput; without throughput limits none does. They
   * would be turned away here, between routing and appending.
   */
  async handle({ streams, records }, input, context) {
    const stream = streams.get(input, context);
    requireUsable(stream);
    const entries = input.Records as Validated<(typeof input.Records)[number], 'Data' | 'PartitionKey'>[];
    entries.forEach((entry, position) => {
      requireRecordSize(stream, entry, `records.${position + 1}.member.data`);
    });
    requireRequestSize(entries);
    const routed = entries.map((entry) => routeRecord(stream, entry));
    endDryRun(input);
    const numbers = await records.append(stream, routed);
    return {
      FailedRecordCount: 0,
      Records: routed.map(({ shard }, position) => ({
        SequenceNumber: numbers[position],
        ShardId: shardIdOf(shard.index),
      })),
    };
  },
};

function requireRequestSize(entries: readonly PutEntry[]): void {
  const bytes = entries.reduce((sum, entry) => sum + recordBytes(entry), 0);
  if (bytes <= maxRequestBytes) return;
  throw new AwsError(
    'InvalidArgumentException',
    `Records size exceeds ${maxRequestBytes / 1024 ** 2} MB limit`,
  );
}
