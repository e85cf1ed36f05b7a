import { crc32cState, maskedCrc } from './crc32c.js';
import { Fields } from './fields.js';

/** Two handles, filled up to 40 bytes, and the number by which a table is known. */
const footerBytes = 48;
/** What a table ends with: LevelDB's `kTableMagicNumber`, the lowest byte first. */
const tableEnd = Buffer.from('57fb808b247547db', 'hex');
/** Behind each block: whether it is compressed (0 or 1), and its checksum with that. */
const trailerBytes = 5;

/**
 * Whether all blocks of a table fit their checksums. They lie one behind the other; where each ends only the index
 * says, which may be compressed. So a block ends where the checksum of what came before is found.
 */
export function isWholeTable(file: Buffer): boolean {
  const end = file.length - footerBytes;
  if (end < 0 || !isFooter(file.subarray(end), end)) return false;
  let start = 0;
  while (start < end) {
    const next = endOfBlock(file, start, end);
    if (next === undefined) return false;
    start = next;
  }
  return true;
}

/** Offset and size of the last two blocks, the index at the end; then zeros. */
function isFooter(footer: Buffer, end: number): boolean {
  const fields = new Fields(footer.subarray(0, -tableEnd.length));
  const [metaindex, metaindexBytes] = [fields.number(), fields.number()];
  const [index, indexBytes] = [fields.number(), fields.number()];
  return (
    metaindex + metaindexBytes + trailerBytes === index &&
    index + indexBytes + trailerBytes === end &&
    fields.rest().every((byte) => byte === 0) &&
    footer.subarray(-tableEnd.length).equals(tableEnd)
  );
}

function endOfBlock(file: Buffer, start: number, end: number): number | undefined {
  let state = -1;
  for (let at = start; at + trailerBytes <= end; at++) {
    const next = crc32cState(file, at, at + 1, state);
    if ((file[at] ?? 0) <= 1 && maskedCrc(next) === file.readUInt32LE(at + 1)) return at + trailerBytes;
    state = next;
  }
  return undefined;
}
