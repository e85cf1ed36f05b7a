import { crc32cState, maskedCrc } from './crc32c.js';

/** A part of a log's entry: an entry that does not fit into a block goes on in the next. */
interface Fragment {
  readonly kind: number;
  readonly bytes: Buffer;
}

/** Where a log stops being one, in bytes from its start, and what is wrong there. */
export interface LogDamage {
  readonly at: number;
  readonly what: string;
}

/** What can be read of a log. */
export interface LogContents {
  readonly entries: readonly Buffer[];
  readonly damage?: LogDamage;
}

/** As in https://github.com/google/leveldb/blob/main/doc/log_format.md */
const blockBytes = 32_768;
const headerBytes = 7;
const at = { checksum: 0, length: 4, kind: 6 };
const [full, first, middle, last] = [1, 2, 3, 4];

/**
 * Reads a file in the form of LevelDB's logs, which its MANIFEST has too. An entry that ends with the file was being
 * written when the process died: it was not acknowledged, and is none. All else that does not fit its checksums is
 * damage, which LevelDB would leave out of a log without a word.
 */
export function readLog(file: Buffer): LogContents {
  const entries: Buffer[] = [];
  let begun: Buffer[] | undefined;
  for (let start = 0; start < file.length; ) {
    const room = Math.min(blockBytes - (start % blockBytes), file.length - start);
    if (room < headerBytes) {
      start += room;
      continue;
    }
    const read = readFragment(file.subarray(start, start + room), start);
    if (read === 'cut off') break;
    if ('what' in read) return { entries, damage: read };
    const { kind, bytes } = read;
    if (begun === undefined ? kind === middle || kind === last : kind === full || kind === first)
      return { entries, damage: { at: start, what: 'has a part of an entry without the others' } };
    if (kind === full) entries.push(bytes);
    else begun = [...(begun ?? []), bytes];
    if (begun && kind === last) {
      entries.push(Buffer.concat(begun));
      begun = undefined;
    }
    start += headerBytes + bytes.length;
  }
  return { entries };
}

/** @param rest from the fragment to the end of its block, or of the file */
function readFragment(rest: Buffer, start: number): Fragment | LogDamage | 'cut off' {
  const length = rest.readUInt16LE(at.length);
  const kind = rest.readUInt8(at.kind);
  const end = headerBytes + length;
  const blockEnd = blockBytes - (start % blockBytes);
  if (end > rest.length && end <= blockEnd && kind >= full && kind <= last)
    return isWhole(rest) ? { at: start, what: 'has an entry of a wrong length' } : 'cut off';
  if (end > rest.length || kind < full || kind > last || !fits(rest, end))
    return { at: start, what: isZero(rest) ? 'has zeros in place of data' : 'does not match its checksums' };
  return { kind, bytes: rest.subarray(headerBytes, end) };
}

/** Whether what is there fits its checksum, so that it is not its end that is missing. */
function isWhole(rest: Buffer): boolean {
  let state = crc32cState(rest, at.kind, headerBytes);
  for (let end = headerBytes; end < rest.length; end++) {
    if (maskedCrc(state) === rest.readUInt32LE(at.checksum)) return true;
    state = crc32cState(rest, end, end + 1, state);
  }
  return maskedCrc(state) === rest.readUInt32LE(at.checksum);
}

const isZero = (bytes: Buffer) => bytes.every((byte) => byte === 0);

const fits = (fragment: Buffer, end: number): boolean =>
  maskedCrc(crc32cState(fragment, at.kind, end)) === fragment.readUInt32LE(at.checksum);
