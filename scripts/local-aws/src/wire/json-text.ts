/** How much text is gathered before it is made bytes: many small writes cost more than their bytes. */
const gatheredCharacters = 8 * 1024;

/** Bytes that become base64 at once: a multiple of three. The text of many would be kept where V8 clears up late. */
const base64Bytes = 12 * 1024;

/** Strings that JSON holds as they are. */
const plain = /^[ !#-[\]-~]*$/;

/** A list that writes itself, quicker than by its schema: one that is long and whose elements have much in common. */
export interface JsonList {
  writeJson(json: JsonText): void;
}

export const isJsonList = (value: object): value is JsonList =>
  'writeJson' in value && typeof value.writeJson === 'function';

/**
 * JSON while it is written. A long one, such as an answer of ten thousand records, becomes bytes piece by piece:
 * quicker than one string of all of it, which would be encoded in the end.
 */
export class JsonText {
  #gathered = '';
  #isAscii = true;
  #bytes: Buffer | undefined;
  #end = 0;

  /** Adds JSON, all of it ASCII. */
  add(json: string): void {
    this.#gathered += json;
    if (this.#gathered.length >= gatheredCharacters) this.#flush();
  }

  addString(value: string): void {
    const isPlain = plain.test(value);
    if (!isPlain) this.#isAscii = false;
    this.add(isPlain ? `"${value}"` : JSON.stringify(value));
  }

  /** Adds a string: the base64 of the bytes from `start` up to `end`. */
  addBase64(bytes: Buffer, start: number, end: number): void {
    this.add('"');
    for (let at = start; at < end; at += base64Bytes)
      this.add(bytes.toString('base64', at, Math.min(end, at + base64Bytes)));
    this.add('"');
  }

  /** Makes room for as many bytes as are likely to follow: one that grows to them takes twice as many and more. */
  expect(bytes: number): void {
    if (bytes > gatheredCharacters) this.#withRoom(bytes);
  }

  /** What was written; a short one as text, which travels in one piece with the headers. */
  take(): string | Uint8Array {
    if (!this.#bytes) return this.#gathered;
    this.#flush();
    return this.#bytes.subarray(0, this.#end);
  }

  #flush(): void {
    const text = this.#gathered;
    // In UTF-8, no UTF-16 unit takes more than three bytes.
    const bytes = this.#withRoom(this.#isAscii ? text.length : 3 * text.length);
    this.#end += bytes.write(text, this.#end, this.#isAscii ? 'latin1' : 'utf8');
    this.#gathered = '';
    this.#isAscii = true;
  }

  #withRoom(more: number): Buffer {
    const needed = this.#end + more;
    if (this.#bytes && needed <= this.#bytes.length) return this.#bytes;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * (this.#bytes?.length ?? 4 * gatheredCharacters)));
    this.#bytes?.copy(grown, 0, 0, this.#end);
    this.#bytes = grown;
    return grown;
  }
}
