import { createHash, type Hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import type { HttpAnswer } from '../wire/http.js';
import { hmac, isSame, sha256, signingKey } from '../wire/signature/verify-signature.js';
import type { PayloadCheck } from './checksums.js';
import { mismatchAnswer, type VerifiedRequest } from './verify-request.js';
import { xmlError } from './xml.js';

/** A body that is not the one that was signed, with the answer to it. */
export class PayloadError extends Error {
  readonly answer: HttpAnswer;
  /** Tells a client's fault from one of the server. */
  readonly status: number;

  constructor(message: string, answer: HttpAnswer) {
    super(message);
    this.answer = answer;
    this.status = answer.status;
  }
}

/** Passes a body on, and fails at its end if it is not the one that the checks are for. */
export class CheckedPayload extends Transform {
  readonly #checks: readonly PayloadCheck[];

  constructor(checks: readonly PayloadCheck[]) {
    super();
    this.#checks = checks;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    for (const check of this.#checks) check.update(chunk);
    callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    endChecks(this.#checks).then(() => callback(), callback);
  }
}

/** @throws PayloadError */
export async function endChecks(
  checks: readonly PayloadCheck[],
  trailers: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  for (const check of checks) await check.end(trailers);
}

/** The SHA-256 that was signed with the request, in hexadecimal. */
export function signedHash(expected: string): PayloadCheck {
  const hash = createHash('sha256');
  return {
    update: (bytes) => void hash.update(bytes),
    async end() {
      if (hash.digest('hex') === expected.toLowerCase()) return;
      const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      throw new PayloadError(message, xmlError(400, 'XAmzContentSHA256Mismatch', message));
    },
  };
}

/**
 * The signatures of an `aws-chunked` body's chunks: each stands for its chunk and for the signature before it, the
 * first of which is the request's (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html).
 */
export class ChunkSignatures {
  readonly #key: Buffer;
  readonly #head: string;
  #previous: string;
  #hash: Hash = createHash('sha256');
  #needsTrailers: boolean;

  constructor({ key, signature, payloadHash }: VerifiedRequest) {
    this.#needsTrailers = payloadHash.endsWith('-TRAILER');
    this.#key = signingKey(key.secretAccessKey, signature);
    this.#head = `${signature.signedAt}\n${signature.scope}`;
    this.#previous = signature.signature;
  }

  /** Takes bytes of the chunk that is under way. */
  update(bytes: Buffer): void {
    this.#hash.update(bytes);
  }

  /** @throws PayloadError where the chunk's signature does not hold. */
  endChunk(signature: string): void {
    const content = `${sha256('')}\n${this.#hash.digest('hex')}`;
    this.#hash = createHash('sha256');
    this.#compare('AWS4-HMAC-SHA256-PAYLOAD', content, signature);
  }

  /**
   * @param trailers each as `name:value\n`.
   * @throws PayloadError where the trailers' signature does not hold.
   */
  endTrailers(trailers: string, signature: string): void {
    this.#compare('AWS4-HMAC-SHA256-TRAILER', sha256(trailers), signature);
    this.#needsTrailers = false;
  }

  /** @throws PayloadError where trailers were announced and their signature did not come. */
  end(): void {
    if (this.#needsTrailers) throw new PayloadError('The trailers are not signed.', mismatchAnswer());
  }

  #compare(algorithm: string, content: string, signature: string): void {
    const stringToSign = `${algorithm}\n${this.#head}\n${this.#previous}\n${content}`;
    if (!isSame(hmac(this.#key, stringToSign), signature))
      throw new PayloadError('The signature of a chunk does not match.', mismatchAnswer());
    this.#previous = signature;
  }
}
