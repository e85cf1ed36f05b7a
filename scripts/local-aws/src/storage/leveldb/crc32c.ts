/** Castagnoli's polynomial, its bits turned about. */
const polynomial = 0x82f63b78;
const byByte = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? polynomial : 0);
  return sum;
});

/**
 * The state of a CRC-32C after the bytes from `start` to `end`; what is stored is {@link maskedCrc} of it. LevelDB's
 * checksum, which Node does not have: `zlib.crc32` has another polynomial.
 *
 * @param state that after the bytes before; at the beginning, -1
 */
export function crc32cState(bytes: Uint8Array, start: number, end: number, state = -1): number {
  let sum = state;
  for (let at = start; at < end; at++) sum = (sum >>> 8) ^ (byByte[(sum ^ (bytes[at] ?? 0)) & 255] ?? 0);
  return sum;
}

/** As LevelDB stores a sum: turned about and moved on, as data may hold sums itself. */
export function maskedCrc(state: number): number {
  const sum = ~state >>> 0;
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
