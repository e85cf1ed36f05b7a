import { crc32 } from 'node:zlib';
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

/**
 * All entries of a log, but for one at its end that is cut off or was not written through.
 *
 * @throws Error where an entry has others behind it and is not as it was written
 */
export function decodeEntries(log: Buffer, path: string): Entry[] {
  const entries: Entry[] = [];
  let offset = 0;
  while (offset < log.length) {
    const end = entryEnd(log, offset);
    if (end === undefined) break;
    entries.push(decodeEntry(log.subarray(offset, end)));
    offset = end;
  }
  for (let behind = offset + 1; behind + at.operations <= log.length; behind++)
    if (entryEnd(log, behind) !== undefined)
      throw new Error(
        `${path}, of ${log.length} bytes, has an entry at byte ${offset} that is not what was written`,
      );
  return entries;
}

/** Where the entry that begins at `offset` ends; undefined where there is none, or not all of it. */
function entryEnd(log: Buffer, offset: number): number | undefined {
  if (offset + at.operations > log.length) return undefined;
  const end = offset + log.readUInt32LE(offset + at.bytes);
  if (end > log.length || end < offset + at.operations) return undefined;
  const checksum = crc32(log.subarray(offset + at.filling, end));
  return checksum === log.readUInt32LE(offset + at.checksum) ? end : undefined;
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
