import type { _Record as WireRecord } from '@aws-sdk/client-kinesis';
import type { ReadResult, StoredRecord } from './record-log.js';

/** A record as readers get it. Unencrypted ones have no `EncryptionType`, as recorded from AWS. */
export const toWireRecord = (record: StoredRecord): WireRecord => ({
  SequenceNumber: record.sequenceNumber,
  ApproximateArrivalTimestamp: new Date(record.arrivalMs),
  Data: record.data,
  PartitionKey: record.partitionKey,
  ...(record.isEncrypted && { EncryptionType: 'KMS' }),
});

/** How long ago the last of the records came in; 0 when no more are waiting. */
export function millisBehindLatest({ records, atTip }: ReadResult, nowMs: number): number {
  const last = records.at(-1);
  return atTip || !last ? 0 : Math.max(0, nowMs - last.arrivalMs);
}
