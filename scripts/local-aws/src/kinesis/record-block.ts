import { deserialize } from 'node:v8';
import { sealBytes } from '../storage/storage.js';

/** What one request put into one shard: the unit on disk, under the sequence number of its first record. */
export interface RecordBlock {
  /** Milliseconds since the epoch. */
  readonly arrivalMs: number;
  readonly isEncrypted: boolean;
  /** Whether no number was left out in front of it: the block before it in its shard ends with the number before. */
  readonly followsDirectly: boolean;
  /** How many numbers it takes: one a record; or those of records that could not be written, and are none. */
  readonly count: number;
  readonly partitionKeys: readonly string[];
  /** Lengths of the records' data within `data`. */
  readonly lengths: readonly number[];
  readonly data: Buffer;
}

/** What a block is made from. */
export interface BlockRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/**
 * Layout 1, numbers little-endian: layout (1 byte), flags (1), arrival (8), number of records (4), bytes of all keys
 * (4); then each key's length in UTF-16 units (2), each data's length (4), all keys in UTF-8, all data. A block with the
 * flag `unwritten` ends before the lengths: of its records there are only the numbers.
 */
const layout = 1;
/** Those of formats before 4 have at most the first. */
const flags = { encrypted: 1, followsDirectly: 2, unwritten: 4 };
const at = { flags: 1, arrivalMs: 2, count: 10, keyBytes: 14, lengths: 18 };

/** Blocks from before there were layouts begin with this byte of V8's serialization. */
const v8Header = 0xff;

type EarlyBlock = Pick<RecordBlock, 'arrivalMs' | 'partitionKeys' | 'lengths' | 'data'> &
  Partial<Pick<RecordBlock, 'isEncrypted'>>;

/** @returns the block behind the room that a storage wants before it ({@link sealBytes}) */
export function encodeBlock(
  records: readonly BlockRecord[],
  { arrivalMs, isEncrypted }: Pick<RecordBlock, 'arrivalMs' | 'isEncrypted'>,
): Buffer {
  let keys = '';
  let dataBytes = 0;
  for (const { partitionKey, data } of records) {
    keys += partitionKey;
    dataBytes += data.length;
  }
  const keyBytes = Buffer.byteLength(keys);
  const keysAt = at.lengths + 6 * records.length;
  const stored = Buffer.allocUnsafe(sealBytes + keysAt + keyBytes + dataBytes);
  const block = stored.subarray(sealBytes);
  block[0] = layout;
  block[at.flags] = flags.followsDirectly | (isEncrypted ? flags.encrypted : 0);
  block.writeDoubleLE(arrivalMs, at.arrivalMs);
  block.writeUInt32LE(records.length, at.count);
  block.writeUInt32LE(keyBytes, at.keyBytes);
  block.write(keys, keysAt);
  let dataLengthAt = at.lengths + 2 * records.length;
  let dataAt = keysAt + keyBytes;
  for (const [position, { partitionKey, data }] of records.entries()) {
    block.writeUInt16LE(partitionKey.length, at.lengths + 2 * position);
    dataLengthAt = block.writeUInt32LE(data.length, dataLengthAt);
    block.set(data, dataAt);
    dataAt += data.length;
  }
  return stored;
}

/** A block in the place of `count` records that have numbers and could not be written; as {@link encodeBlock} gives it. */
export function encodeUnwritten(count: number, arrivalMs: number): Buffer {
  const stored = Buffer.alloc(sealBytes + at.lengths);
  const block = stored.subarray(sealBytes);
  block[0] = layout;
  block[at.flags] = flags.followsDirectly | flags.unwritten;
  block.writeDoubleLE(arrivalMs, at.arrivalMs);
  block.writeUInt32LE(count, at.count);
  return stored;
}

/** @throws Error for bytes that are no block */
export function decodeBlock(bytes: Buffer): RecordBlock {
  if (bytes[0] === v8Header) {
    const early = deserialize(bytes) as EarlyBlock;
    return { isEncrypted: false, followsDirectly: false, count: early.lengths.length, ...early };
  }
  if (bytes[0] !== layout || bytes.length < at.lengths) throw notABlock(bytes);
  const numbers = bytes.readUInt32LE(at.count);
  const flagBits = bytes[at.flags] ?? 0;
  const count = flagBits & flags.unwritten ? 0 : numbers;
  const keyBytes = bytes.readUInt32LE(at.keyBytes);
  const dataLengthsAt = at.lengths + 2 * count;
  const keysAt = dataLengthsAt + 4 * count;
  const dataAt = keysAt + keyBytes;
  if (dataAt > bytes.length) throw notABlock(bytes);
  const keys = bytes.toString('utf8', keysAt, dataAt);
  const partitionKeys = new Array<string>(count);
  const lengths = new Array<number>(count);
  let keyAt = 0;
  for (let position = 0; position < count; position++) {
    const keyEnd = keyAt + bytes.readUInt16LE(at.lengths + 2 * position);
    partitionKeys[position] = keys.slice(keyAt, keyEnd);
    lengths[position] = bytes.readUInt32LE(dataLengthsAt + 4 * position);
    keyAt = keyEnd;
  }
  return {
    arrivalMs: bytes.readDoubleLE(at.arrivalMs),
    isEncrypted: (flagBits & flags.encrypted) !== 0,
    followsDirectly: (flagBits & flags.followsDirectly) !== 0,
    count: numbers,
    partitionKeys,
    lengths,
    data: bytes.subarray(dataAt),
  };
}

const notABlock = (bytes: Buffer) =>
  new Error(
    `a block of records of ${bytes.length} bytes begins with ${bytes.toString('hex', 0, 4)}, which is no layout`,
  );
