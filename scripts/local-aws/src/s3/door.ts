import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sensitiveHeaders } from 'node:http2';
import type { CallerRules } from '../wire/authenticate.js';
import {
  type HttpAnswer,
  type HttpHandler,
  type HttpRequest,
  header,
  requestHostname,
  send,
} from '../wire/http.js';
import { readBody } from '../wire/read-body.js';
import { boundedRange } from './byte-range.js';
import { readChecksums } from './checksums.js';
import { completeUpload } from './complete-upload.js';
import { deleteObjects } from './delete-objects.js';
import { listObjects } from './list-objects.js';
import { withBareBody } from './request-body.js';
import { missingLength } from './require-length.js';
import { expiryOf, readRequest, type S3Request, withoutSignature } from './s3-request.js';
import type { S3rver } from './s3rver.js';
import { verifyRequest } from './verify-request.js';
import { xmlError } from './xml.js';

/** Bodies that list something: DeleteObjects takes 1,000 keys of 1,024 bytes. */
const maxListBytes = 8 * 1024 * 1024;

/** Queries that make a GET of a bucket something else than a listing of its objects. */
const subresources = (
  'acl analytics cors encryption inventory lifecycle location logging metrics notification object-lock policy ' +
  'policyStatus publicAccessBlock replication requestPayment tagging uploads versioning versions website'
).split(' ');

/**
 * The way into the library: answers what it cannot, and puts the current SDK's requests into the form it knows.
 */
export function createDoor(library: S3rver, callers: Pick<CallerRules, 'accessKeys' | 'now'>): HttpHandler {
  const serve = library.callback();
  return async (request, response) => {
    response.setHeader('x-amz-request-id', randomUUID());
    const verified = verifyRequest(request, callers);
    if (verified && 'status' in verified) return send(response, verified);
    const asked = readRequest(request);
    if ('status' in asked) return send(response, asked);
    const checksums = await checksumsOf(asked, request);
    if ('status' in checksums) return send(response, checksums);
    const bareRequest = () => withBareBody(request, verified, checksums, (answer) => send(response, answer));
    const answer =
      hasExpired(asked, callers.now()) ??
      missingLength(asked, request) ??
      (await ownAnswer(library, asked, request, bareRequest).catch(refusalOf));
    if (answer) return send(response, answer);
    const range = await rangeOf(library, asked, request).catch(refusalOf);
    if (typeof range === 'object') return send(response, range);
    const understood = Object.assign(bareRequest(), { url: libraryUrl(asked) });
    delete understood.headers.range;
    if (range !== undefined) understood.headers.range = range;
    Object.assign(understood.headers, libraryCredentials(), { host: requestHostname(request) });
    // HTTP/2 has no Host, and Node adds a header named by a symbol; the library wants the one, and only strings.
    Reflect.deleteProperty(understood.headers, sensitiveHeaders);
    // The answer to a HEAD over HTTP/2 is closed for writing from the start, and the library would take it for gone.
    if (request.method === 'HEAD' && request.httpVersionMajor === 2)
      Object.defineProperty(response, 'socket', { value: undefined });
    await serve(understood as IncomingMessage, response as ServerResponse);
  };
}

/** What the body is held against. CompleteMultipartUpload's is the list of the parts, its checksum the object's. */
async function checksumsOf({ query }: S3Request, request: HttpRequest) {
  const isCompletion = request.method === 'POST' && query.has('uploadId');
  return request.method === 'PUT' || (request.method === 'POST' && !isCompletion)
    ? readChecksums(request)
    : [];
}

/** Errors with a status are the client's to know; others are this server's. */
function refusalOf(error: unknown): HttpAnswer {
  if (error instanceof Error && 'status' in error && 'code' in error)
    return xmlError(Number(error.status), String(error.code), error.message);
  throw error;
}

function hasExpired({ query }: S3Request, now: number): HttpAnswer | undefined {
  const expiry = expiryOf(query);
  return expiry !== undefined && now > expiry
    ? xmlError(403, 'AccessDenied', 'Request has expired')
    : undefined;
}

/** The operations that the library does not get right; `undefined` for all others. */
async function ownAnswer(
  { store }: S3rver,
  { bucket, key, query }: S3Request,
  request: HttpRequest,
  bareRequest: () => HttpRequest,
): Promise<HttpAnswer | undefined> {
  if (bucket === undefined || !(await store.getBucket(bucket))) return undefined;
  const uploadId = query.get('uploadId');
  if (request.method === 'POST' && key !== undefined && uploadId !== null) {
    const body = String(await readBody(bareRequest(), maxListBytes));
    return completeUpload(store, { bucket, key, uploadId }, body);
  }
  if (key !== undefined) return undefined;
  if (request.method === 'GET' && !subresources.some((name) => query.has(name))) {
    return listObjects(store, bucket, query);
  }
  if (request.method === 'POST' && query.has('delete')) {
    return deleteObjects(store, bucket, String(await readBody(bareRequest(), maxListBytes)));
  }
  if (request.method === 'PUT' && query.size === 0) return existingBucket(bucket, request);
  return undefined;
}

/** The part of the object that is asked for, in the library's form; or that there is none. */
async function rangeOf(
  { store }: S3rver,
  { bucket, key }: S3Request,
  request: HttpRequest,
): Promise<string | HttpAnswer | undefined> {
  const range = header(request, 'range');
  if (range === undefined || bucket === undefined || key === undefined) return undefined;
  return request.method === 'GET' || request.method === 'HEAD'
    ? boundedRange(store, bucket, key, range)
    : undefined;
}

/** Creating one's own bucket again does nothing in us-east-1, and is an error in any other region. */
function existingBucket(bucket: string, request: HttpRequest): HttpAnswer {
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(header(request, 'authorization') ?? '')?.[1];
  if (region === 'us-east-1') return { status: 200, headers: { location: `/${bucket}` }, body: '' };
  return xmlError(
    409,
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
  );
}

/** Path-style, and without a presigned request's signature: the library would check its date. */
function libraryUrl({ path, query }: S3Request): string {
  const search = withoutSignature(query).toString();
  return search ? `${path}?${search}` : path;
}

/** The library knows one access key; any credentials are welcome here. */
function libraryCredentials(): Record<string, string> {
  return {
    authorization:
      'AWS4-HMAC-SHA256 Credential=S3RVER/20000101/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=0',
    'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  };
}
