import { AwsError } from '../errors.js';
import { type HttpRequest, header } from './http.js';

/** How many bytes of bodies may be held at once, over all requests. */
export class PendingBytes {
  #free: number;

  constructor(maxBytes: number) {
    this.#free = maxBytes;
  }

  /** Whether there was room for so many more. */
  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#free += bytes;
  }
}

/**
 * The whole body. A longer one than `maxBytes` is refused as soon as that shows, by its declared length or while it
 * arrives. As much again is let pass unread, so that the client gets to see the answer; then it is cut off.
 *
 * @param pending what all bodies share. The body's bytes are taken from it; who has the body gives them back.
 * @throws AwsError `RequestEntityTooLargeException`, `RequestAbortedException`, `ServiceUnavailable`
 */
export function readBody(request: HttpRequest, maxBytes: number, pending?: PendingBytes): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let held = 0;
    let length = 0;
    let isRefused = false;
    let hasEnded = false;
    const refuse = (error: AwsError) => {
      isRefused = true;
      chunks = [];
      pending?.giveBack(held);
      held = 0;
      reject(error);
    };
    const hold = (chunk: Buffer) => {
      if (pending && !pending.take(chunk.length)) return refuse(unavailable());
      held += chunk.length;
      chunks.push(chunk);
    };
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > 2 * maxBytes) request.destroy();
      else if (isRefused) return;
      else if (length > maxBytes) refuse(tooLarge(maxBytes));
      else hold(chunk);
    });
    request.on('end', () => {
      hasEnded = true;
      if (!isRefused) resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    // Not by `complete`: Node takes a body that breaks off in the middle of a chunk for complete, and never ends it.
    const abort = () => {
      if (!isRefused && !hasEnded) refuse(aborted());
    };
    request.on('error', abort);
    request.on('close', abort);
    if (Number(header(request, 'content-length')) > maxBytes) refuse(tooLarge(maxBytes));
  });
}

const aborted = () =>
  new AwsError('RequestAbortedException', 'The client went away before the end of its request.');

const tooLarge = (maxBytes: number) =>
  new AwsError('RequestEntityTooLargeException', `The request body is larger than ${maxBytes} bytes.`, {
    status: 413,
  });

/** The SDKs send a request again that is answered so. */
const unavailable = () =>
  new AwsError('ServiceUnavailable', 'Too many large requests are under way; send this one again.', {
    status: 503,
  });
