import type { IncomingHttpHeaders } from 'node:http';
import type { Transform } from 'node:stream';
import { type HttpAnswer, type HttpRequest, header } from '../wire/http.js';
import { AwsChunkedDecoder } from './aws-chunked.js';
import type { PayloadCheck } from './checksums.js';
import { CheckedPayload, ChunkSignatures, PayloadError, signedHash } from './payload-check.js';
import type { VerifiedRequest } from './verify-request.js';

/**
 * The same request with its bare body: unwrapped where the SDK sent it as `aws-chunked`, and held against what was
 * signed where that is checked, and against `checksums`. A body that does not hold fails, after `refuse` has had its answer.
 */
export function withBareBody(
  request: HttpRequest,
  verified: VerifiedRequest | undefined,
  checksums: readonly PayloadCheck[],
  refuse: (answer: HttpAnswer) => void,
): HttpRequest {
  const length = header(request, 'x-amz-decoded-content-length');
  const isFramed = header(request, 'x-amz-content-sha256')?.startsWith('STREAMING-') && length !== undefined;
  if (isFramed) {
    const signatures = verified?.payloadHash.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD')
      ? new ChunkSignatures(verified)
      : undefined;
    const headers = unframedHeaders(request, length);
    return through(request, new AwsChunkedDecoder(Number(length), checksums, signatures), headers, refuse);
  }
  const isHashed = verified && /^[0-9a-f]{64}$/i.test(verified.payloadHash);
  const checks = isHashed ? [signedHash(verified.payloadHash), ...checksums] : checksums;
  if (checks.length === 0) return request;
  return through(request, new CheckedPayload(checks), { ...request.headers }, refuse);
}

function unframedHeaders(request: HttpRequest, length: string): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = { ...request.headers, 'content-length': length };
  const encodings = (header(request, 'content-encoding') ?? '').split(',').map((encoding) => encoding.trim());
  const kept = encodings.filter((encoding) => encoding !== 'aws-chunked' && encoding !== '').join(',');
  delete headers['content-encoding'];
  if (kept) headers['content-encoding'] = kept;
  return headers;
}

function through(
  request: HttpRequest,
  body: Transform,
  headers: IncomingHttpHeaders,
  refuse: (answer: HttpAnswer) => void,
): HttpRequest {
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor, socket } = request;
  request.on('error', (error) => body.destroy(error));
  // Not every request that breaks off has an error: HTTP/2's is closed, and `pipe` would wait for its end for ever.
  request.on('close', () => {
    if (!request.readableEnded) body.destroy(brokenOff());
  });
  // First of all listeners, so that the answer is written before anyone else gives one of their own.
  body.on('error', (error) => {
    if (error instanceof PayloadError) refuse(error.answer);
  });
  const bare = { headers, method, url, httpVersion, httpVersionMajor, httpVersionMinor, socket };
  return Object.assign(request.pipe(body), bare) as unknown as HttpRequest;
}

/** As Node tells it of a connection that its client has closed in the middle. */
const brokenOff = () => Object.assign(new Error('The client went away.'), { code: 'ECONNRESET' });
