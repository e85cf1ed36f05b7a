import type { _Record as WireRecord } from '@aws-sdk/client-kinesis';
import type { JsonList, JsonText } from '../wire/json-text.js';
import {
  type BlockPart,
  type PartsResult,
  type ReadResult,
  recordsIn,
  type StoredRecord,
  visitRecords,
} from './block-reader.js';

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

/** Characters of a record's JSON besides those of its data and its key, or a few more. */
const jsonAround = 200;

/**
 * Many records as readers get them. In JSON they come straight from their blocks: an object for each, which lives until
 * all are written, costs several times as much.
 */
export class WireRecords implements Iterable<WireRecord>, JsonList {
  readonly #parts: readonly BlockPart[];
  /** Of their data and partition keys. */
  readonly #bytes: number;

  constructor({ parts, bytes }: Pick<PartsResult, 'parts' | 'bytes'>) {
    this.#parts = parts;
    this.#bytes = bytes;
  }

  [Symbol.iterator](): Iterator<WireRecord> {
    return recordsIn(this.#parts).map(toWireRecord).values();
  }

  writeJson(json: JsonText): void {
    const count = this.#parts.reduce((sum, { start, end }) => sum + end - start, 0);
    json.expect(Math.ceil((4 / 3) * this.#bytes) + jsonAround * count);
    let before = '[';
    for (const part of this.#parts) {
      const { arrivalMs, data, isEncrypted } = part.block;
      const arrival = `,"ApproximateArrivalTimestamp":${arrivalMs / 1000}`;
      const end = isEncrypted ? ',"EncryptionType":"KMS"}' : '}';
      visitRecords(part, (number, partitionKey, from, to) => {
        json.add(`${before}{"SequenceNumber":"${number}","Data":`);
        json.addBase64(data, from, to);
        json.add(arrival);
        if (partitionKey !== '') {
          json.add(',"PartitionKey":');
          json.addString(partitionKey);
        }
        json.add(end);
        before = ',';
      });
    }
    json.add(before === '[' ? '[]' : ']');
  }
}

/** How long ago the last of the records that were read came in; 0 when there is no more to ask for, and only then. */
export function millisBehindLatest(
  lastArrivalMs: number | undefined,
  { atTip }: Pick<ReadResult, 'atTip'>,
  nowMs: number,
): number {
  return atTip || lastArrivalMs === undefined ? 0 : Math.max(1, nowMs - lastArrivalMs);
}
