import { createHash } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sumFiles } from './content-sum.js';
import type { KeyTurns } from './key-turns.js';
import { type S3rverFileStore, s3Error } from './s3rver.js';

/**
 * Gives objects of multipart uploads the entity tag that S3 gives them, where the library has the MD5 sum of the
 * whole: the MD5 sum of the parts' sums, and their number. Clients compare it with their own
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html).
 *
 * Uploads and parts that are not there are refused before the library opens their files, in which it would fail.
 */
export function tagMultipartUploads(store: S3rverFileStore, turns: KeyTurns): void {
  const folderOf = (bucket: string, uploadId: string) =>
    join(store.getResourcePath(bucket, undefined, 'uploads'), uploadId);

  const putPart = store.putPart.bind(store);
  store.putPart = async (bucket, uploadId, partNumber, content) => {
    await access(join(folderOf(bucket, uploadId), 'key')).catch(refuseUpload);
    return putPart(bucket, uploadId, partNumber, content);
  };

  const putTogether = store.putObjectMultipart.bind(store);
  store.putObjectMultipart = async (bucket, uploadId, parts) => {
    const upload = folderOf(bucket, uploadId);
    const numbers = parts.map(({ number }) => number).sort((a, b) => a - b);
    const key = await readFile(join(upload, 'key'), 'utf8').catch(refuseUpload);
    const sums = await Promise.all(
      numbers.map((number) => readFile(join(upload, `${number}.md5`), 'utf8').catch(refusePart)),
    );
    const written = await putTogether(bucket, uploadId, parts);
    const md5 = `${createHash('md5').update(sums.join(''), 'hex').digest('hex')}-${sums.length}`;
    const file = (resource: string) => store.getResourcePath(bucket, key, resource);
    await turns.take(file('object'), async () => {
      // Another object may have taken the key meanwhile.
      if ((await readFile(file(sumFiles.tag), 'utf8').catch(() => undefined)) !== written.md5) return;
      await writeFile(file(sumFiles.content), written.md5);
      await writeFile(file(sumFiles.tag), md5);
    });
    return { ...written, md5 };
  };
}

export const noSuchUpload = () =>
  s3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  );

export const invalidPart = () =>
  s3Error(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  );

function refuseUpload(): never {
  throw noSuchUpload();
}

function refusePart(): never {
  throw invalidPart();
}
