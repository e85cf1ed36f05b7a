import { crc32 } from 'node:zlib';
import type { LogDamage } from '../leveldb/log-file.js';
import type { Batch } from '../stored-collections.js';

/** One batch, as it lies in a log. */
export interface Entry {
  /** Which of the logs' fillings it belongs to; they rise. */
  readonly filling: number;
  readonly operations: Batch;
}

/**
 * Layout, numbers little-endian: bytes of the entry (4), CRC-32 of all that follows (4), filling (8), number of
 * operations (4); then for each the bytes of its key (4), those of its value and 1, or 0 for a deletion (4), the key in
 * UTF-8, the value.
 */
const at = { bytes: 0, checksum: 4, filling: 8, count: 16, operations: 20 };
const lengthsBytes = 8;

export function encodeEntry({ filling, operations }: Entry): Buffer {
  let bytes = at.operations;
  for (const operation of operations) bytes += lengthsBytes + operationBytes(operation);
  const entry = Buffer.allocUnsafe(bytes);
  entry.writeUInt32LE(bytes, at.bytes);
  entry.writeDoubleLE(filling, at.filling);
  entry.writeUInt32LE(operations.length, at.count);
  let offset = at.operations;
  for (const operation of operations) {
    const value = operation.type === 'put' ? operation.value : undefined;
    const keyAt = offset + lengthsBytes;
    const valueAt = keyAt + entry.write(operation.key, keyAt);
    entry.writeUInt32LE(valueAt - keyAt, offset);
    entry.writeUInt32LE(value ? value.length + 1 : 0, offset + 4);
    if (value) entry.set(value, valueAt);
    offset = valueAt + (value?.length ?? 0);
  }
  entry.writeUInt32LE(crc32(entry.subarray(at.filling)), at.checksum);
  return entry;
}

/** What it adds to a log, or nearly so. */
export const operationBytes = (operation: Batch[number]): number =>
  Buffer.byteLength(operation.key) + (operation.type === 'put' ? operation.value.length : 0);

/** What can be read of a log. */
export interface LogContents {
  readonly entries: readonly Entry[];
  readonly damage?: LogDamage;
}

/** More than any entry has: large batches do not come here. */
const mostBytes = 256 * 1024;

/**
 * All entries of a log, up to the first that is not what was written. An entry that ends with the file was being written
 * when the process died: it was not acknowledged, and is none.
 */
export function decodeEntries(log: Buffer): LogContents {
  const entries: Entry[] = [];
  for (let offset = 0; offset < log.length; ) {
    const read = entryBytes(log.subarray(offset));
    if (read === 'cut off') break;
    if (typeof read === 'string') return { entries, damage: { at: offset, what: read } };
    entries.push(decodeEntry(log.subarray(offset, offset + read)));
    offset += read;
  }
  return { entries };
}

/** How many bytes the entry has that `rest` begins with; or what is wrong with it. */
function entryBytes(rest: Buffer): number | 'cut off' | LogDamage['what'] {
  if (rest.length < at.checksum) return 'cut off';
  const bytes = rest.readUInt32LE(at.bytes);
  if (bytes < at.operations || bytes > mostBytes) return 'has an entry of a wrong length';
  if (bytes > rest.length) return isWhole(rest) ? 'has an entry of a wrong length' : 'cut off';
  const checksum = crc32(rest.subarray(at.filling, bytes));
  return checksum === rest.readUInt32LE(at.checksum)
    ? bytes
    : 'has an entry that does not match its checksum';
}

/** Whether what is there fits the checksum somewhere, so that it is not the entry's end that is missing. */
function isWhole(rest: Buffer): boolean {
  if (rest.length < at.operations) return false;
  const checksum = rest.readUInt32LE(at.checksum);
  let sum = crc32(rest.subarray(at.filling, at.operations));
  for (let end = at.operations; end < Math.min(rest.length, mostBytes); end++) {
    if (sum === checksum) return true;
    sum = crc32(rest.subarray(end, end + 1), sum);
  }
  return sum === checksum;
}

function decodeEntry(entry: Buffer): Entry {
  const operations: Batch = [];
  let offset = at.operations;
  for (let count = entry.readUInt32LE(at.count); count > 0; count--) {
    const keyAt = offset + lengthsBytes;
    const valueAt = keyAt + entry.readUInt32LE(offset);
    const valueLength = entry.readUInt32LE(offset + 4) - 1;
    const key = entry.toString('utf8', keyAt, valueAt);
    offset = valueAt + Math.max(0, valueLength);
    if (valueLength < 0) operations.push({ type: 'del', key });
    else operations.push({ type: 'put', key, value: entry.subarray(valueAt, offset) });
  }
  return { filling: entry.readDoubleLE(at.filling), operations };
}
