import type { _Record as WireRecord } from '@aws-sdk/client-kinesis';
import type { ReadResult, StoredRecord } from './block-reader.js';

/** A record as readers get it. Unencrypted ones have no `EncryptionType`, as recorded from AWS. */
export function toWireRecord({
  sequenceNumber,
  arrivalMs,
  partitionKey,
  data,
  isEncrypted,
}: StoredRecord): WireRecord {
  const record: WireRecord = {
    SequenceNumber: sequenceNumber,
    ApproximateArrivalTimestamp: new Date(arrivalMs),
    Data: data,
    // Absent in the answer where the producer left it out (API reference, Record).
    PartitionKey: partitionKey || undefined,
  };
  if (isEncrypted) record.EncryptionType = 'KMS';
  return record;
}

/** How long ago the last of the records came in; 0 when there is no more to ask for, and only then. */
export function millisBehindLatest(
  { records, atTip }: Pick<ReadResult, 'records' | 'atTip'>,
  nowMs: number,
): number {
  const last = records.at(-1);
  return atTip || !last ? 0 : Math.max(1, nowMs - last.arrivalMs);
}
