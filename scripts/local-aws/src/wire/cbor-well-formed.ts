/** Deeper than any input of the APIs served here. */
const maxDepth = 32;

const byteString = 2;
const textString = 3;
const list = 4;
const map = 5;
const tagged = 6;
const simple = 7;
const indefinite = 31;
const breakByte = 0xff;
const epochTag = 1;

/**
 * Looks a CBOR body over before AWS's decoder reads it, in time that grows with its length and without allocating.
 * That decoder was made for answers of AWS: it takes a list's claimed length at its word, spends quadratic time on
 * big numbers, and reads on where a string is cut off. Refused are lengths beyond the end of the body, keys
 * that are no text, nesting without bound, trailing bytes, and all tags but the one for times.
 *
 * @throws Error that names what is wrong and where.
 */
export function requireWellFormed(body: Uint8Array): void {
  const end = skipItem(body, 0, 0);
  if (end !== body.length) throw new Error(`bytes after the end of the CBOR item, at ${end}`);
}

/** The position behind the item at `at`. */
function skipItem(body: Uint8Array, at: number, depth: number): number {
  if (depth > maxDepth) throw new Error(`CBOR nested more than ${maxDepth} deep`);
  const [major, minor] = initial(body, at);
  if (major === simple) return skipSimple(body, at, minor);
  if (minor === indefinite) return skipIndefinite(body, at, major, depth);
  const { value, next } = argument(body, at, minor);
  if (major <= 1) return next;
  if (major === byteString || major === textString) return skipBytes(body, next, value);
  if (major === tagged) return skipTime(body, next, value);
  const perEntry = major === map ? 2 : 1;
  if (value * perEntry > body.length - next)
    throw new Error(`CBOR list or map longer than the body, at ${at}`);
  let position = next;
  for (let entry = 0; entry < value; entry++)
    position = major === map ? skipEntry(body, position, depth) : skipItem(body, position, depth + 1);
  return position;
}

function skipEntry(body: Uint8Array, at: number, depth: number): number {
  const [major, minor] = initial(body, at);
  if (major !== textString || minor === indefinite) throw new Error(`CBOR map key that is no text, at ${at}`);
  return skipItem(body, skipItem(body, at, depth), depth + 1);
}

/** Strings in pieces, lists and maps that end with a break. */
function skipIndefinite(body: Uint8Array, at: number, major: number, depth: number): number {
  if (major < byteString || major > map) throw new Error(`unexpected CBOR break or length, at ${at}`);
  let position = at + 1;
  while (body[position] !== breakByte) {
    if (major === map) position = skipEntry(body, position, depth);
    else if (major === list) position = skipItem(body, position, depth + 1);
    else {
      const [pieceMajor, pieceMinor] = initial(body, position);
      if (pieceMajor !== major || pieceMinor === indefinite)
        throw new Error(`unexpected piece of a CBOR string, at ${position}`);
      position = skipItem(body, position, depth + 1);
    }
  }
  return position + 1;
}

function skipSimple(body: Uint8Array, at: number, minor: number): number {
  if (minor >= 20 && minor <= 23) return at + 1;
  if (minor >= 25 && minor <= 27) return skipBytes(body, at + 1, 2 ** (minor - 24));
  throw new Error(`unknown CBOR value, at ${at}`);
}

function skipTime(body: Uint8Array, at: number, tag: number): number {
  const [major, minor] = initial(body, at);
  const isNumber = major <= 1 || (major === simple && minor >= 25);
  if (tag !== epochTag || !isNumber) throw new Error(`unexpected CBOR tag ${tag}, at ${at}`);
  return skipItem(body, at, 0);
}

function skipBytes(body: Uint8Array, at: number, length: number): number {
  if (length > body.length - at) throw new Error(`CBOR value longer than the body, at ${at}`);
  return at + length;
}

function initial(body: Uint8Array, at: number): [major: number, minor: number] {
  const byte = body[at];
  if (byte === undefined) throw new Error('unexpected end of the CBOR body');
  return [byte >> 5, byte & 0b11111];
}

/** A length or number, which stands in the first byte or in the one to eight behind it. */
function argument(body: Uint8Array, at: number, minor: number): { value: number; next: number } {
  if (minor < 24) return { value: minor, next: at + 1 };
  if (minor > 27) throw new Error(`unknown CBOR length, at ${at}`);
  const next = skipBytes(body, at + 1, 2 ** (minor - 24));
  let value = 0;
  for (let position = at + 1; position < next; position++) value = value * 256 + (body[position] ?? 0);
  return { value, next };
}
