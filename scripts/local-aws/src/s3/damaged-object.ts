import { readFile } from 'node:fs/promises';
import type { S3rverFileStore } from './s3rver.js';

/** An object that the folder does not have as it was stored. Its message reaches the client, and the log. */
export class DamagedObjectError extends Error {
  override readonly name = 'DamagedObjectError';
  /** By this the library tells what a client may read. */
  readonly expose = true;
}

/**
 * Gives out no object of which the metadata or the MD5 sum are gone. The library would make up for both: an object
 * without headers of its own, and with the sum of what is there, whatever that is.
 */
export function refuseDamaged(store: S3rverFileStore): void {
  const getObject = store.getObject.bind(store);
  const copyObject = store.copyObject.bind(store);
  store.getObject = async (bucket, key, range) => {
    await requireWhole(store, bucket, key);
    return getObject(bucket, key, range);
  };
  store.copyObject = async (...copy) => {
    const [bucket, key] = copy;
    await requireWhole(store, bucket, key);
    return copyObject(...copy);
  };
}

async function requireWhole(store: S3rverFileStore, bucket: string, key: string): Promise<void> {
  for (const [resource, isGood] of Object.entries(resources)) {
    const file = store.getResourcePath(bucket, key, resource);
    const text = await readFile(file, 'utf8').catch(absent);
    if (text !== undefined && isGood(text)) continue;
    if (!(await store.existsObject(bucket, key))) return;
    throw new DamagedObjectError(
      `The object ${key} in bucket ${bucket} is damaged: ${file} ${text === undefined ? 'is missing' : 'is not what was written'}. ` +
        'Bring that file back from a copy, or put or delete the object.',
    );
  }
}

const resources = {
  'metadata.json': isJson,
  'object.md5': (text: string) => /^[0-9a-f]{32}(-\d+)?$/.test(text),
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
