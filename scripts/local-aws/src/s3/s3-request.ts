import { type HttpAnswer, type HttpRequest, header, requestHostname } from '../wire/http.js';
import { isBucketName, isSafeKey } from './safe-key.js';
import { xmlError } from './xml.js';

const methods: readonly string[] = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS'];

/** docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const maxKeyBytes = 1024;

/** What a request is about. */
export interface S3Request {
  /** Absent: the list of buckets. */
  readonly bucket?: string;
  /** Absent: the bucket itself. */
  readonly key?: string;
  readonly query: URLSearchParams;
  /** Path-style, e.g. `/bucket/key`, as it came over the wire. */
  readonly path: string;
}

/**
 * Reads bucket and key from the path, or the bucket from a host name such as `bucket.localhost`.
 *
 * @returns An error's answer where the request names what cannot be a bucket's folder or an object's file.
 */
export function readRequest(request: HttpRequest): S3Request | HttpAnswer {
  const { method = '' } = request;
  if (!methods.includes(method))
    return xmlError(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
  const [rawPath = '/', search = ''] = splitOnce(request.url ?? '/', '?');
  const path = virtualHostBucket(request) + rawPath;
  const query = new URLSearchParams(search);
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return xmlError(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
  const [bucket = '', key = ''] = splitOnce(decoded.slice(1), '/');
  const source = header(request, 'x-amz-copy-source');
  if (bucket === '' && (key !== '' || !['GET', 'HEAD', 'OPTIONS'].includes(method)))
    return xmlError(400, 'InvalidURI', "Couldn't parse the specified URI.");
  if (bucket !== '' && !isBucketName(bucket))
    return xmlError(400, 'InvalidBucketName', 'The specified bucket is not valid.');
  if (Buffer.byteLength(key) > maxKeyBytes) return xmlError(400, 'KeyTooLongError', 'Your key is too long.');
  if (method === 'PUT' && query.has('uploadId') !== query.has('partNumber'))
    return xmlError(400, 'InvalidArgument', 'A part needs its uploadId and its partNumber.');
  if ([...query].some(([name, value]) => name.startsWith('response-') && !isHeaderValue(value)))
    return xmlError(400, 'InvalidArgument', 'Header value cannot be represented using ISO-8859-1.');
  if (
    (key !== '' && (!isSafeKey(key) || /^\/|\/\//.test(key))) ||
    (source !== undefined && !isSafeSource(source)) ||
    !isSafeUpload(query)
  ) {
    return xmlError(
      400,
      'InvalidArgument',
      'The key, copy source or upload cannot be stored as a file below its bucket.',
    );
  }
  return { ...(bucket && { bucket }), ...(key && { key }), query, path };
}

const version2Names = ['AWSAccessKeyId', 'Signature', 'Expires'];

/** Whether this is a URL presigned by Signature Version 2, which is still what boto3 makes of its own accord. */
export const isVersion2 = (query: URLSearchParams): boolean => version2Names.every((name) => query.has(name));

/** What a request asks, without the signature of a presigned one. */
export function withoutSignature(query: URLSearchParams): URLSearchParams {
  const names = isVersion2(query) ? version2Names : [];
  return new URLSearchParams(
    [...query].filter(([name]) => !name.toLowerCase().startsWith('x-amz-') && !names.includes(name)),
  );
}

/** When a presigned request ends, milliseconds since the Unix epoch. */
export function expiryOf(query: URLSearchParams): number | undefined {
  if (isVersion2(query)) return Number(query.get('Expires')) * 1000;
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '');
  if (!query.has('X-Amz-Expires') || !date) return undefined;
  const [year, month, day, hour, minute, second] = date.slice(1).map(Number);
  return (
    Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) +
    Number(query.get('X-Amz-Expires')) * 1000
  );
}

function virtualHostBucket(request: HttpRequest): string {
  const hostname = requestHostname(request) ?? '';
  return hostname.endsWith('.localhost') ? `/${hostname.slice(0, -'.localhost'.length)}` : '';
}

function isSafeSource(source: string): boolean {
  try {
    const [bucket = '', key = ''] = splitOnce(decodeURIComponent(source).replace(/^\//, ''), '/');
    return isBucketName(bucket) && isSafeKey(key);
  } catch {
    return false;
  }
}

/** Queries such as `response-content-type` become headers of the answer. */
const isHeaderValue = (value: string) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

/** Upload ids and part numbers become names of a folder and a file. */
function isSafeUpload(query: URLSearchParams): boolean {
  const uploadId = query.get('uploadId');
  const partNumber = query.get('partNumber');
  return (
    (uploadId === null || /^[0-9a-f]{32}$/.test(uploadId)) &&
    (partNumber === null || /^([1-9]\d{0,3}|10000)$/.test(partNumber))
  );
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
