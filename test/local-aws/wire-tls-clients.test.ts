/** The SDK's clients over TLS, on the port that serves them in the clear too. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
} from '@aws-sdk/client-firehose';
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { registerConsumer, subscribe } from './support/consumers.js';
import { eventually } from './support/delivery-lab.js';
import {
  bytes,
  createActiveStream,
  credentials,
  getIterator,
  readShard,
  startTestServer,
  text,
  transitionMs,
} from './support/kinesis.js';

const StreamName = 'orders';
const ShardId = 'shardId-000000000000';
const RoleARN = 'arn:aws:iam::000000000000:role/firehose';
const mib = 1024 * 1024;

/** What the SDK's clients use by default: Kinesis the first of them, the others the second. */
const handlers = {
  'HTTP/2': (ca: string) => new NodeHttp2Handler({ nodeHttp2ConnectOptions: { ca } }),
  'HTTP/1.1': (ca: string) => new NodeHttpHandler({ httpsAgent: new Agent({ ca }) }),
};
const protocols = ['HTTP/2', 'HTTP/1.1'] as const;

/** A server, and the settings of a client that speaks TLS and trusts its certificate. */
async function startTls(t: TestContext, protocol: keyof typeof handlers) {
  const server = await startTestServer(t);
  const ca = await server.aws.certificate();
  const config = {
    endpoint: `https://127.0.0.1:${server.aws.port}`,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    requestHandler: handlers[protocol](ca),
  };
  return { ...server, config };
}

/** A server with a stream of one shard and two consumers of it, and Kinesis' client. */
async function startWithConsumers(t: TestContext, protocol: keyof typeof handlers) {
  const server = await startTls(t, protocol);
  const kinesis = new KinesisClient(server.config);
  t.after(() => kinesis.destroy());
  const { clock } = server;
  await createActiveStream({ kinesis, clock }, { StreamName, ShardCount: 1 });
  const consumers = [
    await registerConsumer({ kinesis, clock }, StreamName, 'app'),
    await registerConsumer({ kinesis, clock }, StreamName, 'audit'),
  ];
  const put = (data: string | Uint8Array) =>
    kinesis.send(
      new PutRecordCommand({
        StreamName,
        PartitionKey: 'k',
        Data: typeof data === 'string' ? bytes(data) : data,
      }),
    );
  return { ...server, kinesis, consumers, put };
}

for (const protocol of protocols) {
  test(`${protocol} over TLS: every subscriber is pushed each record, beside calls of the same client`, async (t) => {
    const { kinesis, consumers, put } = await startWithConsumers(t, protocol);
    const subscriptions = await Promise.all(
      consumers.map((consumer) => subscribe(kinesis, consumer, { Type: 'LATEST' })),
    );
    for (const subscription of subscriptions) assert.deepEqual((await subscription.next())?.Records, []);
    for (const data of ['a', 'b', 'c']) {
      await put(data);
      for (const subscription of subscriptions) assert.deepEqual(await subscription.texts(1), [data]);
    }
    for (const subscription of subscriptions) await subscription.stop();
  });

  test(`${protocol} over TLS: events of a megabyte arrive whole, with other calls in between`, async (t) => {
    const { kinesis, consumers, put } = await startWithConsumers(t, protocol);
    const records = Array.from({ length: 4 }, () => randomBytes(mib - 1));
    for (const record of records) await put(record);
    const [consumer = ''] = consumers;
    const subscription = await subscribe(kinesis, consumer);
    const hash = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    const seen: string[] = [];
    while (seen.length < records.length) {
      const event = await subscription.next();
      assert.ok(event, 'the subscription ended early');
      seen.push(...(event.Records ?? []).map(({ Data }) => hash(Data ?? new Uint8Array())));
      // Another call in between: over HTTP/2 it shares the connection.
      await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    }
    assert.deepEqual(seen, records.map(hash));
    await subscription.stop();
  });

  test(`${protocol} over TLS: a subscription ends with its shard, with its five minutes, and with the server`, async (t) => {
    const { kinesis, consumers, clock, aws } = await startWithConsumers(t, protocol);
    const [app = '', audit = ''] = consumers;
    const ofShard = await subscribe(kinesis, app);
    await ofShard.next();
    await kinesis.send(
      new SplitShardCommand({
        StreamName,
        ShardToSplit: ShardId,
        NewStartingHashKey: (2n ** 127n).toString(),
      }),
    );
    clock.advance(transitionMs);
    assert.equal((await ofShard.next())?.ChildShards?.length, 2);
    assert.equal(await ofShard.next(), undefined);

    const child = 'shardId-000000000001';
    const ofTime = await subscribe(kinesis, app, { Type: 'LATEST' }, child);
    await ofTime.next();
    clock.advance(300_000);
    while (await ofTime.next());

    const ofServer = await subscribe(kinesis, audit, { Type: 'LATEST' }, child);
    await ofServer.next();
    const closing = aws.close();
    assert.equal(await ofServer.next(), undefined);
    await closing;
  });

  test(`${protocol} over TLS: full batches go in, and full answers come out`, async (t) => {
    const { kinesis, clock } = await startWithConsumers(t, protocol);
    const Records = Array.from({ length: 500 }, (_, n) => ({
      PartitionKey: `${n}`,
      Data: new Uint8Array(20_000),
    }));
    const { FailedRecordCount } = await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    assert.equal(FailedRecordCount, 0);
    clock.advance(1000);
    const ShardIterator = await getIterator(kinesis, {
      StreamName,
      ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    assert.equal(answer.Records?.length, 500);
  });
}

test('a subscriber over TLS that goes away is let go', async (t) => {
  const { kinesis, consumers, clock, aws, config } = await startWithConsumers(t, 'HTTP/2');
  const [ConsumerARN = ''] = consumers;
  const before = clock.waiting;
  const whenForgotten = async () => {
    const isForgotten = async () => (clock.waiting <= before ? true : undefined);
    await eventually(clock, isForgotten, 0);
    clock.advance(5_000);
    await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  };
  const ca = await aws.certificate();
  const overHttp1 = new KinesisClient({ ...config, requestHandler: handlers['HTTP/1.1'](ca) });
  const subscription = await subscribe(overHttp1, ConsumerARN);
  await subscription.next();
  assert.ok(clock.waiting > before);
  overHttp1.destroy();
  await whenForgotten();

  // The SDK's own HTTP/2 connection stays open even when its client is destroyed.
  const session = connect(config.endpoint, { ca });
  const request = session.request({
    ':method': 'POST',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
    'x-amz-date': '20260115T120000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKID/20260115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00',
  });
  request.end(JSON.stringify({ ConsumerARN, ShardId, StartingPosition: { Type: 'LATEST' } }));
  await once(request, 'data');
  assert.ok(clock.waiting > before);
  session.destroy();
  await whenForgotten();
});

test('Firehose and S3 over TLS: what is put is delivered, listed, and read again', async (t) => {
  const { config, clock } = await startTls(t, 'HTTP/1.1');
  const firehose = new FirehoseClient(config);
  const s3 = new S3Client(config);
  t.after(() => {
    firehose.destroy();
    s3.destroy();
  });
  const Bucket = 'deliveries';
  const DeliveryStreamName = 'delivery';
  await s3.send(new CreateBucketCommand({ Bucket }));
  await firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName,
      ExtendedS3DestinationConfiguration: {
        BucketARN: `arn:aws:s3:::${Bucket}`,
        RoleARN,
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
      },
    }),
  );
  await eventually(clock, async () => {
    const { DeliveryStreamDescription } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
    );
    return DeliveryStreamDescription?.DeliveryStreamStatus === 'ACTIVE' ? true : undefined;
  });
  const Records = ['one;', 'two;'].map((data) => ({ Data: bytes(data) }));
  await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
  const Key = await eventually(clock, async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents[0]?.Key;
  });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.equal(await Body?.transformToString(), 'one;two;');
});

test('S3 over TLS: a stream of unknown hash, a part of an object, and an upload in parts', async (t) => {
  const { config } = await startTls(t, 'HTTP/1.1');
  const s3 = new S3Client(config);
  t.after(() => s3.destroy());
  const Bucket = 'objects';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const data = randomBytes(6 * mib);
  const read = async (Key: string, Range?: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };

  // Over TLS the SDK signs no body, but sends it in chunks with a checksum after them.
  const Body = Readable.from([data.subarray(0, 3 * mib), data.subarray(3 * mib)]);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: data.length }));
  assert.ok((await read('stream')).equals(data));
  assert.ok((await read('stream', 'bytes=100-199')).equals(data.subarray(100, 200)));

  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
  const Parts = [];
  for (const [index, part] of [data.subarray(0, 5 * mib), data.subarray(5 * mib)].entries()) {
    const PartNumber = index + 1;
    const upload = { Bucket, Key: 'parts', UploadId, PartNumber, Body: part };
    const { ETag } = await s3.send(new UploadPartCommand(upload));
    Parts.push({ PartNumber, ETag });
  }
  const whole = { Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } };
  await s3.send(new CompleteMultipartUploadCommand(whole));
  assert.ok((await read('parts')).equals(data));
});

test('what is put over TLS is read in the clear, and the other way round', async (t) => {
  const { config, kinesis, clock } = await startTls(t, 'HTTP/2');
  const overTls = new KinesisClient(config);
  t.after(() => overTls.destroy());
  await createActiveStream({ kinesis: overTls, clock }, { StreamName, ShardCount: 1 });
  for (const [client, data] of [
    [overTls, 'secret'],
    [kinesis, 'plain'],
  ] as const)
    await client.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: bytes(data) }));
  for (const client of [overTls, kinesis])
    assert.deepEqual((await readShard(client, StreamName, ShardId)).map(text), ['secret', 'plain']);
});
