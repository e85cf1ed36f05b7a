import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Clock, systemClock } from '../clock.js';
import { invalidPart, noSuchUpload } from './multipart-tag.js';
import { type S3Metadata, type S3rverStore, storedObject } from './s3rver.js';

interface MemoryObject {
  readonly body: Buffer;
  /** As the entity tag says it: of a multipart upload it is none of the body. */
  readonly md5: string;
  readonly metadata: S3Metadata;
  readonly modifiedMs: number;
}

interface Upload {
  readonly key: string;
  readonly metadata: S3Metadata;
  readonly parts: Map<number, { readonly body: Buffer; readonly md5: string }>;
}

interface Bucket {
  readonly name: string;
  readonly creationDate: Date;
  readonly objects: Map<string, MemoryObject>;
  readonly uploads: Map<string, Upload>;
  /** CORS rules and the like, as the library made them. */
  readonly subresources: Map<string, { readonly type: string }>;
}

const md5Of = (body: Uint8Array) => createHash('md5').update(body).digest('hex');
const resourceName = (key: string | undefined, type: string) => `${type}/${key ?? ''}`;

/**
 * The library's store without a file: what it keeps lies in this process's memory. It answers as the library's own
 * does, `null` for what is not there included.
 *
 * @param clock dates what is stored; S3 is in the clients' time.
 */
export function createMemoryStore(clock: Clock = systemClock): S3rverStore {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (name: string) => required(buckets.get(name), `bucket ${name}`);
  const objectOf = (bucket: string, key: string) =>
    required(bucketOf(bucket).objects.get(key), `object ${key} in bucket ${bucket}`);
  const uploadOf = (bucket: string, id: string) => bucketOf(bucket).uploads.get(id) ?? refuse(noSuchUpload());
  const keep = (bucket: string, key: string, object: Omit<MemoryObject, 'modifiedMs'>) => {
    bucketOf(bucket).objects.set(key, { ...object, modifiedMs: clock.now() });
    return { size: object.body.length, md5: object.md5 };
  };
  return {
    listBuckets: async () => [...buckets.values()],
    getBucket: async (name) => buckets.get(name) ?? null,
    async putBucket(name) {
      const creationDate = new Date(clock.now());
      const made = { name, creationDate, objects: new Map(), uploads: new Map(), subresources: new Map() };
      const bucket = buckets.get(name) ?? made;
      buckets.set(name, bucket);
      return bucket;
    },
    async deleteBucket(name) {
      buckets.delete(name);
    },
    async listObjects(bucket, { prefix = '', startAfter = '', maxKeys = Number.POSITIVE_INFINITY }) {
      const found = [...bucketOf(bucket).objects]
        .filter(([key]) => key > startAfter && key.startsWith(prefix))
        .map(([key, object]) => storedObject(bucket, key, null, metadataOf(object)));
      return { objects: found.slice(0, maxKeys), commonPrefixes: [], isTruncated: found.length > maxKeys };
    },
    existsObject: async (bucket, key) => buckets.get(bucket)?.objects.has(key) ?? false,
    async getObject(bucket, key, range) {
      const object = buckets.get(bucket)?.objects.get(key);
      return object ? readObject(bucket, key, object, range) : null;
    },
    async putObject({ bucket, key, content, metadata }) {
      const body = await buffer(content);
      return keep(bucket, key, { body, md5: md5Of(body), metadata });
    },
    async copyObject(fromBucket, fromKey, bucket, key, replacement) {
      const from = objectOf(fromBucket, fromKey);
      keep(bucket, key, { ...from, metadata: replacement ?? from.metadata });
      return metadataOf(objectOf(bucket, key));
    },
    async deleteObject(bucket, key) {
      buckets.get(bucket)?.objects.delete(key);
    },
    async initiateUpload(bucket, key, id, metadata) {
      bucketOf(bucket).uploads.set(id, { key, metadata, parts: new Map() });
    },
    async putPart(bucket, id, number, content) {
      const { parts } = uploadOf(bucket, id);
      const body = await buffer(content);
      const md5 = md5Of(body);
      parts.set(Number(number), { body, md5 });
      return { size: body.length, md5 };
    },
    async putObjectMultipart(bucket, id, named) {
      const { key, metadata, parts } = uploadOf(bucket, id);
      const numbers = named.map(({ number }) => number).sort((a, b) => a - b);
      const chosen = numbers.map((number) => parts.get(number) ?? refuse(invalidPart()));
      const sums = createHash('md5').update(chosen.map(({ md5 }) => md5).join(''), 'hex');
      const written = keep(bucket, key, {
        body: Buffer.concat(chosen.map(({ body }) => body)),
        md5: `${sums.digest('hex')}-${chosen.length}`,
        metadata,
      });
      bucketOf(bucket).uploads.delete(id);
      return written;
    },
    getSubresource: async (bucket, key, type) =>
      buckets.get(bucket)?.subresources.get(resourceName(key, type)) ?? null,
    async putSubresource(bucket, key, resource) {
      bucketOf(bucket).subresources.set(resourceName(key, resource.type), resource);
    },
    async deleteSubresource(bucket, key, type) {
      buckets.get(bucket)?.subresources.delete(resourceName(key, type));
    },
  };
}

const metadataOf = ({ metadata, md5, modifiedMs, body }: MemoryObject) => ({
  ...metadata,
  etag: JSON.stringify(md5),
  'last-modified': new Date(modifiedMs).toUTCString(),
  'content-length': body.length,
});

/** Within a range, which goes to its last byte included, or whole. A range that begins behind the end has no content. */
function readObject(
  bucket: string,
  key: string,
  object: MemoryObject,
  asked: { readonly start?: number; readonly end?: number } = {},
) {
  const last = Math.max(0, object.body.length - 1);
  const range = { start: asked.start ?? 0, end: Math.min(asked.end ?? last, last) };
  const isSatisfiable = range.start >= 0 && range.start <= range.end;
  const body = object.body.subarray(range.start, range.end + 1);
  const content = isSatisfiable ? Readable.from([body], { objectMode: false }) : null;
  const read = storedObject(bucket, key, content, metadataOf(object));
  return asked.start === undefined && asked.end === undefined ? read : Object.assign(read, { range });
}

function required<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`There is no ${what}.`);
  return found;
}

function refuse(error: Error): never {
  throw error;
}
