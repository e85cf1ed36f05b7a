import { sequenceStep } from './model/sequence-number.js';
import type { RecordBlock } from './record-block.js';

export interface StoredRecord {
  readonly sequenceNumber: string;
  /** Milliseconds since the epoch. */
  readonly arrivalMs: number;
  /** Empty where it was put without. */
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** Whether server-side encryption was on when it was put. What lies on disk is plain either way. */
  readonly isEncrypted: boolean;
}

export interface ReadLimits {
  readonly maxRecords: number;
  /** Of data and partition keys. One record is read even if it is larger. */
  readonly maxBytes: number;
}

export interface ReadResult {
  readonly records: readonly StoredRecord[];
  /** Of their data and partition keys together. */
  readonly bytes: number;
  /** Whether the shard's last record has been reached: every record put so far is in `records` or before them. */
  readonly atTip: boolean;
  /** At the tip: a number not below those of all records put so far, and below all to come. It rises with time. */
  readonly tip?: string;
}

/** Takes records out of blocks until one answer is full. */
export class BlockReader {
  readonly #from: string;
  readonly #limits: ReadLimits;
  readonly #records: StoredRecord[] = [];
  #bytes = 0;

  constructor(from: string, limits: ReadLimits) {
    this.#from = from;
    this.#limits = limits;
  }

  result(): Pick<ReadResult, 'records' | 'bytes'> {
    return { records: this.#records, bytes: this.#bytes };
  }

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  /** Whether the whole block had room. */
  take({ partitionKeys, lengths, data, arrivalMs, isEncrypted }: RecordBlock, firstNumber: string): boolean {
    let number = BigInt(firstNumber);
    let offset = 0;
    for (let position = 0; position < partitionKeys.length; position++) {
      const partitionKey = partitionKeys[position] ?? '';
      const end = offset + (lengths[position] ?? 0);
      const sequenceNumber = number.toString();
      if (sequenceNumber >= this.#from) {
        const bytes = end - offset + Buffer.byteLength(partitionKey);
        if (!this.#hasRoom(bytes)) return false;
        this.#bytes += bytes;
        const own = data.subarray(offset, end);
        this.#records.push({ sequenceNumber, arrivalMs, partitionKey, data: own, isEncrypted });
      }
      number += sequenceStep;
      offset = end;
    }
    return true;
  }

  #hasRoom(bytes: number): boolean {
    const { maxRecords, maxBytes } = this.#limits;
    if (this.#records.length === maxRecords) return false;
    return this.#records.length === 0 || this.#bytes + bytes <= maxBytes;
  }
}
