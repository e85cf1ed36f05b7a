import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  DeleteChannelCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  UpdateAccountSettingsCommand,
  UpdateChannelCommand,
  UpdateStreamWarmThroughputCommand,
} from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, DeleteBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { Zstd } from '@hpcc-js/wasm-zstd';
import {
  ChannelName,
  channelInput,
  createActiveChannel,
  createChannel,
  format,
  hashKeys,
  inState,
  openChannelLab,
  put,
  reopen,
  StreamARN,
  StreamName,
  storage,
} from './support/channels.js';
import {
  activeStream,
  bucket,
  deliveredKeys,
  deliveredText,
  eventually,
  type Lab,
  listKeys,
  readBytes,
  temporaryFolder,
} from './support/delivery-lab.js';

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const inBytes = () => format('BYTE_ARRAY');

/** Lets the channel look for news a few times. It sets its timer for the next look when it has read what there is. */
async function settle({ clock }: Lab): Promise<void> {
  for (let look = 0; look < 4; look++) {
    const timers = clock.waiting;
    clock.advance(1000);
    await turns();
    await eventually(clock, async () => clock.waiting >= timers || undefined, 0);
  }
}

/** Time for what is under way, with the clock standing still. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for a condition without moving the clock. */
const atOnce = <T>(lab: Lab, attempt: () => Promise<T | undefined>) => eventually(lab.clock, attempt, 0);

describe('A channel', () => {
  it('delivers what is put once it is ACTIVE, as it is, and nothing from before', async (t) => {
    const lab = await openChannelLab(t);
    await put(lab, '{"n":0}');
    const created = await createChannel(lab, channelInput());
    await put(lab, '{"n":1}');
    await inState(lab, created.ChannelARN ?? '', 'ACTIVE');
    await put(lab, '{"n":2}\n');
    await put(lab, '{"n":3}');
    assert.equal(await deliveredText(lab, (text) => text.includes('3')), '{"n":2}\n{"n":3}');
  });

  it('delivers what the KPL has aggregated as it came, and takes it for no JSON', async (t) => {
    // aws-kinesis-agg 1.2.3 for Python: 'one', 'two', 'três'.
    const aggregated = Buffer.from(
      'f3899ac20a01610a01621201301a09080010001a036f6e651a0708011a0374776f1a0908001a057472c3aa736f3bbb61edb56b0025af5f7a6b1166e2',
      'hex',
    );
    const asBytes = await openChannelLab(t);
    await createActiveChannel(asBytes, channelInput(inBytes()));
    await put(asBytes, aggregated);
    const [key = ''] = await deliveredKeys(asBytes);
    assert.deepEqual(Buffer.from(await readBytes(asBytes, key)), aggregated);

    const asJson = await openChannelLab(t);
    await createActiveChannel(asJson);
    await put(asJson, aggregated);
    await put(asJson, '{"n":1}');
    const all = await deliveredText(asJson, (text) => text.includes('"n"') && text.includes('errorCode'));
    assert.match(all, /"errorCode":"InvalidRecordFormat"/);
    assert.match(all, /\{"n":1\}/);
    assert.doesNotMatch(all, /one|two/);
  });

  it('delivers once the oldest record is as old as its freshness, and not before', async (t) => {
    const lab = await openChannelLab(t);
    await createActiveChannel(lab);
    const putAtMs = lab.clock.now();
    await put(lab, '1');
    await settle(lab);
    await put(lab, '2');
    await settle(lab);
    lab.clock.advance(putAtMs + 300_000 - lab.clock.now() - 1);
    await turns();
    assert.deepEqual(await listKeys(lab), []);
    lab.clock.advance(1);
    const [key = ''] = await atOnce(lab, async () => {
      const keys = await listKeys(lab);
      return keys.length > 0 ? keys : undefined;
    });
    assert.equal(String(await readBytes(lab, key)), '12');
  });

  it('delivers 16 MiB before their time', async (t) => {
    const lab = await openChannelLab(t, {
      limits: { writeBytesPerSecond: 'none', controlCallsPerSecond: 'none' },
    });
    await createActiveChannel(lab, channelInput(inBytes()));
    const startMs = lab.clock.now();
    for (let count = 0; count < 17; count++) await put(lab, Buffer.alloc(1_000_000, count));
    const [key = ''] = await deliveredKeys(lab);
    assert.ok(lab.clock.now() - startMs < 300_000);
    assert.equal((await readBytes(lab, key)).byteLength, 17_000_000);
  });

  it('goes by another freshness once it is updated, for what it holds already too', async (t) => {
    const lab = await openChannelLab(t);
    const { ChannelARN = '' } = await createActiveChannel(
      lab,
      channelInput({}, { DataFreshnessInSeconds: 900 }),
    );
    const putAtMs = lab.clock.now();
    await put(lab, '1');
    await settle(lab);
    const S3DestinationConfiguration = { DataFreshnessInSeconds: 400 };
    await lab.kinesis.send(new UpdateChannelCommand({ ChannelARN, S3DestinationConfiguration }));
    await inState(lab, ChannelARN, 'ACTIVE');
    lab.clock.advance(putAtMs + 400_000 - lab.clock.now());
    const [key = ''] = await atOnce(lab, async () => {
      const keys = await listKeys(lab);
      return keys.length > 0 ? keys : undefined;
    });
    assert.equal(String(await readBytes(lab, key)), '1');
  });

  it('may be fresher than AWS allows where the limit is set so', async (t) => {
    const lab = await openChannelLab(t, {
      limits: { channelFreshnessSeconds: 'none', controlCallsPerSecond: 'none' },
    });
    await createActiveChannel(lab, channelInput({}, { DataFreshnessInSeconds: 1 }));
    const startMs = lab.clock.now();
    await put(lab, '1');
    await deliveredKeys(lab);
    assert.ok(lab.clock.now() - startMs < 60_000);
  });

  it("names objects as AWS does, by their oldest record's arrival", async (t) => {
    const lab = await openChannelLab(t);
    const { ChannelId } = await createActiveChannel(lab);
    await put(lab, '1');
    const [key = ''] = await deliveredKeys(lab);
    const folder = `kinesis-channel/${ChannelName}/${ChannelId}/2023/02/17/14/`;
    assert.match(key, new RegExp(`^${folder}${ChannelName}-${ChannelId}-2023-02-17-14-39-${uuid}$`));
  });

  it('names them by a template, with the unique suffix before the extension', async (t) => {
    const OutputKeyTemplate =
      'p/stream=!{stream-name}/!{yy}!{MM}!{dd}-!{HH}!{mm}/!{channel-name}!{extension:.json.gz}';
    const lab = await openChannelLab(t);
    const StorageConfiguration = { ...storage, CompressionType: 'GZIP', OutputKeyTemplate } as const;
    await createActiveChannel(lab, channelInput({}, { StorageConfiguration }));
    await put(lab, '1');
    const [key = ''] = await deliveredKeys(lab);
    assert.match(key, new RegExp(`^p/stream=pedidos/230217-1439/canal-${uuid}\\.json\\.gz$`));
  });

  it('compresses with GZIP and with Zstandard, and keeps the storage class', async (t) => {
    const zstd = await Zstd.load();
    for (const [CompressionType, extension, decompress] of [
      ['GZIP', '.gz', (body: Buffer) => gunzipSync(body)],
      ['ZSTD', '.zst', (body: Buffer) => Buffer.from(zstd.decompress(body))],
    ] as const) {
      const lab = await openChannelLab(t);
      const StorageConfiguration = { ...storage, CompressionType, StorageClass: 'GLACIER_IR' } as const;
      await createActiveChannel(lab, channelInput(format('STRING'), { StorageConfiguration }));
      const texts = Array.from({ length: 50 }, (_, index) => `registro número ${index};`);
      for (const text of texts) await put(lab, text);
      const [Key = ''] = await deliveredKeys(lab);
      assert.ok(Key.endsWith(extension));
      const body = await readBytes(lab, Key);
      assert.equal(decompress(body).toString(), texts.join(''));
      assert.ok(body.byteLength < texts.join('').length);
      const head = await lab.s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
      assert.equal(head.StorageClass, 'GLACIER_IR');
    }
  });

  it('tells of records that are not JSON or not UTF-8 in the dead-letter queue, without their data', async (t) => {
    const notText = Buffer.from([0x7b, 0xff, 0x7d]);
    for (const [RecordFormatType, puts, good, reasons] of [
      [
        'JSON',
        ['{"a":1}', 'segredo', notText, '2'],
        '{"a":1}2',
        [/^The record is not valid JSON: Unexpected token/, /UTF-8/],
      ],
      [
        'STRING',
        ['segredo', notText, 'ção'],
        'segredoção',
        [/^The record is not valid UTF-8, as STRING demands\.$/],
      ],
    ] as const) {
      const lab = await openChannelLab(t);
      await lab.s3.send(new CreateBucketCommand({ Bucket: 'erros' }));
      const DeadLetterQueueS3Configuration = {
        ...storage,
        BucketARN: 'arn:aws:s3:::erros',
        ErrorOutputPrefix: 'e/',
      };
      const { ChannelARN } = await createActiveChannel(
        lab,
        channelInput(format(RecordFormatType), { DeadLetterQueueS3Configuration }),
      );
      const sent: (string | undefined)[] = [];
      for (const data of puts) sent.push((await put(lab, data)).SequenceNumber);
      assert.equal(await deliveredText(lab, (text) => text === good), good);
      const [Key = ''] = await atOnce(lab, async () => {
        const keys = await listKeys(lab, 'erros');
        return keys.length > 0 ? keys : undefined;
      });
      assert.match(Key, new RegExp(`^e/2023-02-17-14-39-${uuid}\\.json$`));
      const lines = String(await readBytes(lab, Key, 'erros'))
        .trimEnd()
        .split('\n');
      const entries = lines.map((line): Record<string, string> => JSON.parse(line));
      assert.equal(entries.length, reasons.length);
      for (const [index, reason] of reasons.entries()) {
        const { errorMessage = '', approximateArrivalTimestamp, ...entry } = entries[index] ?? {};
        assert.match(errorMessage, reason);
        assert.match(approximateArrivalTimestamp ?? '', /^2023-02-17T14:39:\d\d\.\d{3}Z$/);
        assert.deepEqual(entry, {
          channelARN: ChannelARN,
          streamARN: StreamARN,
          shardId: 'shardId-000000000000',
          sequenceNumber: sent[index + 1],
          errorCode: 'InvalidRecordFormat',
        });
      }
      assert.ok(!lines.join().includes('segredo'));
    }
  });

  it('writes its errors below the default prefix of its own bucket where it has no dead-letter queue', async (t) => {
    const lab = await openChannelLab(t);
    const { ChannelId } = await createActiveChannel(lab);
    await put(lab, 'não é JSON');
    const keys = await deliveredKeys(lab);
    assert.equal(keys.length, 1);
    assert.match(keys[0] ?? '', new RegExp(`^kinesis-channel/errors/${ChannelName}/${ChannelId}/2023-`));
  });

  it('takes bytes as they are', async (t) => {
    const lab = await openChannelLab(t);
    await createActiveChannel(lab, channelInput(inBytes()));
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await put(lab, every);
    await put(lab, every);
    const [key = ''] = await deliveredKeys(lab);
    assert.deepEqual(await readBytes(lab, key), Buffer.concat([every, every]));
  });

  it('gathers the records of all shards in one object', async (t) => {
    const lab = await openChannelLab(t);
    await createActiveChannel(lab);
    await put(lab, '1', hashKeys.last);
    await put(lab, '2', hashKeys.first);
    const [key = ''] = await deliveredKeys(lab);
    assert.deepEqual(
      String(await readBytes(lab, key))
        .split('')
        .sort(),
      ['1', '2'],
    );
  });

  it("leaves the stream's reads to its readers", async (t) => {
    const lab = await openChannelLab(t);
    await createActiveChannel(lab);
    const where = { StreamName, ShardId: 'shardId-000000000000' };
    const iterator = new GetShardIteratorCommand({ ...where, ShardIteratorType: 'LATEST' });
    for (let second = 0; second < 3; second++) {
      lab.clock.advance(1000);
      await put(lab, '1');
      const { ShardIterator } = await lab.kinesis.send(iterator);
      for (let call = 0; call < 5; call++) await lab.kinesis.send(new GetRecordsCommand({ ShardIterator }));
      await assert.rejects(lab.kinesis.send(new GetRecordsCommand({ ShardIterator })), {
        name: 'ProvisionedThroughputExceededException',
      });
    }
  });

  it('delivers nothing more once it is deleted', async (t) => {
    const lab = await openChannelLab(t);
    const { ChannelARN } = await createActiveChannel(lab);
    await put(lab, '1');
    await deliveredText(lab, (text) => text === '1');
    await put(lab, '2');
    await settle(lab);
    await lab.kinesis.send(new DeleteChannelCommand({ ChannelARN }));
    lab.clock.advance(1_000_000);
    await settle(lab);
    assert.equal((await listKeys(lab)).length, 1);
  });

  it('tries again until its bucket is there again', async (t) => {
    const lab = await openChannelLab(t);
    await createActiveChannel(lab);
    await lab.s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    await put(lab, '1');
    await eventually(lab.clock, async () => lab.failures.find((text) => text.includes('will retry')));
    await lab.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    assert.equal(await deliveredText(lab, (text) => text !== ''), '1');
  });
});

describe('A channel over changes of its shards', () => {
  /** In each of the stream's four shards, and in the middle of each. */
  const keys = Array.from({ length: 8 }, (_, index) => (2n ** 125n * BigInt(index)).toString());

  /** From four shards to six, which takes splits and merges. */
  async function reshard(lab: Lab): Promise<void> {
    await lab.kinesis.send(
      new UpdateAccountSettingsCommand({ MinimumThroughputBillingCommitment: { Status: 'ENABLED' } }),
    );
    await lab.kinesis.send(new UpdateStreamWarmThroughputCommand({ StreamName, WarmThroughputMiBps: 6 }));
    await activeStream(lab, StreamName);
    const { Shards = [] } = await lab.kinesis.send(new ListShardsCommand({ StreamName }));
    assert.ok(Shards.some((shard) => shard.AdjacentParentShardId !== undefined));
  }

  const putToAll = async (lab: Lab, name: string) => {
    for (const [index, key] of keys.entries()) await put(lab, `"${name}${index}"`, key);
  };

  it('follows splits and merges, parents before children', async (t) => {
    const lab = await openChannelLab(t);
    await createActiveChannel(lab);
    await putToAll(lab, 'pai');
    await reshard(lab);
    await putToAll(lab, 'filho');
    const text = await deliveredText(lab, (all) => all.match(/"/g)?.length === 32);
    for (const index of keys.keys()) {
      const parent = text.indexOf(`"pai${index}"`);
      assert.ok(parent >= 0 && parent < text.indexOf(`"filho${index}"`));
    }
  });

  it('loses nothing over a restart: neither what was read and not delivered nor what came meanwhile', async (t) => {
    const dataDir = await temporaryFolder();
    const lab = await openChannelLab(t, { dataDir });
    await createActiveChannel(lab);
    await put(lab, '"entregue"');
    await deliveredText(lab, (text) => text.includes('entregue'));
    await put(lab, '"lido"');
    await settle(lab);
    await reshard(lab);
    await putToAll(lab, 'filho');
    const stoppedAtMs = lab.clock.now();
    await lab.close();

    lab.clock.step(200_000);
    const again = await reopen(t, dataDir, lab.clock);
    const text = await deliveredText(again, (all) => all.includes('lido') && all.includes('filho'));
    // What is undelivered ages on while nothing runs.
    assert.ok(again.clock.now() - stoppedAtMs < 310_000);
    assert.equal(text.match(/"entregue"/g)?.length, 1);
    assert.equal(text.match(/"lido"/g)?.length, 1);
    for (const index of keys.keys()) assert.equal(text.match(new RegExp(`"filho${index}"`, 'g'))?.length, 1);
  });

  it('finds its place again in shards whose parents retention has let go', async (t) => {
    const dataDir = await temporaryFolder();
    const lab = await openChannelLab(t, { dataDir });
    await createActiveChannel(lab);
    await reshard(lab);
    await settle(lab);
    lab.clock.advance(25 * 3_600_000);
    await eventually(lab.clock, async () => {
      const { Shards = [] } = await lab.kinesis.send(new ListShardsCommand({ StreamName }));
      return (
        Shards.every(({ SequenceNumberRange }) => !SequenceNumberRange?.EndingSequenceNumber) || undefined
      );
    });
    await settle(lab);
    await lab.close();
    const again = await reopen(t, dataDir, lab.clock);
    await putToAll(again, 'tarde');
    const text = await deliveredText(again, (all) => all.length > 0);
    for (const index of keys.keys()) assert.equal(text.match(new RegExp(`"tarde${index}"`, 'g'))?.length, 1);
  });
});
