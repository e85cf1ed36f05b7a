import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PutRecordCommand as PutToFirehose } from '@aws-sdk/client-firehose';
import {
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import {
  activeStream,
  createBucket,
  createDeliveryStream,
  createKinesisStream,
  deliveredText,
  eventually,
  from,
  type Lab,
  openLab,
  temporaryFolder,
} from './support/delivery-lab.js';

const atOnce = { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 } };
const everyMinute = { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } };
/** In the middle of the hash key range of a stream with one shard. */
const middle = (2n ** 127n).toString();

const send = ({ kinesis }: Lab, text: string, hashKey = '0') =>
  kinesis.send(
    new PutRecordCommand({
      StreamName: 'pedidos',
      PartitionKey: 'p',
      ExplicitHashKey: hashKey,
      Data: Buffer.from(text),
    }),
  );

describe('Delivery from a Kinesis stream', () => {
  it('delivers what is put once the delivery stream is ACTIVE, and nothing from before it was created', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    const streamArn = await createKinesisStream(lab, 'pedidos', 4);
    await send(lab, 'before;');
    lab.clock.advance(1000);
    await createDeliveryStream(lab, 'entrega', atOnce, from(streamArn));
    await send(lab, 'after;');
    assert.equal(await deliveredText(lab, (text) => text.includes('after')), 'after;');
  });

  it('refuses records that producers put directly', async (t) => {
    const lab = await openLab(t);
    const streamArn = await createKinesisStream(lab, 'pedidos');
    await createDeliveryStream(lab, 'entrega', {}, from(streamArn));
    await assert.rejects(
      lab.firehose.send(
        new PutToFirehose({ DeliveryStreamName: 'entrega', Record: { Data: Buffer.from('x') } }),
      ),
      {
        name: 'InvalidArgumentException',
        message: 'This operation is not permitted on KinesisStreamAsSource delivery stream type.',
      },
    );
  });

  it('follows a split and a merge, parents before children', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    const streamArn = await createKinesisStream(lab, 'pedidos');
    await createDeliveryStream(lab, 'entrega', everyMinute, from(streamArn));
    await send(lab, 'parent;');
    await lab.kinesis.send(
      new SplitShardCommand({
        StreamName: 'pedidos',
        ShardToSplit: 'shardId-000000000000',
        NewStartingHashKey: middle,
      }),
    );
    await activeStream(lab, 'pedidos');
    await send(lab, 'left;', '0');
    await send(lab, 'right;', middle);
    await lab.kinesis.send(
      new MergeShardsCommand({
        StreamName: 'pedidos',
        ShardToMerge: 'shardId-000000000001',
        AdjacentShardToMerge: 'shardId-000000000002',
      }),
    );
    await activeStream(lab, 'pedidos');
    await send(lab, 'merged;');
    const text = await deliveredText(lab, (all) => all.includes('merged'));
    assert.equal(text.replace('left;right;', 'right;left;'), 'parent;right;left;merged;');
  });

  it('loses nothing over a restart: neither what was read and not delivered nor what came meanwhile', async (t) => {
    const dataDir = await temporaryFolder();
    const first = await openLab(t, { dataDir });
    await createBucket(first);
    const streamArn = await createKinesisStream(first, 'pedidos');
    await createDeliveryStream(first, 'entrega', everyMinute, from(streamArn));
    await send(first, 'delivered;');
    await deliveredText(first, (text) => text.includes('delivered'));
    await send(first, 'buffered;');
    first.clock.advance(5000);
    await first.kinesis.send(
      new SplitShardCommand({
        StreamName: 'pedidos',
        ShardToSplit: 'shardId-000000000000',
        NewStartingHashKey: middle,
      }),
    );
    await activeStream(first, 'pedidos');
    await send(first, 'child;', middle);
    await first.close();

    const second = await openLab(t, { dataDir, clock: first.clock });
    const text = await deliveredText(second, (all) => all.includes('child'));
    assert.equal(text, 'delivered;buffered;child;');
  });

  it('goes on after the source stream was deleted and made anew, with all of its records', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    const streamArn = await createKinesisStream(lab, 'pedidos');
    await createDeliveryStream(lab, 'entrega', atOnce, from(streamArn));
    await send(lab, 'old;');
    await deliveredText(lab, (text) => text.includes('old'));
    await lab.kinesis.send(new DeleteStreamCommand({ StreamName: 'pedidos' }));
    await eventually(lab.clock, async () => {
      const gone = await lab.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'pedidos' })).then(
        () => undefined,
        (error: Error) => error.name,
      );
      return gone === 'ResourceNotFoundException' ? true : undefined;
    });
    await createKinesisStream(lab, 'pedidos', 2);
    await send(lab, 'new;', middle);
    assert.equal(await deliveredText(lab, (text) => text.includes('new')), 'old;new;');
    const { Shards } = await lab.kinesis.send(new ListShardsCommand({ StreamName: 'pedidos' }));
    assert.equal(Shards?.length, 2);
  });

  it('becomes ACTIVE only when its source is, and then misses nothing', async (t) => {
    const lab = await openLab(t);
    await createBucket(lab);
    const streamArn = await createKinesisStream(lab, 'pedidos');
    await lab.kinesis.send(
      new SplitShardCommand({
        StreamName: 'pedidos',
        ShardToSplit: 'shardId-000000000000',
        NewStartingHashKey: middle,
      }),
    );
    await createDeliveryStream(lab, 'entrega', atOnce, from(streamArn));
    await send(lab, 'left;', '0');
    await send(lab, 'right;', middle);
    const text = await deliveredText(lab, (all) => all.includes('left') && all.includes('right'));
    assert.equal(text.length, 'left;right;'.length);
  });
});
