import type { PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { AwsError } from '../errors.js';
import type { Constraints } from '../wire/constraints.js';
import type { Validated } from '../wire/operation.js';
import { validate } from '../wire/validate.js';
import { hashKeyDigits, hashKeyOf, maxHashKey } from './model/hash-range.js';
import { type Stream, shardForHashKey } from './model/stream.js';
import type { NewRecord } from './record-log.js';

/** A record as PutRecord and PutRecords take it. */
export type PutEntry = Validated<PutRecordsRequestEntry, 'Data'>;

/** What counts against every limit: data and partition key. */
export const recordBytes = ({ Data, PartitionKey }: PutEntry): number =>
  Data.length + Buffer.byteLength(PartitionKey ?? '');

/** The same of a record that is routed, or stored. */
export const newRecordBytes = ({ data, partitionKey }: Pick<NewRecord, 'data' | 'partitionKey'>): number =>
  data.length + Buffer.byteLength(partitionKey);

/**
 * The partition key, which AWS's model leaves optional since some streams (AUTO record distribution) do without: all
 * others demand it, in the words that the service had while the model did.
 *
 * @throws AwsError `ValidationException` that lists the first ten records without
 */
export function requirePartitionKeys(input: PutEntry | { readonly Records: readonly PutEntry[] }): void {
  if ('Records' in input) {
    if (input.Records.some(lacksKey)) validate(input, { Records: { member: { members: keyRequired } } });
  } else if (lacksKey(input)) validate(input, keyRequired);
}

const keyRequired: Constraints = { PartitionKey: { required: true } };

const lacksKey = ({ PartitionKey }: PutEntry) => PartitionKey === undefined;

/** Finds the record's shard: by its partition key's MD5, or by the hash key that was given instead. */
export function routeRecord(stream: Stream, entry: PutEntry): NewRecord {
  const { Data, PartitionKey = '', ExplicitHashKey } = entry;
  const hashKey = ExplicitHashKey === undefined ? hashKeyOf(PartitionKey) : explicitHashKey(ExplicitHashKey);
  return { shard: shardForHashKey(stream, hashKey), partitionKey: PartitionKey, data: Data };
}

/**
 * The stream's own limit, which is lower than the model's. The wording is that of the service since December 2025.
 *
 * @param path the data's place in the request, as messages name it
 */
export function requireRecordSize(stream: Stream, entry: PutEntry, path: string): void {
  if (recordBytes(entry) <= stream.maxRecordBytes) return;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must have length less than or equal to ${stream.maxRecordBytes}.`,
  );
}

function explicitHashKey(text: string): string {
  const hashKey = BigInt(text);
  if (hashKey <= maxHashKey) return hashKeyDigits(hashKey);
  throw new AwsError(
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${text}`,
  );
}
