import { crc32 } from 'node:zlib';

/** Bytes before a value that are the storage's own: its mark, and the CRC-32 of key and value. */
export const sealBytes = 5;

/** Neither the first byte of a record's block (1) nor of a value that V8 wrote (255), nor one bit away from them. */
const mark = 0xc2;
const unsealed = [0x01, 0xff];

/** A value that is not the one that was written under its key. */
export class DamagedValueError extends Error {
  override readonly name = 'DamagedValueError';
}

/** Writes the seal over the first {@link sealBytes} bytes of `stored`, which the value follows. */
export function seal(key: string, stored: Buffer): Buffer {
  stored[0] = mark;
  stored.writeUInt32LE(crc32(stored.subarray(sealBytes), crc32(key)), 1);
  return stored;
}

/**
 * The value without its seal, in the same memory. LevelDB itself checks what it reads against no checksum. Values of
 * folders from before format 3 have no seal, and are given as they are.
 *
 * @throws DamagedValueError
 */
export function unseal(key: string, stored: Buffer): Buffer {
  if (stored[0] === mark && stored.length >= sealBytes) {
    const value = stored.subarray(sealBytes);
    if (crc32(value, crc32(key)) === stored.readUInt32LE(1)) return value;
  } else if (unsealed.includes(stored[0] ?? 0)) return stored;
  throw new DamagedValueError('a value does not match its checksum');
}
