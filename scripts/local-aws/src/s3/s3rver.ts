import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';

/** The parts of s3rver that this package uses; the library brings no types of its own. */
export interface S3rver {
  /** A request listener. */
  callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  on(
    event: 'error',
    listener: (error: Error & { readonly status?: number; readonly code?: string }) => void,
  ): void;
  readonly store: S3rverStore;
  readonly logger: { close(): void };
}

/** Buckets as folders, objects as files. */
export interface S3rverStore {
  getBucket(bucket: string): Promise<{ readonly name: string } | null>;
  existsObject(bucket: string, key: string): Promise<boolean>;
  deleteObject(bucket: string, key: string): Promise<void>;
  putObject(object: S3rverObject): Promise<{ readonly size: number; readonly md5: string }>;
  /** Puts the parts of an upload together, in the order of their numbers. */
  putObjectMultipart(
    bucket: string,
    uploadId: string,
    parts: readonly { readonly number: number }[],
  ): Promise<{ readonly size: number; readonly md5: string }>;
  /** A file that the library keeps about an object or, without a key, a bucket. */
  getResourcePath(bucket: string, key: string | undefined, resource: string): string;
  /** Not quite in key order, as folders come whole. */
  listObjects(
    bucket: string,
    options: { readonly prefix?: string; readonly startAfter?: string },
  ): Promise<S3rverListing>;
  /** Writes a file and says its size and MD5 sum. Every write of an object or a part goes through here. */
  putContent(path: string, content: Readable): Promise<[size: number, md5: string]>;
}

export interface S3rverObject {
  readonly bucket: string;
  readonly key: string;
  readonly content: Readable;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface S3rverListing {
  readonly objects: readonly {
    readonly key: string;
    readonly size: number;
    readonly lastModifiedDate: Date;
    readonly metadata: { readonly etag: string; readonly 'x-amz-storage-class'?: string };
  }[];
}

interface S3rverOptions {
  readonly directory: string;
  /** No output of its own. */
  readonly silent: boolean;
  /** The library's own reading of the current SDK's signatures fails; they are not checked. */
  readonly allowMismatchedSignatures: boolean;
  readonly vhostBuckets: boolean;
}

/** @example createS3rver('/data/s3').callback() */
export function createS3rver(directory: string): S3rver {
  const require = createRequire(import.meta.url);
  const Library: new (options: S3rverOptions) => S3rver = require('@20minutes/s3rver');
  const { STORAGE_CLASSES }: { STORAGE_CLASSES: string[] } = require('@20minutes/s3rver/lib/models/object');
  // The library's list ends with the classes of 2020; an object of another one could be neither put nor read.
  if (!STORAGE_CLASSES.includes('GLACIER_IR')) STORAGE_CLASSES.push('GLACIER_IR', 'EXPRESS_ONEZONE', 'SNOW');
  return new Library({ directory, silent: true, allowMismatchedSignatures: true, vhostBuckets: false });
}
