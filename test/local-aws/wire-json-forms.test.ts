import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GetRecords$, PutRecords$, SubscribeToShardEventStream$ } from '@aws-sdk/client-kinesis';
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
