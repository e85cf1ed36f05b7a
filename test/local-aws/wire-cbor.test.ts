import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DescribeStreamCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { cbor, tag } from '@smithy/core/cbor';
import { requireWellFormed } from '../../scripts/local-aws/src/wire/cbor-well-formed.js';
import { cborCall } from './support/cbor-call.js';
import { bytes, createActiveStream, startTestServer } from './support/kinesis.js';

const StreamName = 'orders';
const contentType = 'application/x-amz-cbor-1.1';

test('records go in and out as bytes, and times come as whole milliseconds', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const { endpoint } = server.aws;
  const data = Uint8Array.of(0, 1, 254, 255);
  const put = await cborCall(endpoint, 'PutRecords', {
    StreamName,
    Records: [
      { PartitionKey: 'a', Data: data },
      { PartitionKey: 'ção', Data: new Uint8Array() },
    ],
  });
  assert.deepEqual([put.status, put.type], [200, contentType]);
  const iterator = await cborCall(endpoint, 'GetShardIterator', {
    StreamName,
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'TRIM_HORIZON',
  });
  const got = await cborCall(endpoint, 'GetRecords', iterator.output as object);
  const output = got.output as { Records: { PartitionKey: string; Data: Uint8Array }[] };
  assert.deepEqual(
    output.Records.map(({ PartitionKey, Data }) => [PartitionKey, [...Data]]),
    [
      ['a', [...data]],
      ['ção', []],
    ],
  );
  // Tag 1 and an integer of eight bytes: 1768478400500, the time of the put, in milliseconds.
  const now = Buffer.alloc(10, 'c11b', 'hex');
  now.writeBigUInt64BE(BigInt(server.clock.now()), 2);
  assert.ok(got.bytes.includes(now), got.bytes.toString('hex'));
});

test('a time in a request may be given in seconds or in milliseconds, tagged or not', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const put = (PartitionKey: string) =>
    server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data: bytes('x') }));
  await put('before');
  server.clock.advance(10_000);
  const at = server.clock.now();
  await put('after');
  const times = [at, at / 1000, tag({ tag: 1, value: at }), tag({ tag: 1, value: at / 1000 + 0.25 })];
  server.clock.advance(10_000);
  const expected = [['after'], ['after'], ['after'], []];
  for (const [position, Timestamp] of times.entries()) {
    const iterator = await cborCall(server.aws.endpoint, 'GetShardIterator', {
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp,
    });
    const { output } = await cborCall(server.aws.endpoint, 'GetRecords', iterator.output as object);
    const { Records } = output as { Records: { PartitionKey: string }[] };
    assert.deepEqual(
      Records.map(({ PartitionKey }) => PartitionKey),
      expected[position],
    );
  }
});

test('an action without output answers with a body of no length', async (t) => {
  const { aws, kinesis } = await startTestServer(t);
  const answer = await cborCall(aws.endpoint, 'CreateStream', { StreamName, ShardCount: 3 });
  assert.deepEqual([answer.status, answer.type, answer.bytes.length], [200, contentType, 0]);
  const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName }));
  assert.equal(StreamDescription?.StreamStatus, 'CREATING');
});

test('errors come in CBOR too', async (t) => {
  const { aws } = await startTestServer(t);
  const expectations: [string, object | Uint8Array, object][] = [
    [
      'DescribeStream',
      { StreamName },
      {
        __type: 'ResourceNotFoundException',
        message: 'Stream orders under account 000000000000 not found.',
      },
    ],
    [
      'DescribeStream',
      { StreamName: 'a/b' },
      {
        __type: 'ValidationException',
        message:
          "1 validation error detected: Value 'a/b' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
      },
    ],
    ['Fly', {}, { __type: 'UnknownOperationException' }],
    ['ListStreams', Buffer.from('{}'), { __type: 'SerializationException' }],
    ['ListStreams', new Uint8Array(), { __type: 'SerializationException' }],
    ['ListStreams', cbor.serialize([1]), { __type: 'SerializationException' }],
    [
      'PutRecord',
      { StreamName, PartitionKey: 'a', Data: 'text' },
      {
        __type: 'SerializationException',
        Message: 'class java.lang.String can not be converted to a Blob',
      },
    ],
    [
      'ListStreams',
      { Limit: Number.NaN },
      {
        __type: 'SerializationException',
        Message: 'NaN and infinite numbers can not be converted to an Integer',
      },
    ],
  ];
  for (const [action, input, output] of expectations) {
    const answer = await cborCall(aws.endpoint, action, input);
    assert.deepEqual([answer.status, answer.type, answer.output], [400, contentType, output], action);
  }
});

test('bodies in pieces of unknown length are read', async (t) => {
  const { aws } = await startTestServer(t);
  // {_ "Limit": 5, "ExclusiveStartStreamName": (_ "or", "ders")}
  const head = Buffer.from('bf654c696d6974057818', 'hex');
  const rest = Buffer.from('7f626f726464657273ffff', 'hex');
  const body = Buffer.concat([head, Buffer.from('ExclusiveStartStreamName'), rest]);
  const answer = await cborCall(aws.endpoint, 'ListStreams', body);
  assert.deepEqual(answer.output, { StreamNames: [], HasMoreStreams: false, StreamSummaries: [] });
});

test('well-formed CBOR passes, and what would cost the decoder dear does not', () => {
  const good = [
    'a0',
    'bfff',
    'a1616180',
    'a16161c11b0000019bc1a2b3c4',
    'a16161c1fb41d9a5b5c0000000',
    'a161615f4101 41 02ff',
  ];
  for (const hex of good)
    assert.doesNotThrow(() => requireWellFormed(Buffer.from(hex.replaceAll(' ', ''), 'hex')), hex);
  const bad: [string, RegExp][] = [
    ['', /unexpected end/],
    ['a1', /longer than the body/],
    ['a16161', /unexpected end/],
    ['a1616162', /longer than the body/],
    ['a10500', /key that is no text/],
    ['a000', /after the end/],
    ['bf', /unexpected end/],
    ['a161619b00000000ffffffff', /longer than the body/],
    ['a161619a01ffffff9a01ffffff', /longer than the body/],
    ['a161615b7fffffffffffffff', /longer than the body/],
    ['a16161c24101', /unexpected CBOR tag 2/],
    ['a16161c4820101', /unexpected CBOR tag 4/],
    ['a16161c16161', /unexpected CBOR tag 1/],
    ['a161617f4101ff', /piece of a CBOR string/],
    ['a16161f8ff', /unknown CBOR value/],
    ['a161611c', /unknown CBOR length/],
    [`a16161${'81'.repeat(40)}00`, /more than 32 deep/],
  ];
  for (const [hex, message] of bad)
    assert.throws(() => requireWellFormed(Buffer.from(hex, 'hex')), message, hex);
});
