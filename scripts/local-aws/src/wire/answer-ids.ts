import { randomFillSync, randomUUID } from 'node:crypto';

/** Bytes of an extended id, 96 characters in base64: as long as AWS's. */
const idBytes = 72;
const idsAtOnce = 64;

/**
 * The two ids that AWS gives every answer. Random bytes are drawn for many answers at a time: each way to the
 * system's source takes longer than the rest of a small answer.
 */
export class AnswerIds {
  readonly #drawn = Buffer.alloc(idBytes * idsAtOnce);
  #at = this.#drawn.length;

  /** For `x-amzn-RequestId`. */
  requestId(): string {
    return randomUUID();
  }

  /** For `x-amz-id-2`. */
  extendedId(): string {
    if (this.#at === this.#drawn.length) {
      randomFillSync(this.#drawn);
      this.#at = 0;
    }
    const start = this.#at;
    this.#at += idBytes;
    return this.#drawn.toString('base64', start, this.#at);
  }
}
