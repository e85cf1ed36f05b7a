import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GetRecordsCommand,
  PutRecordCommand,
  type PutRecordInput,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import {
  bytes,
  createActiveStream,
  getIterator,
  readShard,
  startTestServer,
  text,
} from './support/kinesis.js';

const StreamName = 'orders';

test('a record goes to the shard whose range holds the MD5 of its partition key', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName });
  const put = (PartitionKey: string) =>
    server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data: bytes('x') }));
  assert.equal((await put('1')).ShardId, 'shardId-000000000003');
  assert.equal((await put('a')).ShardId, 'shardId-000000000000');
});

test('an explicit hash key takes the place of the partition key, which is kept', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 3 });
  const put = (ExplicitHashKey: string) =>
    server.kinesis.send(
      new PutRecordCommand({ StreamName, PartitionKey: 'a', ExplicitHashKey, Data: bytes('x') }),
    );
  assert.equal((await put('113427455640312821154458202477256070484')).ShardId, 'shardId-000000000000');
  assert.equal((await put('113427455640312821154458202477256070485')).ShardId, 'shardId-000000000001');
  assert.equal((await put('340282366920938463463374607431768211455')).ShardId, 'shardId-000000000002');
  const [record] = await readShard(server.kinesis, StreamName, 'shardId-000000000002');
  assert.equal(record?.PartitionKey, 'a');
  await assert.rejects(put('340282366920938463463374607431768211456'), {
    name: 'InvalidArgumentException',
    message:
      'Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. ' +
      'Specified value was 340282366920938463463374607431768211456',
  });
});

test('PutRecords answers in the order of its entries, and each shard keeps that order', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 2 });
  const Records = Array.from({ length: 500 }, (_, i) => ({ PartitionKey: `key-${i}`, Data: bytes(`${i}`) }));
  const answer = await server.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  assert.equal(answer.FailedRecordCount, 0);
  assert.equal(answer.EncryptionType, undefined);
  assert.equal(answer.Records?.length, 500);
  let read = 0;
  for (const ShardId of ['shardId-000000000000', 'shardId-000000000001']) {
    const records = await readShard(server.kinesis, StreamName, ShardId);
    const expected = Records.flatMap(({ Data }, i) => {
      const result = answer.Records?.[i];
      return result?.ShardId === ShardId ? [[result.SequenceNumber, new TextDecoder().decode(Data)]] : [];
    });
    assert.deepEqual(
      records.map((record) => [record.SequenceNumber, text(record)]),
      expected,
    );
    read += records.length;
  }
  assert.equal(read, 500);
});

test('binary data comes back byte for byte, an empty record included', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const payloads = [
    Uint8Array.from({ length: 256 }, (_, i) => i),
    new Uint8Array(0),
    Uint8Array.from({ length: 1_000_003 }, (_, i) => (i * 31) & 255),
  ];
  const Records = payloads.map((Data) => ({ PartitionKey: 'ключ-鍵', Data }));
  await server.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  const records = await readShard(server.kinesis, StreamName, 'shardId-000000000000');
  assert.deepEqual(
    records.map(({ Data }) => Buffer.from(Data ?? [])),
    payloads.map((payload) => Buffer.from(payload)),
  );
  assert.deepEqual(new Set(records.map(({ PartitionKey }) => PartitionKey)), new Set(['ключ-鍵']));
});

test('records put at the same time by many callers are numbered once each and read in order', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const puts = Array.from({ length: 200 }, (_, i) =>
    server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: `${i}`, Data: bytes(`${i}`) })),
  );
  const numbers = (await Promise.all(puts)).map(({ SequenceNumber }) => SequenceNumber ?? '');
  const read = (await readShard(server.kinesis, StreamName, 'shardId-000000000000')).map(
    ({ SequenceNumber }) => SequenceNumber ?? '',
  );
  assert.equal(new Set(numbers).size, 200);
  assert.deepEqual(read, [...numbers].sort());
});

test('PutRecords refuses what breaks the API with the words of AWS', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const put = (Records: PutRecordsRequestEntry[]) =>
    server.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  const entry = { PartitionKey: 'a', Data: bytes('x') };

  await assert.rejects(put(Array.from({ length: 501 }, () => entry)), {
    name: 'ValidationException',
    message:
      "1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length less than or equal to 500",
  });
  await assert.rejects(put([]), {
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1",
  });
  await assert.rejects(put([entry, { PartitionKey: '', Data: bytes('x'), ExplicitHashKey: '-1' }]), {
    name: 'ValidationException',
    message:
      "2 validation errors detected: Value '' at 'records.2.member.partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
      "Value '-1' at 'records.2.member.explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})",
  });
  await assert.rejects(put([entry, { ...entry, Data: new Uint8Array(1_048_576) }]), {
    name: 'ValidationException',
    message:
      "1 validation error detected: Value at 'records.2.member.data' failed to satisfy constraint: Member must have length less than or equal to 1048576.",
  });
  const large = { PartitionKey: 'a', Data: new Uint8Array(1_048_575) };
  await assert.rejects(put([...Array.from({ length: 10 }, () => large), entry]), {
    name: 'InvalidArgumentException',
    message: 'Records size exceeds 10 MB limit',
  });
  assert.deepEqual(await readShard(server.kinesis, StreamName, 'shardId-000000000000'), []);
});

test('a message lists the first ten violations only', async (t) => {
  const server = await startTestServer(t);
  const Records = Array.from({ length: 12 }, () => ({ PartitionKey: '', Data: bytes('x') }));
  const put = server.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  await assert.rejects(put, (error: Error) => {
    assert.match(error.message, /^10 validation errors detected: /);
    assert.equal(error.message.split('; ').length, 10);
    return true;
  });
});

test('a sequence number for ordering must be one that AWS can have given', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const put = (SequenceNumberForOrdering?: string) =>
    server.kinesis.send(
      new PutRecordCommand({
        StreamName,
        PartitionKey: 'a',
        Data: bytes('x'),
        ...(SequenceNumberForOrdering && { SequenceNumberForOrdering }),
      }),
    );
  const first = await put();
  const second = await put(first.SequenceNumber);
  assert.ok((second.SequenceNumber ?? '') > (first.SequenceNumber ?? ''));
  await assert.rejects(put('5'), {
    name: 'InvalidArgumentException',
    message:
      'ExclusiveMinimumSequenceNumber 5 used in PutRecord on stream orders under account 000000000000 is invalid.',
  });
});

test('a dry run is checked as the real call is, and writes nothing', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const record = { StreamName, PartitionKey: 'a', Data: bytes('x'), DryRun: true };
  const put = (input: PutRecordInput) => server.kinesis.send(new PutRecordCommand(input));
  await assert.rejects(put(record), { name: 'DryRunOperationException' });
  await assert.rejects(put({ ...record, StreamName: 'absent' }), { name: 'ResourceNotFoundException' });
  assert.deepEqual(await readShard(server.kinesis, StreamName, 'shardId-000000000000'), []);
});

test('a full answer of GetRecords holds 10 MiB and goes on where it stopped', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const Records = Array.from({ length: 6 }, () => ({ PartitionKey: 'a', Data: new Uint8Array(1_000_000) }));
  for (let batch = 0; batch < 2; batch++)
    await server.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  server.clock.advance(3000);
  const ShardIterator = await getIterator(server.kinesis, {
    StreamName,
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'TRIM_HORIZON',
  });
  const first = await server.kinesis.send(new GetRecordsCommand({ ShardIterator }));
  assert.equal(first.Records?.length, 10);
  assert.equal(first.MillisBehindLatest, 3000);
  const rest = await server.kinesis.send(new GetRecordsCommand({ ShardIterator: first.NextShardIterator }));
  assert.equal(rest.Records?.length, 2);
  assert.equal(rest.MillisBehindLatest, 0);
});
