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

/** Records of a block that follow each other: they can be given out without an object for each of them. */
export interface BlockPart {
  readonly block: RecordBlock;
  /** The sequence number of the block's first record. */
  readonly firstNumber: string;
  /** Positions within the block: of the first record, and behind the last one. */
  readonly start: number;
  readonly end: number;
}

/** A {@link ReadResult} with its records in their blocks. */
export interface PartsResult extends Omit<ReadResult, 'records'> {
  readonly parts: readonly BlockPart[];
}

/** Told of a record: its number and key, and where its data lies within the block's. */
export type VisitRecord = (sequenceNumber: string, partitionKey: string, from: number, to: number) => void;

export function visitRecords({ block, firstNumber, start, end }: BlockPart, visit: VisitRecord): void {
  const { lengths, partitionKeys } = block;
  let number = BigInt(firstNumber) + BigInt(start) * sequenceStep;
  let from = 0;
  for (let position = 0; position < start; position++) from += lengths[position] ?? 0;
  for (let position = start; position < end; position++) {
    const to = from + (lengths[position] ?? 0);
    visit(number.toString(), partitionKeys[position] ?? '', from, to);
    number += sequenceStep;
    from = to;
  }
}

export function recordsIn(parts: readonly BlockPart[]): StoredRecord[] {
  const records: StoredRecord[] = [];
  for (const part of parts) {
    const { arrivalMs, isEncrypted, data } = part.block;
    visitRecords(part, (sequenceNumber, partitionKey, from, to) => {
      const own = data.subarray(from, to);
      records.push({ sequenceNumber, arrivalMs, partitionKey, data: own, isEncrypted });
    });
  }
  return records;
}

/** The sequence number of the last of the records. */
export const lastNumberIn = ({ firstNumber, end }: BlockPart): string =>
  (BigInt(firstNumber) + BigInt(end - 1) * sequenceStep).toString();

/** Takes records out of blocks until one answer is full. */
export class BlockReader {
  readonly #from: string;
  readonly #limits: ReadLimits;
  readonly #parts: BlockPart[] = [];
  #count = 0;
  #bytes = 0;

  constructor(from: string, limits: ReadLimits) {
    this.#from = from;
    this.#limits = limits;
  }

  result(): Pick<PartsResult, 'parts' | 'bytes'> {
    return { parts: this.#parts, bytes: this.#bytes };
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Whether the whole block had room. */
  take(block: RecordBlock, firstNumber: string): boolean {
    const { lengths, partitionKeys } = block;
    const start = firstPosition(firstNumber, this.#from);
    let end = start;
    while (end < lengths.length) {
      const bytes = (lengths[end] ?? 0) + Buffer.byteLength(partitionKeys[end] ?? '');
      if (!this.#hasRoom(bytes)) break;
      this.#bytes += bytes;
      this.#count += 1;
      end += 1;
    }
    if (end > start) this.#parts.push({ block, firstNumber, start, end });
    return end >= lengths.length;
  }

  #hasRoom(bytes: number): boolean {
    const { maxRecords, maxBytes } = this.#limits;
    if (this.#count === maxRecords) return false;
    return this.#count === 0 || this.#bytes + bytes <= maxBytes;
  }
}

/** The position of the first record of a block whose number is not below `from`; it may be behind the block. */
function firstPosition(firstNumber: string, from: string): number {
  if (from <= firstNumber) return 0;
  return Number((BigInt(from) - BigInt(firstNumber) + sequenceStep - 1n) / sequenceStep);
}
