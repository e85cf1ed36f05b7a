import { readFile } from 'node:fs/promises';
import { type ContentSums, forgetSums, sumFiles } from './content-sum.js';
import type { KeyTurns } from './key-turns.js';
import type { S3rverFileStore } from './s3rver.js';

/** An object that the folder does not have as it was stored. Its message reaches the client, and the log. */
export class DamagedObjectError extends Error {
  override readonly name = 'DamagedObjectError';
  /** By this the library tells what a client may read. */
  readonly expose = true;
}

/**
 * Gives out no object of which the metadata or the MD5 sum are gone, or the content is another than the sum says. The
 * library would make up for it: an object without headers of its own, and with the sum of what is there, whatever
 * that is.
 */
export function refuseDamaged(store: S3rverFileStore, sums: ContentSums, turns: KeyTurns): void {
  const { getObject, copyObject, deleteObject } = store;
  const inTurn = <T>(bucket: string, key: string, job: () => Promise<T>) =>
    turns.take(store.getResourcePath(bucket, key, 'object'), job);
  store.getObject = (bucket, key, range) =>
    inTurn(bucket, key, async () => {
      await requireWhole(store, sums, bucket, key);
      return getObject.call(store, bucket, key, range);
    });
  store.copyObject = (...copy) => {
    const [bucket, key] = copy;
    return inTurn(bucket, key, async () => {
      await requireWhole(store, sums, bucket, key);
      return copyObject.apply(store, copy);
    });
  };
  store.deleteObject = (bucket, key) =>
    inTurn(bucket, key, async () => {
      await forgetSums(store, bucket, key);
      await deleteObject.call(store, bucket, key);
    });
}

async function requireWhole(
  store: S3rverFileStore,
  sums: ContentSums,
  bucket: string,
  key: string,
): Promise<void> {
  if (!(await store.existsObject(bucket, key))) return;
  const isWhole = await sums.isWhole(bucket, key);
  for (const [resource, isGood] of Object.entries(resources)) {
    const file = store.getResourcePath(bucket, key, resource);
    const text = await readFile(file, 'utf8').catch(absent);
    if (text === undefined || !isGood(text))
      throw damaged(bucket, key, file, text === undefined ? 'is missing' : 'is not what was written');
  }
  const file = store.getResourcePath(bucket, key, 'object');
  if (!isWhole) throw damaged(bucket, key, file, 'is not what was written');
}

const damaged = (bucket: string, key: string, file: string, what: string) =>
  new DamagedObjectError(
    `The object ${key} in bucket ${bucket} is damaged: ${file} ${what}. ` +
      'Bring that file back from a copy, or put or delete the object.',
  );

const resources = {
  'metadata.json': isJson,
  [sumFiles.tag]: (text: string) => /^[0-9a-f]{32}(-\d+)?$/.test(text),
};

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
