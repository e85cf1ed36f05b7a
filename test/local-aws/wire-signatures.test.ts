import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { FirehoseClient, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  ListStreamsCommand,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsChunkedDecoder } from '../../scripts/local-aws/src/s3/aws-chunked.js';
import { ChunkSignatures } from '../../scripts/local-aws/src/s3/payload-check.js';
import { accessKeysOf } from '../../scripts/local-aws/src/wire/signature/access-keys.js';
import { readCredentialsFile } from '../../scripts/local-aws/src/wire/signature/credentials-file.js';
import { readSignature, type Signature } from '../../scripts/local-aws/src/wire/signature/read-signature.js';
import { verifySignature } from '../../scripts/local-aws/src/wire/signature/verify-signature.js';
import { bytes, startTestServer } from './support/kinesis.js';
import { ManualClock } from './support/manual-clock.js';

const accessKeyId = 'AKIAEXAMPLE';
const key = { accessKeyId, secretAccessKey: 'the/secret+key' };
const region = 'us-east-1';

/** Clients sign by the machine's clock, so the server's starts there. */
const startWithKeys = (t: TestContext, accessKeys = [key]) =>
  startTestServer(t, { accessKeys, clock: new ManualClock(new Date().toISOString()) });

type Credentials = typeof key & { readonly sessionToken?: string };

function clients(t: TestContext, endpoint: string, credentials: Credentials = key) {
  const config = { endpoint, region, credentials, maxAttempts: 1 };
  const made = {
    kinesis: new KinesisClient(config),
    firehose: new FirehoseClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
  };
  t.after(() => {
    for (const client of Object.values(made)) client.destroy();
  });
  return made;
}

test('what the SDK signs is accepted: calls, objects, streams and odd names', async (t) => {
  const { aws, clock } = await startWithKeys(t);
  const { kinesis, firehose, s3 } = clients(t, aws.endpoint);
  await kinesis.send(new CreateStreamCommand({ StreamName: 'orders', ShardCount: 1 }));
  clock.advance(500);
  await kinesis.send(new PutRecordCommand({ StreamName: 'orders', PartitionKey: 'ção', Data: bytes('x') }));
  assert.deepEqual((await firehose.send(new ListDeliveryStreamsCommand({}))).DeliveryStreamNames, []);

  const Bucket = 'parts';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const names = ['plain.txt', 'a b/ç+ü.txt', "odd!*'()&=?#%.txt", 'x/y', '~tilde'];
  for (const Key of names) await s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: names[2] }));
  assert.equal(await got.Body?.transformToString(), `body of ${names[2]}`);
  const parts = {
    Bucket,
    Key: 'stream',
    Body: Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(9, 'b')]),
  };
  await s3.send(new PutObjectCommand({ ...parts, ContentLength: 70_009 }));
  const streamed = await s3.send(new GetObjectCommand({ Bucket, Key: 'stream', Range: 'bytes=69999-' }));
  assert.equal(await streamed.Body?.transformToString(), 'abbbbbbbbb');
  const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a b/' }));
  assert.equal(KeyCount, 1);
  const Objects = names.map((Key) => ({ Key }));
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 1);
});

test('a wrong secret, an unknown key and no key are told in the words of each service', async (t) => {
  const { aws } = await startWithKeys(t);
  const wrong = clients(t, aws.endpoint, { ...key, secretAccessKey: 'another' });
  await assert.rejects(wrong.kinesis.send(new ListStreamsCommand({})), {
    name: 'InvalidSignatureException',
    message:
      /^The request signature we calculated does not match the signature you provided\. .*The Canonical String for this request should have been\n'POST\n\/\n\n.*The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n/s,
  });
  await assert.rejects(wrong.s3.send(new CreateBucketCommand({ Bucket: 'parts' })), {
    name: 'SignatureDoesNotMatch',
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  });
  const unknown = clients(t, aws.endpoint, { ...key, accessKeyId: 'AKIAOTHER' });
  await assert.rejects(unknown.kinesis.send(new ListStreamsCommand({})), {
    name: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  });
  await assert.rejects(unknown.s3.send(new CreateBucketCommand({ Bucket: 'parts' })), {
    name: 'InvalidAccessKeyId',
  });
  const anonymous = await fetch(`${aws.endpoint}/parts`, { method: 'PUT' });
  assert.equal(anonymous.status, 403);
  assert.match(await anonymous.text(), /<Code>AccessDenied<\/Code><Message>Access Denied<\/Message>/);
});

test("S3's old signatures are told to be old, which are boto3's default for presigned URLs", async (t) => {
  const { aws } = await startWithKeys(t);
  const presigned = await fetch(
    `${aws.endpoint}/parts/a?AWSAccessKeyId=${accessKeyId}&Signature=x&Expires=1`,
  );
  const signed = await fetch(`${aws.endpoint}/parts/a`, {
    headers: { authorization: `AWS ${accessKeyId}:x` },
  });
  for (const answer of [presigned, signed]) {
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /<Code>InvalidRequest<.*Please use AWS4-HMAC-SHA256\./);
  }
});

test('temporary credentials need their token, and end', async (t) => {
  const clock = new ManualClock(new Date().toISOString());
  const expiresAt = new Date(clock.now() + 60_000);
  const temporary = { ...key, sessionToken: 'the-token', expiresAt };
  const { aws } = await startTestServer(t, { clock, accessKeys: [temporary] });
  const { kinesis, s3 } = clients(t, aws.endpoint, temporary);
  const without = clients(t, aws.endpoint);
  await kinesis.send(new ListStreamsCommand({}));
  await s3.send(new CreateBucketCommand({ Bucket: 'parts' }));
  await assert.rejects(without.kinesis.send(new ListStreamsCommand({})), {
    name: 'UnrecognizedClientException',
  });
  await assert.rejects(without.s3.send(new CreateBucketCommand({ Bucket: 'other' })), {
    name: 'InvalidToken',
  });
  clock.step(60_000);
  await assert.rejects(kinesis.send(new ListStreamsCommand({})), {
    name: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  });
  await assert.rejects(s3.send(new CreateBucketCommand({ Bucket: 'other' })), { name: 'ExpiredToken' });
});

test("a key's account is whose resources its caller sees", async (t) => {
  const { aws, clock } = await startWithKeys(t, [
    { ...key, accountId: '111122223333' } as typeof key,
    { accessKeyId: '444455556666', secretAccessKey: 'x' },
  ]);
  const own = clients(t, aws.endpoint).kinesis;
  const other = clients(t, aws.endpoint, { accessKeyId: '444455556666', secretAccessKey: 'x' }).kinesis;
  await own.send(new CreateStreamCommand({ StreamName: 'orders', ShardCount: 1 }));
  clock.advance(500);
  const summary = await own.send(new DescribeStreamSummaryCommand({ StreamName: 'orders' }));
  assert.equal(
    summary.StreamDescriptionSummary?.StreamARN,
    'arn:aws:kinesis:us-east-1:111122223333:stream/orders',
  );
  assert.deepEqual((await other.send(new ListStreamsCommand({}))).StreamNames, []);
});

test('a clock that is off by more than five minutes is told by how much; S3 allows fifteen', async (t) => {
  const { aws, clock } = await startWithKeys(t);
  const { kinesis, s3 } = clients(t, aws.endpoint);
  await kinesis.send(new ListStreamsCommand({}));
  const time = String.raw`\d{8}T\d{6}Z`;
  const list = () => kinesis.send(new ListStreamsCommand({}));
  const createBucket = (Bucket: string) => s3.send(new CreateBucketCommand({ Bucket }));
  clock.step(6 * 60_000);
  await assert.rejects(list(), {
    name: 'InvalidSignatureException',
    message: new RegExp(`^Signature expired: ${time} is now earlier than ${time} \\(${time} - 5 min\\.\\)$`),
  });
  await createBucket('early');
  clock.step(10 * 60_000);
  await assert.rejects(createBucket('late'), { name: 'RequestTimeTooSkewed' });
  // The SDK has learned from the answers' Date how far its clock is off.
  const fresh = clients(t, aws.endpoint);
  clock.step(-40 * 60_000);
  await assert.rejects(fresh.kinesis.send(new ListStreamsCommand({})), {
    name: 'InvalidSignatureException',
    message: new RegExp(
      `^Signature not yet current: ${time} is still later than ${time} \\(${time} \\+ 5 min\\.\\)$`,
    ),
  });
});

const sha256 = class {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : Buffer.from(secret as Uint8Array));
  }
  update(data: Uint8Array) {
    this.#hash.update(data);
  }
  digest() {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
};

const signerFor = (service: string) =>
  new SignatureV4({ credentials: key, region, service, sha256, uriEscapePath: service !== 's3' });

/** AWS takes any path for its calls; the signature is of this one. */
const oddPath = '/a//b/%20x/';

function callOf(port: number, body: string) {
  return {
    method: 'POST',
    protocol: 'http:',
    hostname: '127.0.0.1',
    port,
    path: oddPath,
    query: { b: '2', a: ['3', '1 +'] },
    headers: {
      host: `127.0.0.1:${port}`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.ListStreams',
      'x-spaced': '  a   b ',
    },
    body,
  };
}

test('path, query and body are part of what is signed, wherever the signature stands', async (t) => {
  const { aws } = await startWithKeys(t);
  const signer = signerFor('kinesis');
  const call = callOf(aws.port, '{}');
  const { headers } = await signer.sign(call);
  const { host: _, ...sent } = headers;
  const at = async (query: string, body: string) =>
    (await fetch(`${aws.endpoint}${oddPath}?${query}`, { method: 'POST', headers: sent, body })).status;
  assert.equal(await at('a=3&a=1%20%2B&b=2', '{}'), 200);
  assert.equal(await at('b=2&a=1%20%2B&a=3', '{}'), 200);
  assert.equal(await at('b=2&a=1%20%2B', '{}'), 400);
  assert.equal(await at('a=3&a=1%20%2B&b=2', '{ }'), 400);

  const { query, headers: unsigned } = await signer.presign(call, {
    expiresIn: 60,
    unhoistableHeaders: new Set(['x-amz-target']),
  });
  const search = new URLSearchParams(
    Object.entries(query ?? {}).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [String(value)]).map((item): [string, string] => [name, item]),
    ),
  );
  const text = search.toString().replaceAll('+', '%20');
  const { host: __, ...plain } = unsigned;
  const presigned = (search: string) =>
    fetch(`${aws.endpoint}${oddPath}?${search}`, { method: 'POST', headers: plain, body: '{}' });
  assert.equal((await presigned(text)).status, 200);
  assert.equal((await presigned(text.replace('Expires=60', 'Expires=6000'))).status, 400);
  const both = await fetch(`${aws.endpoint}${oddPath}?${text}`, {
    method: 'POST',
    headers: { ...plain, ...sent },
    body: '{}',
  });
  assert.equal(
    ((await both.json()) as { message: string }).message,
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  );
});

test('an object whose body is not the one that was signed is refused and does not come to be', async (t) => {
  const { aws } = await startWithKeys(t);
  const { s3 } = clients(t, aws.endpoint);
  await s3.send(new CreateBucketCommand({ Bucket: 'parts' }));
  const put = async (signedBody: string, sentBody: string) => {
    const signed = await signerFor('s3').sign({
      method: 'PUT',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: '/parts/object',
      headers: { host: `127.0.0.1:${aws.port}` },
      body: signedBody,
    });
    const { host: _, ...headers } = signed.headers;
    return fetch(`${aws.endpoint}/parts/object`, { method: 'PUT', headers, body: sentBody });
  };
  const refused = await put('what was signed', 'what was sent..');
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /<Code>XAmzContentSHA256Mismatch<\/Code>/);
  assert.equal((await s3.send(new ListObjectsV2Command({ Bucket: 'parts' }))).KeyCount, 0);
  assert.equal((await put('what was signed', 'what was signed')).status, 200);
});

/** AWS's own example (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html). */
const example = {
  key: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  signature: {
    place: 'header',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    scope: '20130524/us-east-1/s3/aws4_request',
    date: '20130524',
    region: 'us-east-1',
    service: 's3',
    signedHeaders: [],
    signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    signedAt: '20130524T000000Z',
  } satisfies Signature,
  chunks: [
    [65_536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
    [1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
    [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
  ] as const,
};

test("AWS's example of a body in signed chunks holds, and no other body does", async () => {
  const framed = (fill: string) =>
    Buffer.concat(
      example.chunks.map(([size, signature]) =>
        Buffer.from(`${size.toString(16)};chunk-signature=${signature}\r\n${fill.repeat(size)}\r\n`),
      ),
    );
  const decode = (body: Buffer) => {
    const payloadHash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
    const signatures = new ChunkSignatures({ ...example, payloadHash });
    const pieces = Array.from({ length: Math.ceil(body.length / 1000) }, (_, i) =>
      body.subarray(i * 1000, i * 1000 + 1000),
    );
    return buffer(Readable.from(pieces).pipe(new AwsChunkedDecoder(66_560, [], signatures)));
  };
  assert.deepEqual(await decode(framed('a')), Buffer.alloc(66_560, 'a'));
  await assert.rejects(decode(framed('b')), {
    name: 'Error',
    message: 'The signature of a chunk does not match.',
  });
});

test("AWS's example of a signed request holds", () => {
  const rawHeaders = {
    Host: 'examplebucket.s3.amazonaws.com',
    Range: 'bytes=0-9',
    'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-amz-date': '20130524T000000Z',
    Authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  };
  const request = {
    method: 'GET',
    url: '/test.txt',
    headers: Object.fromEntries(
      Object.entries(rawHeaders).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    rawHeaders: Object.entries(rawHeaders).flat(),
  } as unknown as IncomingMessage;
  const signature = readSignature(request);
  assert.ok(!('problem' in signature));
  const hash = rawHeaders['x-amz-content-sha256'];
  const rules = { pathForm: 'as it is', maxSkewMinutes: 15 } as const;
  const now = Date.parse('2013-05-24T00:10:00Z');
  const verify = (made: Signature) =>
    verifySignature(request, made, hash, accessKeysOf([example.key]), now, rules);
  assert.equal(verify(signature), example.key);
  assert.ok('problem' in verify({ ...signature, signedHeaders: ['host'] }));
});

test('a credentials file gives the keys of all its profiles', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'local-aws-keys-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const file = join(folder, 'credentials');
  await writeFile(
    file,
    [
      '[default]',
      'aws_access_key_id = AKIAONE',
      'aws_secret_access_key = one/+=',
      '# a comment',
      '[other]',
      'aws_access_key_id=AKIATWO',
      'aws_secret_access_key=two',
      'aws_session_token=token==',
      'aws_account_id=111122223333',
      '[empty]',
      'region = eu-west-1',
    ].join('\n'),
  );
  assert.deepEqual(await readCredentialsFile(file), [
    { accessKeyId: 'AKIAONE', secretAccessKey: 'one/+=' },
    { accessKeyId: 'AKIATWO', secretAccessKey: 'two', sessionToken: 'token==', accountId: '111122223333' },
  ]);
  await writeFile(file, '[default]\nregion = eu-west-1\n');
  await assert.rejects(readCredentialsFile(file), { code: 'InvalidOption', message: /has no profile with/ });
  await assert.rejects(readCredentialsFile(join(folder, 'none')), {
    code: 'InvalidOption',
    message: /cannot be read/,
  });
  assert.throws(() => accessKeysOf([{ accessKeyId: 'a/b', secretAccessKey: 'x' }]), {
    code: 'InvalidOption',
  });
  assert.throws(() => accessKeysOf([{ ...key, accountId: '12' }]), { code: 'InvalidOption' });
});
