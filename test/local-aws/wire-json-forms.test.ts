import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GetRecords$,
  ListTagsForResource$,
  ListTagsForStream$,
  PutRecords$,
  SubscribeToShardEventStream$,
  TagResource$,
} from '@aws-sdk/client-kinesis';
import { JsonCodec } from '@aws-sdk/core/protocols';
import { inputOf, jsonCodec, outputOf } from '../../scripts/local-aws/src/wire/codec.js';
import { jsonWriterOf, readBlob } from '../../scripts/local-aws/src/wire/json-forms.js';

const awsCodec = new JsonCodec({ jsonName: false, timestampFormat: { useTrait: true, default: 7 } });

test("answers are written as AWS's own codec writes them", () => {
  const answer = {
    Records: [
      {
        SequenceNumber: '1',
        ApproximateArrivalTimestamp: new Date(1_700_000_000_123),
        Data: new Uint8Array([0, 250, 255]),
        PartitionKey: 'é"\\',
        EncryptionType: undefined,
      },
    ],
    MillisBehindLatest: 0,
    NotInTheModel: 1,
  };
  const aws = awsCodec.createSerializer();
  aws.write(outputOf(GetRecords$), answer);
  assert.deepEqual(
    JSON.parse(String(jsonCodec.writeOutput(GetRecords$, answer))),
    JSON.parse(String(aws.flush())),
  );
});

test("long answers are written as AWS's own codec writes them, whatever characters their keys have", () => {
  const keys = [
    'plain',
    'with "quotes" and \\',
    'línea',
    '記録',
    '😀',
    'half of a pair \ud83d',
    '\u0000\n\u007f',
    '',
  ];
  const Records = Array.from({ length: 600 }, (_, n) => ({
    SequenceNumber: String(n),
    ApproximateArrivalTimestamp: new Date(1_700_000_000_000 + n),
    // Larger than what is gathered at once, now and then.
    Data: Buffer.alloc(n % 100 === 0 ? 50_000 : n % 7, n),
    PartitionKey: `${keys[n % keys.length]}${n}`,
  }));
  const answer = { Records, NextShardIterator: 'next', MillisBehindLatest: 1.5 };
  const aws = awsCodec.createSerializer();
  aws.write(outputOf(GetRecords$), answer);
  const written = jsonCodec.writeOutput(GetRecords$, answer);
  assert.deepEqual(JSON.parse(Buffer.from(written).toString()), JSON.parse(String(aws.flush())));
});

test('maps, empty lists and numbers that are none are written as JSON has them', () => {
  const write = (operation: typeof GetRecords$, output: object) =>
    String(jsonCodec.writeOutput(operation, output));
  assert.equal(write(ListTagsForResource$, {}), '{}');
  assert.equal(
    write(ListTagsForStream$, { Tags: [], HasMoreTags: false }),
    '{"Tags":[],"HasMoreTags":false}',
  );
  assert.equal(write(GetRecords$, { MillisBehindLatest: Number.NaN }), '{"MillisBehindLatest":null}');
  const input = { ResourceARN: 'a', Tags: { 'a"b': 'c', d: '' } };
  assert.equal(
    String(jsonCodec.write(inputOf(TagResource$), input)),
    '{"Tags":{"a\\"b":"c","d":""},"ResourceARN":"a"}',
  );
});

test("requests are read as AWS's own codec reads them", () => {
  const request = {
    StreamName: 's',
    StreamARN: null,
    Unknown: 1,
    Records: [{ Data: 'AP//', PartitionKey: 'a', ExplicitHashKey: null }],
  };
  const own = jsonCodec.parse(Buffer.from(JSON.stringify(request)))(PutRecords$) as typeof request;
  const aws = awsCodec.createDeserializer().readObject(inputOf(PutRecords$), structuredClone(request));
  const plain = (value: unknown) =>
    JSON.stringify(value, (_, item) => (item?.type === 'Buffer' ? item.data : item));
  assert.equal(plain(own), plain(aws).replace('{"0":0,"1":255,"2":255}', '[0,255,255]'));
});

test("a schema that has more than the quick writer knows is left to AWS's codec", () => {
  assert.equal(jsonWriterOf(SubscribeToShardEventStream$), undefined);
});

test('what is no base64 is refused', () => {
  assert.deepEqual(readBlob('AP//'), Buffer.from([0, 255, 255]));
  assert.deepEqual(readBlob(''), Buffer.from([]));
  for (const text of ['AP/', 'A', 'AP-_', 'A=AA', 'AA A', 'é===', '===='])
    assert.throws(() => readBlob(text), { name: 'SerializationException' }, text);
});
