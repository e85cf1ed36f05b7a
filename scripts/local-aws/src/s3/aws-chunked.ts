import { Transform, type TransformCallback } from 'node:stream';
import type { PayloadCheck } from './checksums.js';
import { type ChunkSignatures, endChecks, PayloadError } from './payload-check.js';
import { xmlError } from './xml.js';

const lineEnd = Buffer.from('\r\n');
/** A chunk's size with its signature, or a trailer; a longer line is no aws-chunked body. */
const maxLineBytes = 8192;

/**
 * Takes the framing off an `aws-chunked` body, which the SDK sends for streams: each chunk is its size in hex
 * (and perhaps `;chunk-signature=…`), a line end, the bytes, a line end; after the chunk of size 0 come
 * trailers such as the checksum (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html).
 */
export class AwsChunkedDecoder extends Transform {
  #line = Buffer.alloc(0);
  #remaining = 0;
  #expects: 'size' | 'bytes' | 'end of chunk' | 'trailers' = 'size';
  #length = 0;
  readonly #expectedLength: number;
  readonly #checks: readonly PayloadCheck[];
  readonly #signatures: ChunkSignatures | undefined;
  #chunkSignature = '';
  #trailers = '';

  /**
   * @param expectedLength bytes without framing, from `x-amz-decoded-content-length`.
   * @param checks what the bytes are held against.
   * @param signatures what each chunk is held against; without it they are not looked at.
   */
  constructor(expectedLength: number, checks: readonly PayloadCheck[], signatures?: ChunkSignatures) {
    super();
    this.#expectedLength = expectedLength;
    this.#checks = checks;
    this.#signatures = signatures;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    try {
      let rest = chunk;
      while (rest.length > 0) rest = this.#expects === 'bytes' ? this.#takeBytes(rest) : this.#takeLine(rest);
      callback();
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(callback: TransformCallback): void {
    try {
      if (this.#expects !== 'trailers' || this.#length !== this.#expectedLength)
        throw malformed(
          `The body ended after ${this.#length} of ${this.#expectedLength} bytes.`,
          'IncompleteBody',
        );
      this.#signatures?.end();
      endChecks(this.#checks, trailersOf(this.#trailers)).then(() => callback(), callback);
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #takeBytes(from: Buffer): Buffer {
    const bytes = from.subarray(0, this.#remaining);
    this.push(bytes);
    for (const check of this.#checks) check.update(bytes);
    this.#signatures?.update(bytes);
    this.#remaining -= bytes.length;
    this.#length += bytes.length;
    if (this.#remaining === 0) this.#expects = 'end of chunk';
    return from.subarray(bytes.length);
  }

  #takeLine(from: Buffer): Buffer {
    const seen = this.#line.length;
    this.#line = Buffer.concat([this.#line, from]);
    const end = this.#line.indexOf(lineEnd);
    if (end < 0) {
      if (this.#line.length > maxLineBytes)
        throw malformed('The body is not aws-chunked: a line has no end.');
      return Buffer.alloc(0);
    }
    const line = this.#line.toString('latin1', 0, end);
    this.#line = Buffer.alloc(0);
    this.#endLine(line);
    return from.subarray(end + lineEnd.length - seen);
  }

  #endLine(line: string): void {
    if (this.#expects === 'end of chunk') {
      if (line !== '') throw malformed('The body is not aws-chunked: a chunk is longer than it says.');
      this.#signatures?.endChunk(this.#chunkSignature);
      this.#expects = 'size';
    } else if (this.#expects === 'size') this.#beginChunk(line);
    else this.#takeTrailer(line);
  }

  #beginChunk(line: string): void {
    const [, size, signature] = /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]+)|;|$)/i.exec(line) ?? [];
    if (size === undefined)
      throw malformed(`The body is not aws-chunked: expected a size in hex, got '${line}'.`);
    this.#chunkSignature = signature ?? '';
    this.#remaining = Number.parseInt(size, 16);
    if (this.#remaining > this.#expectedLength - this.#length)
      throw malformed('The body is not aws-chunked: its chunks are longer than its decoded length.');
    this.#expects = this.#remaining > 0 ? 'bytes' : 'trailers';
    // The last chunk is empty, and signed as the others are.
    if (this.#remaining === 0) this.#signatures?.endChunk(this.#chunkSignature);
  }

  #takeTrailer(line: string): void {
    const signature = /^x-amz-trailer-signature:\s*([0-9a-f]+)$/i.exec(line)?.[1];
    if (signature !== undefined) this.#signatures?.endTrailers(this.#trailers, signature);
    else if (line !== '') this.#trailers += `${line.trim()}\n`;
    if (this.#trailers.length > maxLineBytes) throw malformed('The trailers of the body are too long.');
  }
}

/** By their names in lower case. */
const trailersOf = (lines: string): ReadonlyMap<string, string> =>
  new Map(
    lines.split('\n').map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.trim().toLowerCase(), value.join(':').trim()];
    }),
  );

/** The client's fault, whatever it is: S3's code for a body that ends too early, or else for what it cannot read. */
const malformed = (message: string, code: 'IncompleteBody' | 'InvalidRequest' = 'InvalidRequest') =>
  new PayloadError(message, xmlError(400, code, message));
