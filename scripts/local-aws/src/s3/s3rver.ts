import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';

/** The parts of s3rver that this package uses; the library brings no types of its own. */
export interface S3rver<Store extends S3rverStore = S3rverStore> {
  /** A request listener. */
  callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  on(
    event: 'error',
    listener: (error: Error & { readonly status?: number; readonly code?: string }) => void,
  ): void;
  store: Store;
  readonly logger: { close(): void };
}

/** What the library asks of the place where buckets and objects lie. */
export interface S3rverStore {
  listBuckets(): Promise<readonly S3rverBucket[]>;
  getBucket(bucket: string): Promise<S3rverBucket | null>;
  putBucket(bucket: string): Promise<S3rverBucket | null>;
  deleteBucket(bucket: string): Promise<void>;
  existsObject(bucket: string, key: string): Promise<boolean>;
  getObject(
    bucket: string,
    key: string,
    range?: { readonly start?: number; readonly end?: number },
  ): Promise<StoredObject | null>;
  deleteObject(bucket: string, key: string): Promise<void>;
  putObject(object: S3rverObject): Promise<Written>;
  /** @returns the copy's metadata */
  copyObject(
    fromBucket: string,
    fromKey: string,
    bucket: string,
    key: string,
    replacement: S3Metadata | null,
  ): Promise<object>;
  initiateUpload(bucket: string, key: string, uploadId: string, metadata: S3Metadata): Promise<void>;
  putPart(bucket: string, uploadId: string, partNumber: string, content: Readable): Promise<Written>;
  /** Puts the parts of an upload together, in the order of their numbers. */
  putObjectMultipart(
    bucket: string,
    uploadId: string,
    parts: readonly { readonly number: number }[],
  ): Promise<Written>;
  /** Not quite in key order, as folders come whole. */
  listObjects(
    bucket: string,
    options: { readonly prefix?: string; readonly startAfter?: string; readonly maxKeys?: number },
  ): Promise<S3rverListing>;
  getSubresource(bucket: string, key: string | undefined, type: string): Promise<object | null>;
  putSubresource(bucket: string, key: string | undefined, resource: { readonly type: string }): Promise<void>;
  deleteSubresource(bucket: string, key: string | undefined, type: string): Promise<void>;
}

/** The library's own store: buckets as folders, objects as files. */
export interface S3rverFileStore extends S3rverStore {
  /** A file that the library keeps about an object or, without a key, a bucket. */
  getResourcePath(bucket: string, key: string | undefined, resource: string): string;
  /** Writes the files about an object. */
  putMetadata(bucket: string, key: string, metadata: S3Metadata, md5: string): Promise<void>;
  /** Writes a file and says its size and MD5 sum. Every write of an object or a part goes through here. */
  putContent(path: string, content: Readable): Promise<[size: number, md5: string]>;
}

interface S3rverBucket {
  readonly name: string;
  readonly creationDate: Date;
}

interface Written {
  readonly size: number;
  readonly md5: string;
}

/** Headers of the request that stored an object; the library keeps those that S3 keeps. */
export type S3Metadata = Readonly<Record<string, string>>;

export interface S3rverObject {
  readonly bucket: string;
  readonly key: string;
  readonly content: Readable;
  readonly metadata: S3Metadata;
}

/** An object as it is given out. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly lastModifiedDate: Date;
  readonly metadata: { readonly etag: string; readonly 'x-amz-storage-class'?: string };
  readonly content: Readable | null;
}

export interface S3rverListing {
  readonly objects: readonly Omit<StoredObject, 'content'>[];
}

interface S3rverOptions {
  readonly directory: string;
  /** No output of its own. */
  readonly silent: boolean;
  /** The library's own reading of the current SDK's signatures fails; they are not checked. */
  readonly allowMismatchedSignatures: boolean;
  readonly vhostBuckets: boolean;
}

const load = createRequire(import.meta.url);

/** The library on a folder of files, or on another store. */
export function createS3rver(directory: string): S3rver<S3rverFileStore>;
export function createS3rver(store: S3rverStore): S3rver;
export function createS3rver(place: string | S3rverStore): S3rver {
  const Library: new (options: S3rverOptions) => S3rver = load('@20minutes/s3rver');
  const directory = typeof place === 'string' ? place : '';
  const options = { directory, silent: true, allowMismatchedSignatures: true, vhostBuckets: false };
  objectModel();
  const library = new Library(options);
  if (typeof place !== 'string') replaceStore(library, place);
  return library;
}

/** Has the library keep its objects in another store. */
export function replaceStore(library: S3rver, store: S3rverStore): void {
  Object.assign(library, { store });
  // Its handlers find it here.
  Object.assign((library as S3rver & { readonly context: object }).context, { store });
}

/** What the library's objects are made of. */
function objectModel() {
  const Model: ObjectModel = load('@20minutes/s3rver/lib/models/object');
  const { STORAGE_CLASSES } = Model;
  // The library's list ends with the classes of 2020; an object of another one could be neither put nor read.
  if (!STORAGE_CLASSES.includes('GLACIER_IR')) STORAGE_CLASSES.push('GLACIER_IR', 'EXPRESS_ONEZONE', 'SNOW');
  return Model;
}

interface ObjectModel {
  new (...fields: [string, string, Readable | null, object]): StoredObject;
  readonly STORAGE_CLASSES: string[];
}

/** The library's form of an object: of its metadata, what S3 keeps. */
export function storedObject(
  bucket: string,
  key: string,
  content: Readable | null,
  metadata: Readonly<Record<string, string | number>>,
): StoredObject {
  return new (objectModel())(bucket, key, content, metadata);
}

/** Has the library tell a browser that its form is broken, which it takes for a fault of its own. */
export function refuseBrokenForms(library: S3rver): void {
  const { middleware } = library as S3rver & { readonly middleware: Middleware[] };
  middleware.unshift(async (_context, next) => {
    try {
      await next();
    } catch (error) {
      throw error instanceof Error && brokenForm.test(error.message)
        ? s3Error(
            'MalformedPOSTRequest',
            'The body of your POST request is not well-formed multipart/form-data.',
          )
        : error;
    }
  });
}

type Middleware = (context: unknown, next: () => Promise<void>) => Promise<void>;

/** What the library's reader of forms, busboy, throws; its errors have no codes. */
const brokenForm = /^(Unexpected end of (form|file)|Multipart: Boundary not found|Malformed part header)/;

/**
 * An error that the library answers in S3's form, with the status that S3 has for the code.
 *
 * @example throw s3Error('NoSuchUpload', 'The specified upload does not exist.')
 */
export function s3Error(code: string, message: string): Error {
  const Model: new (code: string, message: string) => Error = load('@20minutes/s3rver/lib/models/error');
  return new Model(code, message);
}
