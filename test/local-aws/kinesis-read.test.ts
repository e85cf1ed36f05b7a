import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorInput,
  IncreaseStreamRetentionPeriodCommand,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis';
import { arnOf } from './support/consumers.js';
import {
  bytes,
  createActiveStream,
  getIterator,
  readShard,
  startTestServer,
  type TestServer,
  text,
} from './support/kinesis.js';

const StreamName = 'orders';
const ShardId = 'shardId-000000000000';
const shard = { StreamName, ShardId };
const hourMs = 3_600_000;

const put = (server: TestServer, data: string) =>
  server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: bytes(data) }));

async function readFrom(server: TestServer, from: Omit<GetShardIteratorInput, 'ShardId' | 'StreamName'>) {
  const ShardIterator = await getIterator(server.kinesis, { ...shard, ...from });
  const { Records = [] } = await server.kinesis.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map(text);
}

test('each type of iterator starts where it says', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const times: Date[] = [];
  const numbers: string[] = [];
  for (const data of ['one', 'two', 'three']) {
    server.clock.advance(10_000);
    times.push(new Date(server.clock.now()));
    numbers.push((await put(server, data)).SequenceNumber ?? '');
  }
  const [, number] = numbers;
  const [first, second] = times;
  assert.ok(number && first && second);
  const latest = await getIterator(server.kinesis, { ...shard, ShardIteratorType: 'LATEST' });
  await put(server, 'four');

  assert.deepEqual(await readFrom(server, { ShardIteratorType: 'TRIM_HORIZON' }), [
    'one',
    'two',
    'three',
    'four',
  ]);
  const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: number } as const;
  assert.deepEqual(await readFrom(server, at), ['two', 'three', 'four']);
  const after = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: number } as const;
  assert.deepEqual(await readFrom(server, after), ['three', 'four']);
  const at2 = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: second } as const;
  assert.deepEqual(await readFrom(server, at2), ['two', 'three', 'four']);
  const justAfter = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(second.getTime() + 1) } as const;
  assert.deepEqual(await readFrom(server, justAfter), ['three', 'four']);
  const longAgo = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(0) } as const;
  assert.deepEqual(await readFrom(server, longAgo), ['one', 'two', 'three', 'four']);
  const { Records = [] } = await server.kinesis.send(new GetRecordsCommand({ ShardIterator: latest }));
  assert.deepEqual(Records.map(text), ['four']);
});

test('AT_TIMESTAMP finds its record among many', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const start = server.clock.now();
  for (let i = 0; i < 50; i++) {
    await put(server, `${i}`);
    server.clock.advance(1000);
  }
  for (const i of [0, 1, 24, 25, 48, 49]) {
    const Timestamp = new Date(start + i * 1000 - 500);
    const records = await readFrom(server, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp });
    assert.equal(records[0], `${i}`);
  }
});

test('a reader that goes on from iterator to iterator sees each record once, Limit at a time', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  for (let i = 0; i < 7; i++) await put(server, `${i}`);
  let next: string | undefined = await getIterator(server.kinesis, {
    ...shard,
    ShardIteratorType: 'TRIM_HORIZON',
  });
  const sizes: number[] = [];
  const seen: string[] = [];
  for (let call = 0; call < 4; call++) {
    const answer: { NextShardIterator?: string; Records?: { Data?: Uint8Array }[] } =
      await server.kinesis.send(new GetRecordsCommand({ ShardIterator: next, Limit: 3 }));
    const records = answer.Records ?? [];
    sizes.push(records.length);
    seen.push(...records.map(({ Data }) => new TextDecoder().decode(Data)));
    next = answer.NextShardIterator;
  }
  assert.deepEqual(sizes, [3, 3, 1, 0]);
  assert.deepEqual(seen, ['0', '1', '2', '3', '4', '5', '6']);
  assert.ok(next, 'an open shard always has a next iterator');
});

test('records carry no encryption type, and their arrival to the millisecond', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  server.clock.advance(123);
  await put(server, 'x');
  const [record] = await readShard(server.kinesis, StreamName, ShardId);
  assert.equal(record?.ApproximateArrivalTimestamp?.getTime(), server.clock.now());
  assert.ok(record && !('EncryptionType' in record));
});

test('arrival times and sequence numbers of a shard do not go back when the clock does', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  await put(server, 'before');
  server.clock.step(-60_000);
  await put(server, 'after');
  const [before, after] = await readShard(server.kinesis, StreamName, ShardId);
  assert.ok(before && after);
  assert.equal(text(after), 'after');
  assert.ok((after.SequenceNumber ?? '') > (before.SequenceNumber ?? ''));
  assert.deepEqual(after.ApproximateArrivalTimestamp, before.ApproximateArrivalTimestamp);
});

test('an iterator expires after five minutes', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const ShardIterator = await getIterator(server.kinesis, { ...shard, ShardIteratorType: 'TRIM_HORIZON' });
  server.clock.advance(300_000);
  await server.kinesis.send(new GetRecordsCommand({ ShardIterator }));
  server.clock.advance(1);
  await assert.rejects(server.kinesis.send(new GetRecordsCommand({ ShardIterator })), {
    name: 'ExpiredIteratorException',
    message:
      'Iterator expired. The iterator was created at time Thu Jan 15 12:00:00 UTC 2026 while right now it is Thu Jan 15 12:05:00 UTC 2026 ' +
      'which is further in the future than the tolerated delay of 300000 milliseconds.',
  });
});

test('an iterator that was not given out is refused', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const genuine = await getIterator(server.kinesis, { ...shard, ShardIteratorType: 'LATEST' });
  const forged = Buffer.from(genuine, 'base64');
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  for (const ShardIterator of ['garbage', forged.toString('base64'), genuine.slice(0, 40)])
    await assert.rejects(server.kinesis.send(new GetRecordsCommand({ ShardIterator })), {
      name: 'InvalidArgumentException',
      message: 'Invalid ShardIterator.',
    });
});

test('an iterator may come with the ARN of its stream, and of no other', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  await createActiveStream(server, { StreamName: 'other', ShardCount: 1 });
  const ShardIterator = await getIterator(server.kinesis, { ...shard, ShardIteratorType: 'TRIM_HORIZON' });
  const read = (name: string) =>
    server.kinesis.send(new GetRecordsCommand({ ShardIterator, StreamARN: arnOf(name) }));
  assert.deepEqual((await read(StreamName)).Records, []);
  await assert.rejects(read('other'), { name: 'InvalidArgumentException', message: /of two streams/ });
  await assert.rejects(read('absent'), { name: 'ResourceNotFoundException' });
});

test('GetShardIterator refuses contradictions and strangers with the words of AWS', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 2 });
  const { SequenceNumber } = await server.kinesis.send(
    new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: bytes('x') }),
  );
  const refused = (input: Omit<GetShardIteratorInput, 'StreamName'>, name: string, message: string) =>
    assert.rejects(server.kinesis.send(new GetShardIteratorCommand({ StreamName, ...input })), {
      name,
      message,
    });
  const must =
    'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
    '(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. ';
  await refused(
    { ShardId, ShardIteratorType: 'LATEST', StartingSequenceNumber: SequenceNumber },
    'InvalidArgumentException',
    `${must}Request specified LATEST and also a StartingSequenceNumber.`,
  );
  await refused(
    { ShardId, ShardIteratorType: 'AT_SEQUENCE_NUMBER' },
    'InvalidArgumentException',
    `${must}Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber.`,
  );
  await refused(
    { ShardId: '1', ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: SequenceNumber },
    'InvalidArgumentException',
    'Invalid StartingSequenceNumber. It encodes shardId-000000000000, while it was used in a call to a shard with shardId-000000000001',
  );
  await refused(
    { ShardId: 'shardId-000000000007', ShardIteratorType: 'LATEST' },
    'ResourceNotFoundException',
    'Shard shardId-000000000007 in stream orders under account 000000000000 does not exist',
  );
  const now = server.clock.now();
  await refused(
    { ShardId, ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(now + 1) },
    'InvalidArgumentException',
    `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${now + 1}, currentTimestampInMillis: ${now}`,
  );
});

test('a record is gone once its retention has passed, and stays gone when retention is raised', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  await put(server, 'old');
  server.clock.advance(23 * hourMs);
  await put(server, 'new');
  assert.deepEqual(await readFrom(server, { ShardIteratorType: 'TRIM_HORIZON' }), ['old', 'new']);
  server.clock.advance(hourMs + 1);
  assert.deepEqual(await readFrom(server, { ShardIteratorType: 'TRIM_HORIZON' }), ['new']);
  await server.kinesis.send(
    new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 168 }),
  );
  assert.deepEqual(await readFrom(server, { ShardIteratorType: 'TRIM_HORIZON' }), ['new']);
  server.clock.advance(100 * hourMs);
  assert.deepEqual(await readFrom(server, { ShardIteratorType: 'TRIM_HORIZON' }), ['new']);
});
