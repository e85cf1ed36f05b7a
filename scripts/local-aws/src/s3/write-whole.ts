import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sumFiles } from './content-sum.js';
import type { KeyTurns } from './key-turns.js';
import type { S3rverFileStore } from './s3rver.js';

/**
 * Lets an object show only once all of it is there, as on AWS: the library writes into the file that readers see, and
 * what it keeps about an object after that. Here the object comes after what is kept about it, and last its MD5 sum, which
 * lies beside it until then: a process that is killed in between leaves the old object or the new one, and a sum of it.
 *
 * @param incoming a folder for what is not whole yet
 */
export function writeWhole(store: S3rverFileStore, incoming: string, turns: KeyTurns): void {
  const write = store.putContent.bind(store);
  const into = async <T>(
    fill: (part: string) => Promise<T>,
    place: (part: string, filled: T) => Promise<void>,
  ) => {
    const part = join(incoming, randomUUID());
    try {
      const filled = await fill(part);
      await place(part, filled);
      return filled;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  };
  store.putContent = (path, content) =>
    into(
      (part) => write(part, content),
      (part) => rename(part, path),
    );
  store.putObject = async ({ bucket, key, content, metadata }) => {
    const file = (resource: string) => store.getResourcePath(bucket, key, resource);
    const path = file('object');
    await mkdir(dirname(path), { recursive: true });
    const [size, md5] = await into(
      (part) => write(part, content),
      (part, [, sum]) =>
        turns.take(path, async () => {
          await writeFile(file(sumFiles.next), sum);
          await store.putMetadata(bucket, key, metadata, withoutSum);
          await rename(part, path);
          await rename(file(sumFiles.next), file(sumFiles.tag));
        }),
    );
    return { size, md5 };
  };
}

/** Has the library write no sum. */
const withoutSum = '';
