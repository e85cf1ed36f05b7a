import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3rverFileStore } from './s3rver.js';

/**
 * Gives objects of multipart uploads the entity tag that S3 gives them, where the library has the MD5 sum of the
 * whole: the MD5 sum of the parts' sums, and their number. Clients compare it with their own
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html).
 */
export function tagMultipartUploads(store: S3rverFileStore): void {
  const putTogether = store.putObjectMultipart.bind(store);
  store.putObjectMultipart = async (bucket, uploadId, parts) => {
    const upload = join(store.getResourcePath(bucket, undefined, 'uploads'), uploadId);
    const numbers = parts.map(({ number }) => number).sort((a, b) => a - b);
    // Gone once the object is put together. Where one is missing, the library says so.
    const read = (name: string) => readFile(join(upload, name), 'utf8').catch(() => undefined);
    const key = await read('key');
    const sums = await Promise.all(numbers.map((number) => read(`${number}.md5`)));
    const written = await putTogether(bucket, uploadId, parts);
    if (key === undefined || !sums.every((sum) => sum !== undefined)) return written;
    const md5 = `${createHash('md5').update(sums.join(''), 'hex').digest('hex')}-${sums.length}`;
    await writeFile(store.getResourcePath(bucket, key, 'object.md5'), md5);
    return { ...written, md5 };
  };
}
