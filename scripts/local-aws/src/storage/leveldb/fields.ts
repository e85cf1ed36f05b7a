/** LevelDB's numbers and texts, one after the other. */
export class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  /**
   * Seven bits a byte, the lowest first.
   *
   * @throws Error at the end
   */
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('an entry ends in the middle of a number');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  bytes(): Buffer {
    const length = this.number();
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new Error('an entry ends in the middle of a text');
    return this.#bytes.subarray(start, this.#at);
  }

  /** What has not been read. */
  rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }
}
