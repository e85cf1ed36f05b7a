import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteStreamCommand,
  DeregisterStreamConsumerCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
  SubscribeToShardCommand,
} from '@aws-sdk/client-kinesis';
import { cbor } from '@smithy/core/cbor';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Message } from '@smithy/types';
import { type LimitsOption, noLimits } from '../../scripts/local-aws/src/index.js';
import { arnOf, registerConsumer, subscribe } from './support/consumers.js';
import {
  bytes,
  createActiveStream,
  startTestServer,
  type TestServer,
  transitionMs,
} from './support/kinesis.js';

const StreamName = 'orders';
const ShardId = 'shardId-000000000000';
const half = '170141183460469231731687303715884105728';

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKID/20260115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00';

const put = ({ kinesis }: TestServer, data: string | Uint8Array) =>
  kinesis.send(
    new PutRecordCommand({
      StreamName,
      PartitionKey: 'k',
      Data: typeof data === 'string' ? bytes(data) : data,
    }),
  );

/** A server with a stream of one shard and a consumer of it. */
async function startWithConsumer(t: TestContext, limits?: LimitsOption) {
  const server = await startTestServer(t, limits ? { limits } : {});
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const consumer = await registerConsumer(server, StreamName, 'app');
  return { ...server, consumer };
}

test('a subscription begins with an event, and pushes each record that is put without being asked', async (t) => {
  const server = await startWithConsumer(t);
  const subscription = await subscribe(server.kinesis, server.consumer, { Type: 'LATEST' });
  const first = await subscription.next();
  assert.deepEqual([first?.Records, first?.MillisBehindLatest], [[], 0]);
  assert.match(first?.ContinuationSequenceNumber ?? '', /^\d{56}$/);
  for (const data of ['a', 'b', 'c']) {
    const { SequenceNumber } = await put(server, data);
    const event = await subscription.next();
    assert.deepEqual(event, {
      Records: [
        {
          SequenceNumber,
          ApproximateArrivalTimestamp: new Date(server.clock.now()),
          Data: bytes(data),
          PartitionKey: 'k',
        },
      ],
      ContinuationSequenceNumber: SequenceNumber,
      MillisBehindLatest: 0,
    });
  }
});

test('a subscription starts where a shard iterator would', async (t) => {
  const server = await startWithConsumer(t);
  const numbers: string[] = [];
  for (const data of ['a', 'b', 'c', 'd']) {
    numbers.push((await put(server, data)).SequenceNumber ?? '');
    server.clock.advance(60_000);
  }
  const starts = [
    [{ Type: 'TRIM_HORIZON' }, ['a', 'b', 'c', 'd']],
    [{ Type: 'AT_SEQUENCE_NUMBER', SequenceNumber: numbers[1] }, ['b', 'c', 'd']],
    [{ Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: numbers[1] }, ['c', 'd']],
    [{ Type: 'AT_TIMESTAMP', Timestamp: new Date(server.clock.now() - 61_000) }, ['d']],
  ] as const;
  for (const [start, expected] of starts) {
    const subscription = await subscribe(server.kinesis, server.consumer, start);
    assert.deepEqual(await subscription.texts(expected.length), expected);
    await subscription.stop();
    server.clock.advance(5_000);
  }
});

test('what a subscription misses is read from its last continuation number on, without loss or repetition', async (t) => {
  const server = await startWithConsumer(t);
  let start: Parameters<typeof subscribe>[2] = { Type: 'LATEST' };
  const seen: string[] = [];
  for (const round of ['a', 'b', 'c', 'd']) {
    const subscription = await subscribe(server.kinesis, server.consumer, start);
    // In even rounds the checkpoint is that of an event without records.
    const event = await subscription.next();
    seen.push(...(event?.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString()));
    start = { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: event?.ContinuationSequenceNumber };
    await subscription.stop();
    await put(server, round);
    server.clock.advance(5_000);
  }
  const last = await subscribe(server.kinesis, server.consumer, start);
  assert.deepEqual([...seen, ...(await last.texts(1))], ['a', 'b', 'c', 'd']);
});

test('without records the continuation number rises every five seconds', async (t) => {
  const server = await startWithConsumer(t);
  const subscription = await subscribe(server.kinesis, server.consumer);
  let last = '';
  for (let beat = 0; beat < 3; beat++) {
    const { ContinuationSequenceNumber: number = '', Records } = (await subscription.next()) ?? {};
    assert.deepEqual(Records, []);
    assert.ok(number > last);
    last = number;
    server.clock.advance(5_000);
  }
});

test('at the end of a closed shard a subscription names the children, and ends', async (t) => {
  const server = await startWithConsumer(t);
  const subscription = await subscribe(server.kinesis, server.consumer);
  await subscription.next();
  await put(server, 'last');
  assert.deepEqual(await subscription.texts(1), ['last']);
  await server.kinesis.send(
    new SplitShardCommand({ StreamName, ShardToSplit: ShardId, NewStartingHashKey: half }),
  );
  server.clock.advance(transitionMs);
  const event = await subscription.next();
  assert.deepEqual(event, {
    Records: [],
    MillisBehindLatest: 0,
    ChildShards: [
      {
        ShardId: 'shardId-000000000001',
        ParentShards: [ShardId],
        HashKeyRange: { StartingHashKey: '0', EndingHashKey: '170141183460469231731687303715884105727' },
      },
      {
        ShardId: 'shardId-000000000002',
        ParentShards: [ShardId],
        HashKeyRange: {
          StartingHashKey: half,
          EndingHashKey: '340282366920938463463374607431768211455',
        },
      },
    ],
  });
  assert.equal(await subscription.next(), undefined);

  server.clock.advance(5_000);
  const again = await subscribe(server.kinesis, server.consumer);
  const whole = await again.next();
  assert.equal(whole?.Records?.length, 1);
  assert.equal(whole?.ChildShards?.length, 2);
});

test('a subscription ends after five minutes', async (t) => {
  const server = await startWithConsumer(t);
  const subscription = await subscribe(server.kinesis, server.consumer);
  await subscription.next();
  server.clock.advance(299_999);
  await put(server, 'in time');
  assert.deepEqual(await subscription.texts(1), ['in time']);
  server.clock.advance(1);
  assert.equal(await subscription.next(), undefined);
});

test('a second subscription within five seconds is refused, a later one takes over', async (t) => {
  const server = await startWithConsumer(t, { subscribeCallsPerSecond: 'aws' });
  const inUse = {
    name: 'ResourceInUseException',
    message: `Another active subscription exists for this consumer: 000000000000:orders:${ShardId}:app`,
  };
  const first = await subscribe(server.kinesis, server.consumer);
  await first.next();
  server.clock.advance(3_999);
  await assert.rejects(subscribe(server.kinesis, server.consumer), inUse);
  server.clock.advance(1_001);
  const second = await subscribe(server.kinesis, server.consumer);
  await put(server, 'for the second');
  assert.deepEqual(await second.texts(1), ['for the second']);
  await assert.rejects(async () => {
    while (await first.next());
  }, inUse);
});

test('consumers do not share: each gets every record', async (t) => {
  const server = await startWithConsumer(t);
  const other = await registerConsumer(server, StreamName, 'audit');
  const subscriptions = [
    await subscribe(server.kinesis, server.consumer),
    await subscribe(server.kinesis, other),
  ];
  await put(server, 'a');
  await put(server, 'b');
  for (const subscription of subscriptions) assert.deepEqual(await subscription.texts(2), ['a', 'b']);
});

test('a subscription gets two megabytes a second', { timeout: 60_000 }, async (t) => {
  const server = await startWithConsumer(t, { ...noLimits, subscriptionBytesPerSecond: 'aws' });
  const megabyte = 1024 * 1024 - 'k'.length;
  for (let i = 0; i < 6; i++) await put(server, new Uint8Array(megabyte));
  const before = server.clock.waiting;
  const subscription = await subscribe(server.kinesis, server.consumer);
  const received = async (events: number) => {
    for (let i = 0; i < events; i++) assert.equal((await subscription.next())?.Records?.length, 1);
    // It waits for time to pass: a timer beside those of its end and its next heartbeat.
    while (server.clock.waiting < before + 3) await sleep(5);
  };
  // A second's worth comes at once, and the record that exceeds it.
  await received(3);
  server.clock.advance(500);
  await received(1);
  server.clock.advance(500);
  await received(1);
  server.clock.advance(500);
  assert.equal((await subscription.next())?.Records?.length, 1);
});

test('over CBOR, events and exceptions come in CBOR', async (t) => {
  const server = await startWithConsumer(t);
  const { SequenceNumber } = await put(server, 'a');
  const response = await fetch(server.aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-cbor-1.1',
      'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
      'x-amz-date': '20260115T120000Z',
      authorization,
    },
    body: Buffer.from(
      cbor.serialize({
        ConsumerARN: server.consumer,
        ShardId,
        StartingPosition: { Type: 'TRIM_HORIZON' },
      }),
    ),
  });
  assert.equal(response.headers.get('content-type'), 'application/vnd.amazon.eventstream');
  let received = Buffer.alloc(0);
  for await (const chunk of response.body ?? []) {
    received = Buffer.concat([received, chunk]);
    if (readMessages(received).length === 2)
      await server.kinesis.send(new DeregisterStreamConsumerCommand({ ConsumerARN: server.consumer }));
  }
  const messages = readMessages(received);
  assert.deepEqual(
    messages.map(({ headers }) => headers[':event-type']?.value ?? headers[':exception-type']?.value),
    ['initial-response', 'SubscribeToShardEvent', 'ResourceNotFoundException'],
  );
  const [initial, event, exception] = messages.map(({ body }) => cbor.deserialize(body));
  assert.deepEqual(initial, {});
  assert.equal(event.ContinuationSequenceNumber, SequenceNumber);
  assert.deepEqual(event.Records[0].Data, bytes('a'));
  assert.match(exception.message, /^Consumer .* not found\.$/);
});

/** The whole messages of an event stream as far as it has come, each with its length in front. */
function readMessages(stream: Buffer): Message[] {
  const codec = new EventStreamCodec(toUtf8, fromUtf8);
  const messages: Message[] = [];
  for (let start = 0; start + 4 <= stream.length; ) {
    const end = start + stream.readUInt32BE(start);
    if (end > stream.length) break;
    messages.push(codec.decode(stream.subarray(start, end)));
    start = end;
  }
  return messages;
}

test('a subscriber that reads slowly gets everything, in order', async (t) => {
  const server = await startWithConsumer(t);
  const subscription = await subscribe(server.kinesis, server.consumer);
  const expected: string[] = [];
  for (let batch = 0; batch < 30; batch++) {
    const Records = Array.from({ length: 20 }, (_, i) => ({
      PartitionKey: 'k',
      Data: bytes(`${batch}-${i}`.padEnd(30_000, '.')),
    }));
    expected.push(...Records.map(({ Data }) => Buffer.from(Data).toString().slice(0, 8)));
    await server.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    server.clock.advance(1_000);
  }
  const seen: string[] = [];
  while (seen.length < expected.length) {
    seen.push(...(await subscription.texts(1)).map((text) => text.slice(0, 8)));
    server.clock.advance(500);
  }
  assert.deepEqual(seen, expected);
});

test('a consumer that is deregistered loses its subscription, and so does one whose stream is deleted', async (t) => {
  const server = await startWithConsumer(t);
  const second = await registerConsumer(server, StreamName, 'second');
  const subscription = await subscribe(server.kinesis, server.consumer);
  await subscription.next();
  await server.kinesis.send(new DeregisterStreamConsumerCommand({ ConsumerARN: server.consumer }));
  await assert.rejects(subscription.next(), {
    name: 'ResourceNotFoundException',
    message: `Consumer ${server.consumer}, account 000000000000 not found.`,
  });
  await assert.rejects(subscribe(server.kinesis, server.consumer), { name: 'ResourceInUseException' });

  const other = await subscribe(server.kinesis, second);
  await other.next();
  await server.kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
  server.clock.advance(transitionMs);
  await assert.rejects(other.next(), {
    name: 'ResourceNotFoundException',
    message: 'Stream orders under account 000000000000 not found.',
  });
});

test('a server that stops ends its subscriptions at once', async (t) => {
  const server = await startWithConsumer(t);
  const subscription = await subscribe(server.kinesis, server.consumer);
  await subscription.next();
  const closed = server.aws.close();
  assert.equal(await subscription.next(), undefined);
  await closed;
});

test('nothing is kept for a subscriber that has gone away', { timeout: 60_000 }, async (t) => {
  const server = await startWithConsumer(t);
  const before = server.clock.waiting;
  const whenForgotten = async () => {
    while (server.clock.waiting > before) await sleep(5);
    server.clock.advance(5_000);
  };
  const client = server.client({ requestHandler: new NodeHttpHandler() });
  const subscription = await subscribe(client, server.consumer);
  await subscription.next();
  // Its end, and its next event.
  assert.equal(server.clock.waiting, before + 2);
  client.destroy();
  await whenForgotten();

  // The SDK's client leaves its connection open even when it is destroyed.
  const session = connect(server.aws.endpoint);
  const request = session.request({
    ':method': 'POST',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
    'x-amz-date': '20260115T120000Z',
    authorization,
  });
  request.end(
    JSON.stringify({ ConsumerARN: server.consumer, ShardId, StartingPosition: { Type: 'LATEST' } }),
  );
  await once(request, 'data');
  assert.ok(server.clock.waiting > before);
  session.destroy();
  await whenForgotten();
});

test('subscriptions work over HTTP/1.1', async (t) => {
  const server = await startWithConsumer(t);
  const client = server.client({ requestHandler: new NodeHttpHandler() });
  const subscription = await subscribe(client, server.consumer);
  await subscription.next();
  await put(server, 'a');
  assert.deepEqual(await subscription.texts(1), ['a']);
  server.clock.advance(300_000);
  assert.equal(await subscription.next(), undefined);
});

test('SubscribeToShard refuses what it cannot do before the stream of events begins', async (t) => {
  const server = await startWithConsumer(t, { ...noLimits, subscribeCallsPerSecond: 'aws' });
  const send = (input: Partial<ConstructorParameters<typeof SubscribeToShardCommand>[0]>) =>
    server.once.send(
      new SubscribeToShardCommand({
        ConsumerARN: server.consumer,
        ShardId,
        StartingPosition: { Type: 'LATEST' },
        ...input,
      }),
    );
  const missing = `${arnOf(StreamName)}/consumer/nobody:1`;
  await assert.rejects(send({ ConsumerARN: missing }), {
    name: 'ResourceNotFoundException',
    message: `Consumer ${missing}, account 000000000000 not found.`,
  });
  await assert.rejects(send({ ShardId: 'shardId-000000000007' }), {
    name: 'ResourceNotFoundException',
    message: 'Shard shardId-000000000007 in stream orders under account 000000000000 does not exist',
  });
  server.clock.advance(1_000);
  await assert.rejects(send({ StartingPosition: { Type: 'AT_SEQUENCE_NUMBER', SequenceNumber: '7' } }), {
    name: 'InvalidArgumentException',
    message: `StartingSequenceNumber 7 used in SubscribeToShard on shard ${ShardId} in stream orders under account 000000000000 is invalid.`,
  });
  await assert.rejects(send({ StartingPosition: { Type: undefined } }), {
    name: 'ValidationException',
    message:
      "1 validation error detected: Value null at 'startingPosition.type' failed to satisfy constraint: Member must not be null",
  });
  server.clock.advance(1_000);
  await assert.rejects(send({ DryRun: true }), { name: 'DryRunOperationException' });
  // The dry run has not counted as a subscription.
  server.clock.advance(1_000);
  const subscription = await subscribe(server.once, server.consumer);
  await assert.rejects(subscribe(server.once, server.consumer), { name: 'LimitExceededException' });
  server.clock.advance(1_000);
  await assert.rejects(send({ DryRun: true }), { name: 'ResourceInUseException' });
  await subscription.stop();
});
