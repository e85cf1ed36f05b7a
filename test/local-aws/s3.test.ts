import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:http2';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { startLocalAws } from '../../scripts/local-aws/src/index.js';
import { temporaryFolder } from './support/delivery-lab.js';

const Bucket = 'um-balde';

/** A request as a browser or `curl` sends it. */
function get(
  port: number,
  path: string,
  host = `127.0.0.1:${port}`,
): Promise<{ status?: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ port, path, host: '127.0.0.1', headers: { host } }, async (response) =>
      resolve({ ...(response.statusCode && { status: response.statusCode }), body: await text(response) }),
    )
      .on('error', reject)
      .end();
  });
}

const places = { 'in memory': async () => ':memory:', 'in files': temporaryFolder };

for (const [where, place] of Object.entries(places))
  describe(`S3 ${where}`, () => {
    async function openS3(t: TestContext, config: S3ClientConfig = {}, folder?: string) {
      const dataDir = folder ?? (await place());
      const aws = await startLocalAws({ port: 0, dataDir });
      const s3 = new S3Client({
        endpoint: aws.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'anything' },
        ...config,
      });
      const close = async () => {
        s3.destroy();
        await aws.close();
      };
      t.after(close);
      const put = (Key: string, Body: string | Buffer = Key) =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      const read = async (Key: string) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        assert.ok(Body);
        return Buffer.from(await Body.transformToByteArray());
      };
      return { aws, s3, close, put, read };
    }

    async function openBucket(t: TestContext, config?: S3ClientConfig) {
      const opened = await openS3(t, config);
      await opened.s3.send(new CreateBucketCommand({ Bucket }));
      return opened;
    }

    describe('Objects', () => {
      it('come back as they were put, with their metadata', async (t) => {
        const { s3 } = await openBucket(t);
        const body = randomBytes(100_000);
        await s3.send(
          new PutObjectCommand({
            Bucket,
            Key: 'pasta/é & ü.bin',
            Body: body,
            ContentType: 'application/x-binario',
            Metadata: { turma: 'a1' },
          }),
        );
        const answer = await s3.send(new GetObjectCommand({ Bucket, Key: 'pasta/é & ü.bin' }));
        assert.deepEqual(Buffer.from((await answer.Body?.transformToByteArray()) ?? []), body);
        assert.equal(answer.ContentType, 'application/x-binario');
        assert.deepEqual(answer.Metadata, { turma: 'a1' });
        assert.equal(answer.ETag, `"${createHash('md5').update(body).digest('hex')}"`);
      });

      it('are taken from a stream, which the SDK frames in chunks with a checksum after them', async (t) => {
        const { s3, read } = await openBucket(t);
        const parts = Array.from({ length: 20 }, () => randomBytes(33_333));
        const sent = {
          Bucket,
          Key: 'stream',
          Body: Readable.from(parts),
          ContentLength: 20 * 33_333,
          ContentEncoding: 'x-own',
        };
        await s3.send(new PutObjectCommand(sent));
        assert.deepEqual(await read('stream'), Buffer.concat(parts));
        const { ContentEncoding } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'stream' }));
        assert.equal(ContentEncoding, 'x-own');
      });

      it('are put together from the parts of a multipart upload', async (t) => {
        const { s3, read } = await openBucket(t);
        const target = { Bucket, Key: 'big' };
        const bodies = [randomBytes(5 * 1024 * 1024), randomBytes(1000)];
        const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
        const Parts = [];
        for (const [index, Body] of bodies.entries()) {
          const PartNumber = index + 1;
          const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
          Parts.push({ PartNumber, ETag });
        }
        await s3.send(
          new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
        );
        assert.deepEqual(await read('big'), Buffer.concat(bodies));
      });

      it("have the entity tag of their parts' MD5 sums after a multipart upload, wherever it is told", async (t) => {
        const { s3 } = await openBucket(t);
        const target = { Bucket, Key: 'pasta/big' };
        const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
        const bodies = [randomBytes(5 * 1024 * 1024), randomBytes(1000)];
        const Parts = [];
        for (const [index, Body] of bodies.entries()) {
          const PartNumber = index + 1;
          const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
          Parts.push({ PartNumber, ETag });
        }
        const completed = await s3.send(
          new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
        );
        const sums = bodies.map((body) => createHash('md5').update(body).digest());
        const expected = `"${createHash('md5').update(Buffer.concat(sums)).digest('hex')}-2"`;
        const { ETag } = await s3.send(new HeadObjectCommand(target));
        const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
        assert.deepEqual([completed.ETag, ETag, Contents?.[0]?.ETag], [expected, expected, expected]);
      });

      it('are read in ranges, copied, and gone once deleted', async (t) => {
        const { s3, put, read } = await openBucket(t);
        await put('a', '0123456789');
        const range = await s3.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=2-4' }));
        assert.equal(await range.Body?.transformToString(), '234');
        await s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
        await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
        await assert.rejects(read('a'), { name: 'NoSuchKey' });
        assert.equal(String(await read('b')), '0123456789');
      });

      it('keep their storage class, and tell it', async (t) => {
        const { s3 } = await openBucket(t);
        const StorageClass = 'GLACIER_IR';
        await s3.send(new PutObjectCommand({ Bucket, Key: 'cold', Body: 'x', StorageClass }));
        const { Body, ...head } = await s3.send(new GetObjectCommand({ Bucket, Key: 'cold' }));
        assert.equal(await Body?.transformToString(), 'x');
        assert.equal(head.StorageClass, StorageClass);
        const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
        assert.deepEqual(
          Contents?.map((object) => object.StorageClass),
          [StorageClass],
        );
      });

      it('survive a restart', async (t) => {
        const dataDir = await temporaryFolder();
        const before = await openS3(t, {}, dataDir);
        await before.s3.send(new CreateBucketCommand({ Bucket }));
        await before.put('kept');
        await before.close();
        const after = await openS3(t, {}, dataDir);
        assert.equal(String(await after.read('kept')), 'kept');
      });
    });

    describe('Buckets', () => {
      it('are listed, found and missed', async (t) => {
        const { s3 } = await openBucket(t);
        const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
        assert.deepEqual(
          Buckets.map(({ Name }) => Name),
          [Bucket],
        );
        await s3.send(new HeadBucketCommand({ Bucket }));
        await assert.rejects(s3.send(new HeadBucketCommand({ Bucket: 'outro-balde' })), { name: 'NotFound' });
        await assert.rejects(s3.send(new ListObjectsV2Command({ Bucket: 'outro-balde' })), {
          name: 'NoSuchBucket',
        });
        await assert.rejects(s3.send(new PutObjectCommand({ Bucket: 'outro-balde', Key: 'a', Body: 'a' })), {
          name: 'NoSuchBucket',
        });
      });

      it('may be created again in us-east-1, and nowhere else', async (t) => {
        const { s3, aws } = await openBucket(t);
        await s3.send(new CreateBucketCommand({ Bucket }));
        const elsewhere = new S3Client({
          endpoint: aws.endpoint,
          region: 'sa-east-1',
          credentials: { accessKeyId: 'other', secretAccessKey: 'keys' },
        });
        t.after(() => elsewhere.destroy());
        await assert.rejects(elsewhere.send(new CreateBucketCommand({ Bucket })), {
          name: 'BucketAlreadyOwnedByYou',
        });
      });

      it('are deleted once they are empty', async (t) => {
        const { s3, put } = await openBucket(t);
        await put('pasta/a');
        await assert.rejects(s3.send(new DeleteBucketCommand({ Bucket })), { name: 'BucketNotEmpty' });
        await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'pasta/a' }] } }));
        await s3.send(new DeleteBucketCommand({ Bucket }));
        await assert.rejects(s3.send(new HeadBucketCommand({ Bucket })), { name: 'NotFound' });
      });
    });

    describe('Listings', () => {
      it('come in key order and page by page', async (t) => {
        const { s3, put } = await openBucket(t);
        const keys = ['a/2', 'a', 'a-1', 'a/1', 'b', 'a.b/c', 'c & d'];
        for (const key of keys) await put(key);
        const pages = [];
        for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket })) {
          pages.push((page.Contents ?? []).map(({ Key = '' }) => Key));
        }
        assert.deepEqual(pages, [['a', 'a-1'], ['a.b/c', 'a/1'], ['a/2', 'b'], ['c & d']]);
      });

      it('roll keys up to a delimiter, also over pages', async (t) => {
        const { s3, put } = await openBucket(t);
        for (const key of ['2023/a', '2023/b', '2024/a', 'raiz', 'x/y']) await put(key);
        const seen = [];
        for await (const page of paginateListObjectsV2(
          { client: s3, pageSize: 1 },
          { Bucket, Delimiter: '/' },
        )) {
          assert.equal(page.KeyCount, 1);
          seen.push(page.CommonPrefixes?.[0]?.Prefix ?? page.Contents?.[0]?.Key);
        }
        assert.deepEqual(seen, ['2023/', '2024/', 'raiz', 'x/']);
      });

      it('keep to a prefix, start after a key, and page by marker in their first version', async (t) => {
        const { s3, put } = await openBucket(t);
        for (const key of ['p/1', 'p/2', 'p/3', 'q']) await put(key);
        const v2 = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'p/', StartAfter: 'p/1' }));
        assert.deepEqual(
          v2.Contents?.map(({ Key }) => Key),
          ['p/2', 'p/3'],
        );
        const v1 = await s3.send(new ListObjectsCommand({ Bucket, Marker: 'p/2', MaxKeys: 1 }));
        assert.deepEqual(
          v1.Contents?.map(({ Key, Size }) => [Key, Size]),
          [['p/3', 3]],
        );
        assert.equal(v1.IsTruncated, true);
      });

      it('are empty for an empty bucket', async (t) => {
        const { s3 } = await openBucket(t);
        const { Contents, KeyCount, IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket }));
        assert.deepEqual([Contents, KeyCount, IsTruncated], [undefined, 0, false]);
      });

      it('shrink by what DeleteObjects names, be a key a number, a word with spaces or not there', async (t) => {
        const { s3, put } = await openBucket(t);
        for (const key of ['2024', ' espaço ', 'a&b', 'fica']) await put(key);
        const Objects = ['2024', ' espaço ', 'a&b', 'nunca-houve'].map((Key) => ({ Key }));
        const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        assert.deepEqual(Deleted, Objects);
        assert.equal(Errors, undefined);
        const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
        assert.deepEqual(
          Contents?.map(({ Key }) => Key),
          ['fica'],
        );
      });
    });

    describe('Checksums of uploads', () => {
      const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

      it('that the SDK sends are taken, of bodies whole and in chunks', async (t) => {
        const { s3, read } = await openBucket(t);
        for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
          await s3.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: 'text', ChecksumAlgorithm }));
          const Body = Readable.from([Buffer.from('te'), Buffer.from('xt')]);
          const chunks = { Bucket, Key: 'chunks', Body, ContentLength: 4, ChecksumAlgorithm };
          await s3.send(new PutObjectCommand(chunks));
          assert.deepEqual([String(await read('whole')), String(await read('chunks'))], ['text', 'text']);
        }
      });

      // The sums of the empty text, from the algorithms' specifications.
      const empty = {
        MD5: 'd41d8cd98f00b204e9800998ecf8427e',
        SHA512: createHash('sha512').digest('hex'),
        XXHASH64: 'ef46db3751d8e999',
        XXHASH3: '2d06800538d394c2',
        XXHASH128: '99aa06d3014798d86001c324468d497f',
      };
      for (const [name, hex] of Object.entries(empty))
        it(`are compared by ${name}`, async (t) => {
          const { s3 } = await openBucket(t);
          const put = (Body: string) =>
            s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body, [`Checksum${name}`]: base64(hex) }));
          await put('');
          await assert.rejects(put('x'), {
            name: 'BadDigest',
            message: `The ${name} you specified did not match the calculated checksum.`,
          });
        });

      it('that do not match are answered with BadDigest, and leave what was there', async (t) => {
        const { s3, put, read } = await openBucket(t);
        await put('a', 'before');
        const object = { Bucket, Key: 'a', Body: 'after' };
        await assert.rejects(s3.send(new PutObjectCommand({ ...object, ChecksumCRC32: 'AAAAAA==' })), {
          name: 'BadDigest',
          message: 'The CRC32 you specified did not match the calculated checksum.',
        });
        const ContentMD5 = base64(empty.MD5);
        await assert.rejects(s3.send(new PutObjectCommand({ ...object, ContentMD5 })), {
          name: 'BadDigest',
          message: 'The Content-MD5 you specified did not match what we received.',
        });
        assert.equal(String(await read('a')), 'before');
        const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'a' }));
        const part = { ...object, UploadId, PartNumber: 1, ChecksumSHA1: base64('00'.repeat(20)) };
        await assert.rejects(s3.send(new UploadPartCommand(part)), { name: 'BadDigest' });
        const Delete = { Objects: [{ Key: 'a' }] };
        const deletion = new DeleteObjectsCommand({ Bucket, Delete });
        deletion.middlewareStack.add(
          (next) => (args) => {
            Object.assign((args.request as { headers: object }).headers, { 'content-md5': ContentMD5 });
            return next(args);
          },
          { step: 'finalizeRequest' },
        );
        await assert.rejects(s3.send(deletion), { name: 'BadDigest' });
        assert.equal(String(await read('a')), 'before');
      });

      it('are compared where they come behind a body in chunks, and have to come once they are announced', async (t) => {
        const { aws, s3 } = await openBucket(t);
        const send = (trailer: string) =>
          new Promise<string>((resolve, reject) => {
            const headers = {
              'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
              'x-amz-decoded-content-length': '4',
              'x-amz-trailer': 'x-amz-checksum-crc32',
            };
            const { port } = aws;
            request({ port, host: '127.0.0.1', method: 'PUT', path: `/${Bucket}/a`, headers }, (response) =>
              resolve(text(response)),
            )
              .on('error', reject)
              .end(`4\r\ntext\r\n0\r\n${trailer}\r\n`);
          });
        assert.match(await send('x-amz-checksum-crc32:AAAAAA==\r\n'), /<Code>BadDigest<\/Code>/);
        assert.match(await send(''), /<Code>MalformedTrailerError<\/Code>/);
        assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
        const sum = Buffer.alloc(4);
        sum.writeUInt32BE(crc32('text'));
        assert.equal(await send(`x-amz-checksum-crc32:${sum.toString('base64')}\r\n`), '');
      });

      it('that can be none are refused before the body is read', async (t) => {
        const { s3 } = await openBucket(t);
        const put = (sums: object) =>
          s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'text', ...sums }));
        await assert.rejects(put({ ContentMD5: 'none' }), { name: 'InvalidDigest' });
        await assert.rejects(put({ ChecksumCRC32: 'AAAA' }), {
          name: 'InvalidRequest',
          message: 'Value for x-amz-checksum-crc32 header is invalid.',
        });
        const two = { ChecksumCRC32: 'AAAAAA==', ChecksumSHA1: base64('00'.repeat(20)) };
        await assert.rejects(put(two), {
          name: 'InvalidRequest',
          message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
        });
      });
    });

    describe('Requests to S3', () => {
      it('are taken in virtual-host style at localhost', async (t) => {
        const { aws, put } = await openBucket(t);
        await put('pasta/olá', 'oi');
        const answer = await get(aws.port, '/pasta/ol%C3%A1', `${Bucket}.localhost:${aws.port}`);
        assert.deepEqual(answer, { status: 200, body: 'oi' });
      });

      it('are taken over HTTP/2 too', async (t) => {
        const { aws, read } = await openBucket(t);
        const session = connect(aws.endpoint);
        t.after(() => session.destroy());
        const path = { ':method': 'PUT', ':path': `/${Bucket}/a` };
        const put = session.request({ ...path, 'content-length': '6' });
        put.end('por h2');
        assert.equal(await text(put), '');
        assert.equal(String(await read('a')), 'por h2');
        assert.equal(await text(session.request({ ':path': `/${Bucket}/a` })), 'por h2');
      });

      it('that put an object without telling its length are refused, as they could break off unnoticed', async (t) => {
        const { aws, s3 } = await openBucket(t);
        const session = connect(aws.endpoint);
        t.after(() => session.destroy());
        const overHttp2 = session.request({ ':method': 'PUT', ':path': `/${Bucket}/a` });
        overHttp2.end('metade');
        assert.match(await text(overHttp2), /<Code>MissingContentLength<\/Code>/);
        const status = await new Promise((resolve, reject) => {
          const put = request({ port: aws.port, host: '127.0.0.1', method: 'PUT', path: `/${Bucket}/a` });
          put.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
          put.write('metade');
          put.end();
        });
        assert.equal(status, 411);
        assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
      });

      it('are taken with a presigned URL until it expires', async (t) => {
        const { aws, put } = await openBucket(t);
        await put('a', 'oi');
        const url = (at: number) => {
          const date = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
          const credential = `AKIA/${date.slice(0, 8)}/us-east-1/s3/aws4_request`;
          return `/${Bucket}/a?${new URLSearchParams({
            'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
            'X-Amz-Credential': credential,
            'X-Amz-Date': date,
            'X-Amz-Expires': '900',
            'X-Amz-SignedHeaders': 'host',
            'X-Amz-Signature': '0'.repeat(64),
          })}`;
        };
        assert.deepEqual(await get(aws.port, url(Date.now())), { status: 200, body: 'oi' });
        const expired = await get(aws.port, url(Date.now() - 3_600_000));
        assert.equal(expired.status, 403);
        assert.match(expired.body, /Request has expired/);
      });

      it('are taken with a URL that is presigned in the old way, as boto3 does, until it expires', async (t) => {
        const { aws, put } = await openBucket(t);
        await put('a', 'oi');
        const url = (at: number) => {
          const signature = { AWSAccessKeyId: 'AKIA', Signature: 'c2lnbmVk', Expires: String(at) };
          return `/${Bucket}/a?${new URLSearchParams(signature)}`;
        };
        const now = Math.floor(Date.now() / 1000);
        assert.deepEqual(await get(aws.port, url(now + 900)), { status: 200, body: 'oi' });
        const expired = await get(aws.port, url(now - 900));
        assert.equal(expired.status, 403);
        assert.match(expired.body, /Request has expired/);
      });

      it('cannot leave the folder of the buckets', async (t) => {
        const { aws, s3 } = await openBucket(t);
        for (const path of [
          '/..%2f..%2fetc/passwd',
          `/${Bucket}/..%2f..%2fdb%2fCURRENT`,
          `/${Bucket}/%2e%2e/x`,
          '/%2e%2e',
        ]) {
          assert.equal((await get(aws.port, path)).status, 400, path);
        }
        await assert.rejects(
          s3.send(new CopyObjectCommand({ Bucket, Key: 'a', CopySource: `${Bucket}/../../db/CURRENT` })),
          {
            name: 'InvalidArgument',
          },
        );
        const upload = { Bucket, Key: 'a', UploadId: '../../../x', PartNumber: 1, Body: 'x' };
        await assert.rejects(s3.send(new UploadPartCommand(upload)), { name: 'InvalidArgument' });
      });
    });
  });
