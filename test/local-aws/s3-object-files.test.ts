import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { startLocalAws } from '../../scripts/local-aws/src/index.js';
import { temporaryFolder } from './support/delivery-lab.js';

const Bucket = 'um-balde';

describe('An object in files', () => {
  async function openFiles(t: TestContext) {
    const dataDir = await temporaryFolder();
    const failures: string[] = [];
    const logger = {
      info: () => {},
      error: (_: string, cause?: unknown) => failures.push(String(cause)),
    };
    const aws = await startLocalAws({ port: 0, dataDir, logger });
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const s3 = new S3Client({ endpoint: aws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
    t.after(async () => {
      s3.destroy();
      await aws.close();
    });
    await s3.send(new CreateBucketCommand({ Bucket }));
    const file = (resource: string, name = 'b') =>
      join(dataDir, 's3', Bucket, 'a', `${name}._S3rver_${resource}`);
    const put = (Body: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body, ContentType: 'text/plain' }));
    const read = async (Range?: string, Key = 'a/b') => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...(Range && { Range }) }));
      return Body?.transformToString();
    };
    const tag = async (Key = 'a/b') => (await s3.send(new HeadObjectCommand({ Bucket, Key }))).ETag;
    return { s3, failures, file, put, read, tag };
  }

  const isDamaged = {
    name: 'InternalError',
    message: /^The object a\/b in bucket um-balde is damaged: /,
  };

  it('is not given out, in part or to be copied, where another program has changed its bytes', async (t) => {
    const { s3, failures, file, put, read } = await openFiles(t);
    await put('text');
    assert.equal(await read(), 'text');
    await writeFile(file('object'), 'tex7');
    await assert.rejects(read(), isDamaged);
    await assert.rejects(read('bytes=0-1'), isDamaged);
    const copy = { Bucket, Key: 'a/c', CopySource: `${Bucket}/a/b` };
    await assert.rejects(s3.send(new CopyObjectCommand(copy)), isDamaged);
    assert.match(failures[0] ?? '', /b\._S3rver_object is not what was written\. Bring that file back/);
    await put('text');
    assert.equal(await read(), 'text');
  });

  it('is not given out where it was put in parts and another program has changed its bytes', async (t) => {
    const { s3, file, read, tag } = await openFiles(t);
    const upload = { Bucket, Key: 'a/b' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
    await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'text' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1 }] };
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
    assert.equal(await read(), 'text');
    assert.match((await tag()) ?? '', /-1"$/);
    await writeFile(file('object'), 'tex7');
    await assert.rejects(read(), isDamaged);
    await s3.send(new DeleteObjectCommand(upload));
    await assert.rejects(readdir(dirname(file('object'))), { code: 'ENOENT' });
  });

  it('is the old one or the new one, with its own tag, where the process ended while it was put again', async (t) => {
    const { file, put, read, tag } = await openFiles(t);
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    await put('old');
    await writeFile(file('next.md5'), md5('new'));
    assert.deepEqual([await read(), await tag()], ['old', `"${md5('old')}"`]);
    await writeFile(file('object'), 'new');
    assert.deepEqual([await read(), await tag()], ['new', `"${md5('new')}"`]);
  });

  it('is never taken for damaged while it is put, copied over and read at the same time', async (t) => {
    const { s3, put, read, tag } = await openFiles(t);
    await put('0');
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a/c', Body: 'c' }));
    const copy = { Bucket, Key: 'a/b', CopySource: `${Bucket}/a/c` };
    const calls = Array.from({ length: 20 }, (_, i) => [
      put(String(i)),
      read(),
      s3.send(new CopyObjectCommand(copy)),
      tag(),
    ]);
    await Promise.all(calls.flat());
    const text = await read();
    assert.equal(
      await tag(),
      `"${createHash('md5')
        .update(text ?? '')
        .digest('hex')}"`,
    );
  });

  it('has the tag of what was copied over it, with metadata of its own or not', async (t) => {
    const { s3, put, read, tag } = await openFiles(t);
    await put('old');
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a/c', Body: 'new', ContentType: 'text/csv' }));
    const copy = { Bucket, Key: 'a/b', CopySource: `${Bucket}/a/c` };
    for (const MetadataDirective of ['REPLACE', 'COPY'] as const) {
      await put('old');
      const { CopyObjectResult } = await s3.send(new CopyObjectCommand({ ...copy, MetadataDirective }));
      assert.equal(CopyObjectResult?.ETag, await tag('a/c'));
      assert.deepEqual([await read(), await tag()], ['new', await tag('a/c')]);
      const { ContentType } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a/b' }));
      assert.equal(ContentType, MetadataDirective === 'COPY' ? 'text/csv' : 'binary/octet-stream');
    }
  });

  const damages = {
    'metadata.json': ['is missing', 'is not what was written'],
    'object.md5': ['is missing', 'is not what was written'],
  };
  for (const [resource, whats] of Object.entries(damages))
    for (const what of whats)
      it(`is not given out where its ${resource} ${what}, and is as before once it is put again`, async (t) => {
        const dataDir = await temporaryFolder();
        const failures: string[] = [];
        const logger = {
          info: () => {},
          error: (_: string, cause?: unknown) => failures.push(String(cause)),
        };
        await using aws = await startLocalAws({ port: 0, dataDir, logger });
        const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
        const s3 = new S3Client({ endpoint: aws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
        t.after(() => s3.destroy());
        await s3.send(new CreateBucketCommand({ Bucket }));
        const put = new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'text', ContentType: 'text/plain' });
        await s3.send(put);
        const file = join(dataDir, 's3', Bucket, 'a', `b._S3rver_${resource}`);
        if (what === 'is missing') await rm(file);
        else await writeFile(file, '{');
        const read = () => s3.send(new GetObjectCommand({ Bucket, Key: 'a/b' }));
        await assert.rejects(read(), {
          name: 'InternalError',
          message: /^The object a\/b in bucket um-balde is damaged: /,
        });
        assert.match(
          failures[0] ?? '',
          new RegExp(`b\\._S3rver_${resource} ${what}\\. Bring that file back`),
        );
        await s3.send(put);
        const { ContentType, Body } = await read();
        assert.deepEqual([ContentType, await Body?.transformToString()], ['text/plain', 'text']);
      });
});
