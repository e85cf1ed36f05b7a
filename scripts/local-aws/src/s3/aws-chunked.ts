import { Transform, type TransformCallback } from 'node:stream';

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

  /** @param expectedLength bytes without framing, from `x-amz-decoded-content-length`. */
  constructor(expectedLength: number) {
    super();
    this.#expectedLength = expectedLength;
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
    if (this.#expects === 'trailers' && this.#length === this.#expectedLength) callback();
    else callback(new Error(`The body ended after ${this.#length} of ${this.#expectedLength} bytes.`));
  }

  #takeBytes(from: Buffer): Buffer {
    const bytes = from.subarray(0, this.#remaining);
    this.push(bytes);
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
        throw new Error('The body is not aws-chunked: a line has no end.');
      return Buffer.alloc(0);
    }
    const line = this.#line.toString('latin1', 0, end);
    this.#line = Buffer.alloc(0);
    this.#endLine(line);
    return from.subarray(end + lineEnd.length - seen);
  }

  #endLine(line: string): void {
    if (this.#expects === 'end of chunk') {
      if (line !== '') throw new Error('The body is not aws-chunked: a chunk is longer than it says.');
      this.#expects = 'size';
    } else if (this.#expects === 'size') {
      const size = /^([0-9a-f]+)(;|$)/i.exec(line)?.[1];
      if (size === undefined)
        throw new Error(`The body is not aws-chunked: expected a size in hex, got '${line}'.`);
      this.#remaining = Number.parseInt(size, 16);
      this.#expects = this.#remaining > 0 ? 'bytes' : 'trailers';
    }
  }
}
