import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { S3rverFileStore } from './s3rver.js';

/**
 * Lets an object show only once all of it is there, as on AWS: the library writes into the file that readers see, and
 * what it keeps about an object after that. Here the object comes last, so that one without the rest is damaged.
 */
export function writeWhole(store: S3rverFileStore, incoming: string): void {
  const write = store.putContent.bind(store);
  const into = async <T>(path: string, fill: (part: string) => Promise<T>): Promise<T> => {
    const part = join(incoming, randomUUID());
    try {
      const written = await fill(part);
      await rename(part, path);
      return written;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  };
  store.putContent = (path, content) => into(path, (part) => write(part, content));
  store.putObject = async ({ bucket, key, content, metadata }) => {
    const path = store.getResourcePath(bucket, key, 'object');
    await mkdir(dirname(path), { recursive: true });
    return into(path, async (part) => {
      const [size, md5] = await write(part, content);
      await store.putMetadata(bucket, key, metadata, md5);
      return { size, md5 };
    });
  };
}
