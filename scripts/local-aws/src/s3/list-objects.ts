import type { HttpAnswer } from '../wire/http.js';
import type { S3rverListing, S3rverStore } from './s3rver.js';
import { xmlAnswer, xmlError } from './xml.js';

const mostKeys = 1000;

type StoredObject = S3rverListing['objects'][number];

interface Page {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of a page that more follows. */
  readonly next?: string;
}

/**
 * ListObjectsV2 and ListObjects. In place of the library's own, which cannot page on current OpenSSL (its
 * continuation tokens need DES) and leaves common prefixes out of the count.
 */
export async function listObjects(
  store: S3rverStore,
  bucket: string,
  query: URLSearchParams,
): Promise<HttpAnswer> {
  const isV2 = query.get('list-type') === '2';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = Number(query.get('max-keys') ?? mostKeys);
  if (!Number.isInteger(maxKeys) || maxKeys < 0) {
    return xmlError(
      400,
      'InvalidArgument',
      `max-keys must be an integer of 0 or more, got '${query.get('max-keys')}'.`,
    );
  }
  const token = query.get('continuation-token');
  const after = isV2
    ? token
      ? fromToken(token)
      : (query.get('start-after') ?? '')
    : (query.get('marker') ?? '');
  const listing = await store.listObjects(bucket, { prefix, startAfter: after });
  const page = pageOf(listing.objects, { prefix, delimiter, after, limit: Math.min(maxKeys, mostKeys) });
  const encode = query.get('encoding-type') === 'url' ? urlEncode : (key: string) => key;
  return xmlAnswer('ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    ...(delimiter && { Delimiter: encode(delimiter) }),
    ...(query.has('encoding-type') && { EncodingType: query.get('encoding-type') }),
    ...(isV2 ? continuationV2(page, query) : continuationV1(page, after, delimiter, encode)),
    MaxKeys: maxKeys,
    IsTruncated: page.next !== undefined,
    Contents: page.objects.map((object) => contents(object, encode)),
    CommonPrefixes: page.commonPrefixes.map((commonPrefix) => ({ Prefix: encode(commonPrefix) })),
  });
}

/** Keys in order, those below a delimiter rolled up into their common prefix; both count towards the limit. */
function pageOf(
  objects: readonly StoredObject[],
  { prefix, delimiter, after, limit }: { prefix: string; delimiter: string; after: string; limit: number },
): Page {
  const taken: StoredObject[] = [];
  const commonPrefixes = new Set<string>();
  let last = after;
  for (const object of [...objects].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))) {
    const cut = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
    const entry = cut < 0 ? object.key : object.key.slice(0, cut + delimiter.length);
    if (commonPrefixes.has(entry) || (cut >= 0 && entry === after)) continue;
    if (taken.length + commonPrefixes.size === limit) {
      return { objects: taken, commonPrefixes: [...commonPrefixes], ...(limit > 0 && { next: last }) };
    }
    if (cut < 0) taken.push(object);
    else commonPrefixes.add(entry);
    last = entry;
  }
  return { objects: taken, commonPrefixes: [...commonPrefixes] };
}

function continuationV2(page: Page, query: URLSearchParams): object {
  return {
    ...(query.has('start-after') && { StartAfter: query.get('start-after') }),
    ...(query.has('continuation-token') && { ContinuationToken: query.get('continuation-token') }),
    ...(page.next !== undefined && { NextContinuationToken: toToken(page.next) }),
    KeyCount: page.objects.length + page.commonPrefixes.length,
  };
}

/** NextMarker comes only with a delimiter; else the last key is the marker. */
function continuationV1(
  page: Page,
  marker: string,
  delimiter: string,
  encode: (key: string) => string,
): object {
  return {
    Marker: encode(marker),
    ...(delimiter && page.next !== undefined && { NextMarker: encode(page.next) }),
  };
}

function contents(object: StoredObject, encode: (key: string) => string): object {
  return {
    Key: encode(object.key),
    LastModified: object.lastModifiedDate.toISOString(),
    ETag: object.metadata.etag,
    Size: object.size,
    StorageClass: object.metadata['x-amz-storage-class'] ?? 'STANDARD',
  };
}

const toToken = (key: string) => Buffer.from(key).toString('base64url');
const fromToken = (token: string) => Buffer.from(token, 'base64url').toString();
const urlEncode = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/');
