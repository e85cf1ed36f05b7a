import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  bucketNameFor,
  type DeliveryOptions,
  deleteBucket,
  deleteDeliveryStream,
  ensureBucket,
  ensureDeliveryStream,
  ensureStream,
  LessonError,
  produce,
  readDelivered,
  waitForDelivery,
} from '@aws-streaming-lessons/shared';
import { type Local, openLocal } from './support/local.js';

describe('delivery', () => {
  let local: Local;
  let streamArn: string;
  before(async () => {
    local = await openLocal();
    streamArn = (await ensureStream(local.aws, 'source', { mode: 'PROVISIONED', shards: 2 })).StreamARN;
  });
  after(() => local[Symbol.asyncDispose]());

  const options = (bucket: string, newline: boolean): DeliveryOptions => ({
    streamArn,
    bucket,
    prefix: 'sales/!{timestamp:yyyy/MM/dd}/',
    errorPrefix: 'errors/!{firehose:error-output-type}/',
    bufferMiB: 1,
    bufferSeconds: 1,
    newline,
  });

  async function deliver(name: string, newline: boolean): Promise<string> {
    await ensureBucket(local.aws, name);
    await ensureDeliveryStream(local.aws, name, options(name, newline));
    const records = Array.from({ length: 6 }, (_, n) => ({ partitionKey: 'one', data: { n } }));
    await produce(local.aws, records, { stream: 'source' });
    const objects = await waitForDelivery(local.aws, {
      bucket: name,
      prefix: 'sales/',
      until: (seen) => seen.some(({ text }) => text.includes('{"n":5}')),
      timeoutMs: 30_000,
    });
    assert.match(objects[0]?.key ?? '', /^sales\/\d{4}\/\d\d\/\d\d\//);
    return objects.map(({ text }) => text).join('');
  }

  it('writes a line for each record', async () => {
    assert.equal(await deliver('lines', true), Array.from({ length: 6 }, (_, n) => `{"n":${n}}\n`).join(''));
  });

  it('writes the documents back to back where no newline is asked for', async () => {
    assert.match(await deliver('glued', false), /\{"n":0\}\{"n":1\}/);
  });

  it('is created once and found the second time', async () => {
    await ensureBucket(local.aws, 'twice');
    const first = await ensureDeliveryStream(local.aws, 'twice', options('twice', true));
    const second = await ensureDeliveryStream(local.aws, 'twice', options('twice', true));
    assert.deepEqual([first.created, second.created, second.DeliveryStreamStatus], [true, false, 'ACTIVE']);
  });

  it('can be deleted, deleted again, and created anew', async () => {
    await ensureDeliveryStream(local.aws, 'gone', options('lines', true));
    await deleteDeliveryStream(local.aws, 'gone');
    await deleteDeliveryStream(local.aws, 'gone');
    assert.equal((await ensureDeliveryStream(local.aws, 'gone', options('lines', true))).created, true);
  });

  it('asks for the role that AWS needs before it creates anything there', async () => {
    const { endpoint: _, ...onAws } = local.aws;
    await assert.rejects(
      ensureDeliveryStream(onAws, 'role', options('lines', true)),
      (error) => error instanceof LessonError && /FIREHOSE_ROLE_ARN/.test(error.message),
    );
  });

  it('says what has come when it waited long enough', async () => {
    await ensureBucket(local.aws, 'empty');
    await assert.rejects(
      waitForDelivery(local.aws, { bucket: 'empty', prefix: 'x/', until: () => false, timeoutMs: 0 }),
      (error) => error instanceof LessonError && /0 objeto\(s\) em s3:\/\/empty\/x\//.test(error.message),
    );
  });

  it('creates a bucket once, and deletes it with its objects', async () => {
    assert.deepEqual(
      [await ensureBucket(local.aws, 'full'), await ensureBucket(local.aws, 'full')],
      [true, false],
    );
    const { s3 } = local.aws;
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    for (const Key of ['a', 'b/c', 'd e'])
      await s3.send(new PutObjectCommand({ Bucket: 'full', Key, Body: Key }));
    const objects = await readDelivered(local.aws, { bucket: 'full', prefix: '' });
    assert.deepEqual(
      objects.map(({ key, text }) => [key, text]),
      [
        ['a', 'a'],
        ['b/c', 'b/c'],
        ['d e', 'd e'],
      ],
    );
    assert.equal(await deleteBucket(local.aws, 'full'), 3);
    assert.equal(await deleteBucket(local.aws, 'full'), 0);
  });

  it("names a bucket after the stream's account and region", () => {
    const arn = 'arn:aws:kinesis:sa-east-1:123456789012:stream/stream1';
    assert.equal(bucketNameFor('aulas', arn), 'aulas-123456789012-sa-east-1');
  });
});
