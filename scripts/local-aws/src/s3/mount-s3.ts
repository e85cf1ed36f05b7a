import { Readable } from 'node:stream';
import { AwsError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { CallerRules } from '../wire/authenticate.js';
import type { HttpHandler } from '../wire/http.js';
import { ContentSums } from './content-sum.js';
import { copyWhole } from './copy-object.js';
import { refuseDamaged } from './damaged-object.js';
import { createDoor } from './door.js';
import { KeyTurns } from './key-turns.js';
import { createMemoryStore } from './memory-store.js';
import { tagMultipartUploads } from './multipart-tag.js';
import type { ObjectStore } from './object-store.js';
import { refusingStore } from './refusing-store.js';
import { createS3rver, refuseBrokenForms, replaceStore, type S3rver, type S3rverStore } from './s3rver.js';
import { isBucketName, isSafeKey } from './safe-key.js';
import { writeWhole } from './write-whole.js';

/** Where S3 keeps what it stores. Both folders are there. */
export interface S3Folders {
  /** A folder for each bucket. */
  readonly buckets: string;
  /** What is being written. */
  readonly incoming: string;
}

/** What S3 needs. */
export interface S3Options {
  /** Without them, buckets are kept in memory. */
  readonly folders: S3Folders | undefined;
  /** Whose signatures hold, and the time by which they are judged. */
  readonly callers: Pick<CallerRules, 'accessKeys' | 'now'>;
  readonly logger: Logger;
}

/** S3, ready to be served, and for the other services of this process. */
export interface S3Service {
  readonly onRequest: HttpHandler;
  readonly objects: ObjectStore;
  close(): Promise<void>;
}

/** Opens the buckets of the folders, or none. */
export function mountS3({ folders, callers, logger }: S3Options): S3Service {
  const library = folders ? openFiles(folders) : createS3rver(createMemoryStore());
  refuseBrokenForms(library);
  library.on('error', (error) => {
    if (error.status === undefined && !isAborted(error)) logger.error('S3 failed to answer', error);
  });
  return {
    onRequest: createDoor(library, callers),
    objects: objectStore(library.store),
    close: async () => library.logger.close(),
  };
}

function openFiles({ buckets, incoming }: S3Folders): S3rver {
  const library = createS3rver(buckets);
  const turns = new KeyTurns();
  writeWhole(library.store, incoming, turns);
  refuseDamaged(library.store, new ContentSums(library.store), turns);
  copyWhole(library.store);
  tagMultipartUploads(library.store, turns);
  replaceStore(library, refusingStore(library.store));
  return library;
}

/** The client went away in the middle; the library's own errors, on the other hand, have a status. */
const isAborted = ({ code = '' }: { readonly code?: string }) =>
  ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_HTTP2_STREAM_ERROR'].includes(code);

function objectStore(store: S3rverStore): ObjectStore {
  const bucketExists = async (bucket: string) =>
    isBucketName(bucket) && (await store.getBucket(bucket)) !== null;
  return {
    bucketExists,
    async putObject({ bucket, key, body, contentType = 'binary/octet-stream', storageClass = 'STANDARD' }) {
      if (!(await bucketExists(bucket))) {
        throw new AwsError('NoSuchBucket', `The specified bucket does not exist: ${bucket}`, { status: 404 });
      }
      if (!isSafeKey(key)) throw new AwsError('InvalidArgument', `The key ${key} cannot be stored as a file`);
      // The library takes a buffer for written before it is; a stream it waits for.
      const content = Readable.from([body], { objectMode: false });
      const metadata = {
        'content-type': contentType,
        ...(storageClass !== 'STANDARD' && { 'x-amz-storage-class': storageClass }),
      };
      await store.putObject({ bucket, key, content, metadata });
    },
  };
}
