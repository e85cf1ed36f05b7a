import { deserialize } from 'node:v8';
import { sealBytes } from '../storage/storage.js';

/** What one request put into one shard: the unit on disk, under the sequence number of its first record. */
export interface RecordBlock {
  /** Milliseconds since the epoch. */
  readonly arrivalMs: number;
  readonly isEncrypted: boolean;
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
 * (4); then each key's length in UTF-16 units (2), each data's length (4), all keys in UTF-8, all data.
 */
const layout = 1;
const encryptedFlag = 1;
const at = { flags: 1, arrivalMs: 2, count: 10, keyBytes: 14, lengths: 18 };

/** Blocks from before there were layouts begin with this byte of V8's serialization. */
const v8Header = 0xff;

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
  block[at.flags] = isEncrypted ? encryptedFlag : 0;
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

/** @throws Error for bytes that are no block */
export function decodeBlock(bytes: Buffer): RecordBlock {
  if (bytes[0] === v8Header) {
    const early = deserialize(bytes) as Omit<RecordBlock, 'isEncrypted'> & Partial<RecordBlock>;
    return { ...early, isEncrypted: early.isEncrypted ?? false };
  }
  if (bytes[0] !== layout || bytes.length < at.lengths) throw notABlock(bytes);
  const count = bytes.readUInt32LE(at.count);
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
    isEncrypted: ((bytes[at.flags] ?? 0) & encryptedFlag) !== 0,
    partitionKeys,
    lengths,
    data: bytes.subarray(dataAt),
  };
}

const notABlock = (bytes: Buffer) =>
  new Error(
    `a block of records of ${bytes.length} bytes begins with ${bytes.toString('hex', 0, 4)}, which is no layout`,
  );
