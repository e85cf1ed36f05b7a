import { Http2ServerRequest } from 'node:http2';
import { type HttpAnswer, type HttpRequest, header } from '../wire/http.js';
import type { S3Request } from './s3-request.js';
import { xmlError } from './xml.js';

/**
 * S3 takes an object only with its length (API reference, Error responses: MissingContentLength), and could not tell
 * one that broke off from a whole one without.
 *
 * @returns the refusal of an object or a part whose length is not told; undefined for all others
 */
export function missingLength({ key }: S3Request, request: HttpRequest): HttpAnswer | undefined {
  if (request.method !== 'PUT' || key === undefined || !hasBody(request)) return undefined;
  const told = header(request, 'content-length') ?? header(request, 'x-amz-decoded-content-length');
  return told === undefined
    ? xmlError(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.')
    : undefined;
}

const hasBody = (request: HttpRequest): boolean =>
  request instanceof Http2ServerRequest
    ? !request.stream.endAfterHeaders
    : header(request, 'transfer-encoding') !== undefined;
