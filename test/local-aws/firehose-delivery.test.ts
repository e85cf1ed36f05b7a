import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { DeleteDeliveryStreamCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import {
  createBucket,
  createDeliveryStream,
  deliveredKeys,
  eventually,
  listKeys,
  openLab,
  put,
  readBytes,
  temporaryFolder,
} from './support/delivery-lab.js';
import { ManualClock } from './support/manual-clock.js';

const everyMinute = { BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 } };
const documents = ['{"ticker":"A"}', '{"ticker":"B"}', '{"ticker":"C"}'];

describe('Delivery of direct puts to S3', () => {
  it('names the object as AWS does and writes the documents back to back', async (t) => {
    const lab = await openLab(t, { clock: new ManualClock('2023-02-17T14:38:50Z') });
    await createBucket(lab);
    await createDeliveryStream(lab, 'KDS-S3-n4hDk', everyMinute);
    lab.clock.advance(Date.UTC(2023, 1, 17, 14, 38, 59) - lab.clock.now());
    await put(lab, 'KDS-S3-n4hDk', ...documents);
    lab.clock.advance(60_000);
    const [key = ''] = await deliveredKeys(lab);
    assert.match(key, /^2023\/02\/17\/14\/KDS-S3-n4hDk-1-2023-02-17-14-38-59-[0-9a-f-]{36}$/);
    assert.equal(String(await readBytes(lab, key)), documents.join(''));
  });

  it('waits for the buffering interval, counted from the first record', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    await createDeliveryStream(lab, 'entrega', everyMinute);
    lab.clock.advance(3_600_000);
    await put(lab, 'entrega', 'first');
    lab.clock.advance(59_000);
    await put(lab, 'entrega', 'second');
    assert.deepEqual(await listKeys(lab), []);
    lab.clock.advance(1_000);
    const [key = ''] = await deliveredKeys(lab);
    assert.equal(String(await readBytes(lab, key)), 'firstsecond');
  });

  it('delivers a full buffer without waiting for the interval', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    await createDeliveryStream(lab, 'entrega', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 900 } });
    await put(lab, 'entrega', 'a'.repeat(600_000), 'b'.repeat(600_000), 'c');
    const standingClock = new ManualClock();
    const [key = ''] = await eventually(standingClock, async () => {
      const keys = await listKeys(lab);
      return keys.length > 0 ? keys : undefined;
    });
    assert.equal((await readBytes(lab, key)).byteLength, 1_200_000);
    lab.clock.advance(900_000);
    assert.equal((await deliveredKeys(lab, 2)).length, 2);
  });

  it('appends a newline to each record where the processor asks for it, and compresses with GZIP', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    await createDeliveryStream(lab, 'entrega', {
      ...everyMinute,
      CompressionFormat: 'GZIP',
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' }] },
    });
    await put(lab, 'entrega', ...documents);
    const [key = ''] = await deliveredKeys(lab);
    assert.match(key, /\.gz$/);
    assert.equal(
      String(gunzipSync(await readBytes(lab, key))),
      documents.map((line) => `${line}\n`).join(''),
    );
  });

  it('evaluates prefix expressions at the arrival of the oldest record, in the time zone asked for', async (t) => {
    const lab = await openLab(t, { clock: new ManualClock('2024-01-01T01:59:00Z') });
    await createBucket(lab);
    await createDeliveryStream(lab, 'vendas', {
      ...everyMinute,
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
      Prefix: "ano=!{timestamp:yyyy}/!{timestamp:MM'-'dd}/!{firehose:random-string}/!{timestamp:HH}/",
      ErrorOutputPrefix: 'erros/!{firehose:error-output-type}/',
      CustomTimeZone: 'America/Sao_Paulo',
      FileExtension: '.json',
    });
    await put(lab, 'vendas', '{}');
    lab.clock.advance(200_000);
    await put(lab, 'vendas', '{}');
    const [key = ''] = await deliveredKeys(lab);
    assert.match(
      key,
      /^ano=2023\/12-31\/[0-9A-Za-z]{11}\/22\/vendas-1-2023-12-31-22-59-\d\d-[0-9a-f-]{36}\.json$/,
    );
  });

  it('appends the date to a prefix without a timestamp expression, with no slash between them', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    await createDeliveryStream(lab, 'entrega', { ...everyMinute, Prefix: 'dados' });
    await put(lab, 'entrega', '{}');
    const [key = ''] = await deliveredKeys(lab);
    assert.match(key, /^dados2023\/02\/17\/14\/entrega-1-/);
  });

  it('keeps the data while the bucket is missing, and delivers once it is there', async (t) => {
    const lab = await openLab(t);
    await createDeliveryStream(lab, 'entrega', everyMinute);
    await put(lab, 'entrega', ...documents);
    await eventually(lab.clock, async () =>
      lab.failures.find((failure) => failure.includes('does not exist')),
    );
    await createBucket(lab);
    const [key = ''] = await deliveredKeys(lab);
    assert.equal(String(await readBytes(lab, key)), documents.join(''));
  });

  it('delivers after a restart what was acknowledged before it, once', async (t) => {
    const dataDir = await temporaryFolder();
    const before = await openLab(t, { dataDir });
    await createBucket(before);
    await createDeliveryStream(before, 'entrega', everyMinute);
    await put(before, 'entrega', 'delivered before;');
    await deliveredKeys(before);
    await put(before, 'entrega', 'put before;', 'and with it;');
    await before.close();

    const after = await openLab(t, { dataDir, clock: before.clock });
    await put(after, 'entrega', 'put after;');
    after.clock.advance(60_000);
    const texts = await Promise.all((await deliveredKeys(after, 2)).map((key) => readBytes(after, key)));
    assert.deepEqual(texts.map(String).sort(), ['delivered before;', 'put before;and with it;put after;']);
  });

  it('delivers nothing more once the delivery stream is deleted', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    await createDeliveryStream(lab, 'kept', everyMinute);
    await createDeliveryStream(lab, 'deleted', everyMinute);
    await put(lab, 'deleted', 'lost');
    await lab.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 'deleted' }));
    await put(lab, 'kept', 'found');
    lab.clock.advance(600_000);
    const keys = await deliveredKeys(lab);
    assert.deepEqual(
      keys.map((key) => key.split('/').at(-1)?.split('-')[0]),
      ['kept'],
    );
  });

  it('acknowledges a record with an id of its own', async (t) => {
    const lab = await openLab(t);
    await createDeliveryStream(lab, 'entrega');
    const send = () =>
      lab.firehose.send(
        new PutRecordCommand({ DeliveryStreamName: 'entrega', Record: { Data: Buffer.alloc(0) } }),
      );
    const [first, second] = [await send(), await send()];
    assert.match(first.RecordId ?? '', /^[0-9A-Za-z+/]{224}$/);
    assert.notEqual(first.RecordId, second.RecordId);
    assert.equal(first.Encrypted, false);
  });
});
