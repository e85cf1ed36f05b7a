import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { S3rverFileStore } from './s3rver.js';

/** As many objects are known to be whole; beyond that, those read first are read through again. */
const knownObjects = 10_000;

/** The files beside an object that hold MD5 sums. */
export const sumFiles = {
  /** As its entity tag says it: of a multipart upload it is none of the content. */
  tag: 'object.md5',
  /** Of the content of a multipart upload. */
  content: 'content.md5',
  /** Of the content that is about to take the object's place, until it has. */
  next: 'next.md5',
} as const;

/**
 * Compares what lies in the files of objects with the sums that were written with it. A file is read through once,
 * and then again when it has changed.
 */
export class ContentSums {
  readonly #store: Pick<S3rverFileStore, 'getResourcePath'>;
  readonly #known = new Map<string, { readonly state: string; readonly md5: string }>();

  constructor(store: Pick<S3rverFileStore, 'getResourcePath'>) {
    this.#store = store;
  }

  /**
   * Whether the content is what was written. A process that was killed between an object's last two files has left
   * the sum in `next.md5`: it is put in its place.
   *
   * @returns true also where nothing is known: of multipart uploads before version 0.1 kept a sum of their content
   */
  async isWhole(bucket: string, key: string): Promise<boolean> {
    const file = (resource: string) => this.#store.getResourcePath(bucket, key, resource);
    const tag = await read(file(sumFiles.tag));
    const sum = tag?.includes('-') ? await read(file(sumFiles.content)) : tag;
    if (tag !== undefined && sum === undefined) return true;
    const md5 = await this.#md5Of(file('object'));
    if (md5 === sum) return true;
    if (md5 !== (await read(file(sumFiles.next)))) return false;
    await rename(file(sumFiles.next), file(sumFiles.tag));
    return true;
  }

  /** The sum of a file as it is now. */
  async #md5Of(path: string): Promise<string> {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    const state = `${ino}/${size}/${mtimeNs}`;
    const known = this.#known.get(path);
    if (known?.state === state) return known.md5;
    const hash = createHash('md5');
    await pipeline(createReadStream(path), hash);
    const md5 = hash.digest('hex');
    this.#known.delete(path);
    this.#known.set(path, { state, md5 });
    const [oldest] = this.#known.keys();
    if (this.#known.size > knownObjects && oldest !== undefined) this.#known.delete(oldest);
    return md5;
  }
}

/** What the library knows nothing of, and would leave behind. */
export async function forgetSums(store: S3rverFileStore, bucket: string, key: string): Promise<void> {
  for (const resource of [sumFiles.content, sumFiles.next])
    await rm(store.getResourcePath(bucket, key, resource), { force: true });
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}
