import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { PutRecordCommand as PutToFirehose } from '@aws-sdk/client-firehose';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { deaggregate } from '../../scripts/local-aws/src/firehose/sources/deaggregate.js';
import {
  createBucket,
  createDeliveryStream,
  createKinesisStream,
  deliveredKeys,
  deliveredText,
  from,
  openLab,
  readBytes,
  temporaryFolder,
} from './support/delivery-lab.js';
import { damaged } from './support/fuzz-input.js';

const magic = Buffer.from('f3899ac2', 'hex');

/** Closes a message as the KPL does, whatever it holds. */
const sealed = (message: Uint8Array): Buffer =>
  Buffer.concat([magic, message, createHash('md5').update(message).digest()]);

interface UserRecord {
  readonly data: Uint8Array;
  readonly explicitHashKey?: boolean;
  readonly tags?: readonly string[];
}

/** An aggregated record, field by field as its format has it. */
function aggregated(records: readonly UserRecord[]): Buffer {
  const writer = new BinaryWriter();
  const text = (field: number, value: string) => writer.tag(field, WireType.LengthDelimited).string(value);
  text(1, 'key');
  text(2, '170141183460469231731687303715884105728');
  for (const { data, explicitHashKey, tags = [] } of records) {
    writer.tag(3, WireType.LengthDelimited).fork().tag(1, WireType.Varint).uint64(0);
    if (explicitHashKey) writer.tag(2, WireType.Varint).uint64(0);
    writer.tag(3, WireType.LengthDelimited).bytes(data);
    for (const key of tags) {
      writer.tag(4, WireType.LengthDelimited).fork();
      text(1, key);
      writer.join();
    }
    writer.join();
  }
  return sealed(writer.finish());
}

const texts = (records: readonly Uint8Array[]) => records.map((data) => Buffer.from(data).toString());
const parts = (...data: string[]) => aggregated(data.map((text) => ({ data: Buffer.from(text) })));

test("a record of AWS's own aggregation library comes apart", () => {
  // aws-kinesis-agg 1.2.3 for Python: 'one' under an explicit hash key, 'two', 'três'.
  const record = Buffer.from(
    'f3899ac20a01610a01621201301a09080010001a036f6e651a0708011a0374776f1a0908001a057472c3aa736f3bbb61edb56b0025af5f7a6b1166e2',
    'hex',
  );
  assert.deepEqual(texts(deaggregate(record)), ['one', 'two', 'três']);
});

const userRecords = fc.array(
  fc.record(
    {
      data: fc.uint8Array({ maxLength: 300 }),
      explicitHashKey: fc.boolean(),
      tags: fc.array(fc.string(), { maxLength: 2 }),
    },
    { requiredKeys: ['data'] },
  ),
  { maxLength: 20 },
);

test('whatever was aggregated comes out as it was, in its order', () => {
  fc.assert(
    fc.property(userRecords, (records) => {
      const out = deaggregate(aggregated(records)).map((data) => Buffer.from(data));
      assert.deepEqual(
        out,
        records.map(({ data }) => Buffer.from(data)),
      );
    }),
  );
});

test('any other bytes come out unchanged, also those that begin as an aggregated record does', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.concat([magic, rest])),
  );
  fc.assert(fc.property(bytes, (data) => assert.deepEqual(deaggregate(data), [data])));
});

test('an aggregated record that was damaged comes out unchanged', () => {
  const property = fc.property(damaged(userRecords.map(aggregated)), (data) => {
    const message = data.subarray(magic.length, -16);
    fc.pre(!Buffer.from(data).equals(sealed(message)));
    assert.deepEqual(deaggregate(data), [data]);
  });
  fc.assert(property);
});

test('a right checksum of a message that is none, or lacks what is required, comes out unchanged', () => {
  const message = (...bytes: number[]) => sealed(Uint8Array.from(bytes));
  const broken = [
    // A user record of five bytes, of which two are there.
    message(0x1a, 5, 8, 0),
    // One without data, one without a partition key.
    message(0x1a, 2, 8, 0),
    message(0x1a, 3, 0x1a, 1, 0x61),
    // A field number of 0, a group that does not end, a number that does not end.
    message(0, 0),
    message(0x1b),
    message(8, 0xff),
  ];
  for (const data of broken) assert.deepEqual(deaggregate(data), [data], data.toString('hex'));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }).map(sealed), (data) => {
      for (const part of deaggregate(data)) assert.ok(part === data || part.length < data.length);
    }),
  );
});

const perLine = {
  BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
  ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' as const }] },
};

test('Firehose delivers the user records of an aggregated record one by one from a Kinesis stream', async (t) => {
  const lab = await openLab(t);
  await createBucket(lab);
  const streamArn = await createKinesisStream(lab, 'orders');
  await createDeliveryStream(lab, 'delivery', perLine, from(streamArn));
  const spoiled = parts('never');
  spoiled[spoiled.length - 1] = (spoiled.at(-1) ?? 0) ^ 1;
  for (const Data of [Buffer.from('plain'), parts('one', 'two', ''), spoiled])
    await lab.kinesis.send(new PutRecordCommand({ StreamName: 'orders', PartitionKey: 'k', Data }));
  const end = `${spoiled.toString()}\n`;
  const text = await deliveredText(lab, (delivered) => delivered.endsWith(end));
  assert.equal(text, `plain\none\ntwo\n\n${end}`);
});

test('Firehose delivers an aggregated record whole that a producer puts directly', async (t) => {
  const lab = await openLab(t);
  await createBucket(lab);
  await createDeliveryStream(lab, 'delivery', perLine);
  const Data = parts('one', 'two');
  await lab.firehose.send(new PutToFirehose({ DeliveryStreamName: 'delivery', Record: { Data } }));
  const [key = ''] = await deliveredKeys(lab);
  assert.deepEqual(await readBytes(lab, key), Buffer.concat([Data, Buffer.from('\n')]));
});

test('an aggregated record of which a part was delivered before a restart is delivered again, whole', async (t) => {
  const dataDir = await temporaryFolder();
  const first = await openLab(t, { dataDir });
  await createBucket(first);
  const streamArn = await createKinesisStream(first, 'orders');
  const BufferingHints = { SizeInMBs: 1, IntervalInSeconds: 300 };
  await createDeliveryStream(first, 'delivery', { BufferingHints }, from(streamArn));
  const large = 'x'.repeat(600_000);
  const put = (Data: Buffer) =>
    first.kinesis.send(new PutRecordCommand({ StreamName: 'orders', PartitionKey: 'k', Data }));
  await put(Buffer.from(large));
  first.clock.advance(1000);
  // The first part of the second record fills the buffer, the other waits in the next one.
  await put(parts(large.slice(0, 450_000), 'rest'));
  const [delivered = ''] = await deliveredKeys(first);
  assert.equal((await readBytes(first, delivered)).length, 1_050_000);
  await first.close();

  const second = await openLab(t, { dataDir, clock: first.clock });
  const keys = await deliveredKeys(second, 2);
  const bodies = await Promise.all(keys.map((key) => readBytes(second, key)));
  const again = bodies.find((body) => body.toString().endsWith('rest'));
  assert.equal(again?.length, 450_004);
});
