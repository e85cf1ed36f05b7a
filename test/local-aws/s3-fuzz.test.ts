/**
 * Random requests to S3: whatever comes, the server answers with an answer or an error of S3, writes nothing outside its
 * folder, and goes on. `LOCAL_AWS_FUZZ_RUNS` makes more of them, `LOCAL_AWS_FUZZ_SEED` others.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { type ClientHttp2Session, connect as http2Connect } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { startLocalAws } from '../../scripts/local-aws/src/index.js';
import { mountS3 } from '../../scripts/local-aws/src/s3/mount-s3.js';
import type { HttpHandler } from '../../scripts/local-aws/src/wire/http.js';
import { listen } from '../../scripts/local-aws/src/wire/listen.js';
import { credentials, temporaryFolder } from './support/delivery-lab.js';
import { brokenRequests, type KnownObjects, type S3Request, s3Requests } from './support/fuzz-s3.js';

const runs = Number(process.env.LOCAL_AWS_FUZZ_RUNS ?? 6);
const seed = Number(process.env.LOCAL_AWS_FUZZ_SEED ?? 20_260_115);
const answerWithinMs = 60_000;
const bucket = 'target';
const keys = ['key', 'folder/key', 'folder', 'a%20b'];

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** A server on a folder of its own in a folder of its own, or in memory, and S3's client. */
async function startTarget(t: TestContext, where: string) {
  const outer = await temporaryFolder();
  const dataDir = where === 'in memory' ? ':memory:' : join(outer, 'data');
  const failures: unknown[] = [];
  const logger = {
    info: () => {},
    error: (message: string, cause?: unknown) => failures.push([message, cause]),
  };
  const aws = await startLocalAws({ port: 0, dataDir, logger });
  const s3 = new S3Client({ endpoint: aws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const agent = new Agent({ keepAlive: true });
  const session = http2Connect(aws.endpoint);
  session.on('error', () => {});
  t.after(async () => {
    s3.destroy();
    agent.destroy();
    session.destroy();
    await aws.close();
  });
  return { aws, s3, agent, session, failures, outer, where };
}

type Target = Awaited<ReturnType<typeof startTarget>>;

/** A bucket, objects and an upload that are there, whatever the last request did to them. */
async function prepare({ s3 }: Target): Promise<KnownObjects> {
  await s3
    .send(new HeadBucketCommand({ Bucket: bucket }))
    .catch(() => s3.send(new CreateBucketCommand({ Bucket: bucket })));
  for (const Key of ['key', 'folder/key', 'a b'])
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'hello' }));
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'key' }));
  return { bucket, keys, uploadId: UploadId };
}

function overHttp1({ aws, agent }: Target, { method, path, headers, body }: S3Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(answerWithinMs);
    const options = { port: aws.port, host: '127.0.0.1', agent, method, path, signal };
    const made = httpRequest(
      { ...options, headers: { ...headers, 'content-length': body.length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString('latin1'),
          }),
        );
      },
    );
    made.on('error', reject);
    made.end(body);
  });
}

function overHttp2({ session }: { session: ClientHttp2Session }, request: S3Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { expect: _, ...headers } = request.headers;
    const pseudo = { ':method': request.method, ':path': request.path, ':authority': 'localhost' };
    const stream = session.request({ ...headers, ...pseudo }, { endStream: false });
    stream.setTimeout(answerWithinMs, () => reject(new Error('no answer over HTTP/2')));
    let status = 0;
    let type = '';
    const chunks: Buffer[] = [];
    stream.on('response', (head) => {
      status = Number(head[':status']);
      type = head['content-type'] ?? '';
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve({ status, type, body: Buffer.concat(chunks).toString('latin1') }));
    stream.on('error', reject);
    stream.end(request.method === 'HEAD' ? undefined : request.body);
  });
}

/** A success, or an error in S3's form that is not the server's fault. */
function requireS3Answer({ status, type, body }: Answer): void {
  if (status < 400) return;
  const error = /<Code>(\w+)<\/Code>|"__type":"(\w+)"/.exec(body);
  assert.ok(status < 500 || status === 501, `${status} ${body}`);
  if (body !== '') assert.ok(error, `${status} ${type} ${body}`);
}

/** Nothing went wrong that was not foreseen, objects can be put and read, and nothing lies outside the folder. */
async function requireSound(target: Target): Promise<void> {
  const { s3, failures, outer, where } = target;
  assert.deepEqual(failures, []);
  await prepare(target);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'key' }));
  assert.equal(await Body?.transformToString(), 'hello');
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'key' }));
  await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  assert.deepEqual(await readdir(outer), where === 'in memory' ? [] : ['data']);
}

let nextSeed = seed;

const checked = (property: fc.IAsyncProperty<unknown>, numRuns: number) =>
  fc.assert(property as fc.IAsyncProperty<[unknown]>, { seed: nextSeed++, numRuns });

for (const where of ['in files', 'in memory']) {
  test(`S3 ${where} answers any request with an answer or an error of its own`, async (t) => {
    const target = await startTarget(t, where);
    for (const send of [overHttp1, overHttp2])
      for (let round = 0; round < 5; round++) {
        const known = await prepare(target);
        const property = fc.asyncProperty(s3Requests(known), async (request) => {
          requireS3Answer(await send(target, request));
          assert.deepEqual(target.failures, []);
        });
        await checked(property, runs * 10);
      }
    await requireSound(target);
  });

  test(`S3 ${where} lets requests with broken framing end their own connection at most`, async (t) => {
    const target = await startTarget(t, where);
    const known = await prepare(target);
    const property = fc.asyncProperty(brokenRequests(known), async (bytes) => {
      const socket = connect({ port: target.aws.port, host: '127.0.0.1' });
      let isLeftOpen = false;
      socket.on('error', () => {});
      socket.resume();
      socket.setTimeout(answerWithinMs, () => {
        isLeftOpen = true;
        socket.destroy();
      });
      const closed = new Promise<boolean>((resolve) => socket.once('close', resolve));
      socket.end(bytes);
      await closed;
      assert.equal(isLeftOpen, false, 'neither an answer nor an end');
      assert.deepEqual(target.failures, []);
    });
    await checked(property, runs * 30);
    await requireSound(target);
  });
}

test('a request over HTTP/2 whose body nobody asked for is over with its answer', {
  timeout: 60_000,
}, async (t) => {
  const logger = { info: () => {}, error: () => {} };
  const s3 = mountS3({ folders: undefined, callers: { now: Date.now }, logger });
  let ended: Promise<unknown> = Promise.reject(new Error('no request came'));
  ended.catch(() => {});
  const onRequest: HttpHandler = (request, response) => {
    ended = once(response, 'close');
    return s3.onRequest(request, response);
  };
  const listener = await listen({ host: '127.0.0.1', port: 0, onRequest });
  const session = http2Connect(`http://127.0.0.1:${listener.port}`);
  t.after(async () => {
    session.destroy();
    await listener.close();
    await s3.close();
  });
  const headers = { 'x-amz-content-sha256': 'STREAMING-X', 'x-amz-decoded-content-length': '70000' };
  const chunk = Buffer.from(`${(70_000).toString(16)}\r\n${'0'.repeat(70_000)}\r\n0\r\n\r\n`);
  const request = { method: 'GET', path: '/none/key', headers, body: chunk };
  assert.equal((await overHttp2({ session }, request)).status, 404);
  await ended;
});

test('an upload that is not framed as it says is refused as the fault of its client', async (t) => {
  const target = await startTarget(t, 'in memory');
  await prepare(target);
  const headers = { 'x-amz-content-sha256': 'STREAMING-X', 'x-amz-decoded-content-length': '5' };
  for (const [body, code] of Object.entries({ '': 'IncompleteBody', 'x\r\n': 'InvalidRequest' })) {
    const request = { method: 'PUT', path: '/target/key', headers, body: Buffer.from(body) };
    const answer = await overHttp1(target, request);
    assert.equal(answer.status, 400);
    assert.match(answer.body, new RegExp(`<Code>${code}</Code>`));
  }
  await requireSound(target);
});

/** What random requests have brought to light, each once a fault of the server. */
const regressions: readonly [what: string, request: Partial<S3Request>, status: number, body: RegExp][] = [
  ['a method that S3 does not have', { method: 'PROPFIND' }, 405, /MethodNotAllowed/],
  ['an object without a bucket', { method: 'PUT', path: '//key' }, 400, /InvalidURI/],
  ['a key with nothing between slashes', { path: '/target/a//b' }, 400, /InvalidArgument/],
  ['a key of more than 1,024 bytes', { path: `/target/${'x'.repeat(1025)}` }, 400, /KeyTooLongError/],
  ['a part of no upload', { method: 'PUT', path: '/target/key?partNumber=1' }, 400, /InvalidArgument/],
  [
    'a header of the answer that can be none',
    { path: '/target/key?response-cache-control=%0a' },
    400,
    /InvalidArgument/,
  ],
  [
    'a range of an object without bytes',
    { path: '/target/empty', headers: { range: 'bytes=0-0' } },
    416,
    /InvalidRange/,
  ],
  ['a range from the end', { path: '/target/key', headers: { range: 'bytes=-2' } }, 206, /^lo$/],
  [
    'a range to far behind the end',
    { path: '/target/key', headers: { range: `bytes=3-${'9'.repeat(20)}` } },
    206,
    /^lo$/,
  ],
  ['several ranges', { path: '/target/key', headers: { range: 'bytes=0-0,2-2' } }, 200, /^hello$/],
  [
    'a form without its end',
    {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: Buffer.from('--b\r\n'),
    },
    400,
    /MalformedPOSTRequest/,
  ],
];

const partList = (...numbers: (number | string)[]) => ({
  method: 'POST',
  body: Buffer.from(
    `<CompleteMultipartUpload>${numbers.map((n) => `<Part><PartNumber>${n}</PartNumber></Part>`).join('')}</CompleteMultipartUpload>`,
  ),
});

for (const where of ['in files', 'in memory']) {
  test(`S3 ${where} answers what random requests once brought down`, async (t) => {
    const target = await startTarget(t, where);
    const { uploadId } = await prepare(target);
    await target.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'empty', Body: Buffer.alloc(0) }));
    const upload = (id: string) => ({ path: `/target/key?uploadId=${id}` });
    const all: typeof regressions = [
      ...regressions,
      ['a part that was not uploaded', { ...upload(uploadId), ...partList(1) }, 400, /InvalidPart</],
      ['a part number out of range', { ...upload(uploadId), ...partList(10_001) }, 400, /InvalidPart</],
      ['parts in any order', { ...upload(uploadId), ...partList(2, 1) }, 400, /InvalidPartOrder/],
      ['parts that are none', { ...upload(uploadId), ...partList('x') }, 400, /MalformedXML/],
      ['an upload that there is not', { ...upload('0'.repeat(32)), ...partList(1) }, 404, /NoSuchUpload/],
      [
        'a part for an upload that there is not',
        { method: 'PUT', path: `/target/key?uploadId=${'0'.repeat(32)}&partNumber=1` },
        404,
        /NoSuchUpload/,
      ],
    ];
    for (const [what, request, status, body] of all) {
      const whole = { method: 'GET', path: '/target', headers: {}, body: Buffer.alloc(0), ...request };
      const answer = await overHttp1(target, whole);
      assert.equal(answer.status, status, `${what}: ${answer.body}`);
      assert.match(answer.body, body, what);
    }
    for (const [path, status] of Object.entries({
      '/target': 200,
      '/target/key': 200,
      '/target/none': 404,
    })) {
      const head = { method: 'HEAD', path, headers: {}, body: Buffer.alloc(0) };
      assert.equal((await overHttp2(target, head)).status, status, `HEAD ${path} over HTTP/2`);
    }
    await requireSound(target);
  });
}
