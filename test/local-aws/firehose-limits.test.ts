import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GetRecordsCommand, GetShardIteratorCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import type { LimitsOption } from '../../scripts/local-aws/src/index.js';
import {
  createBucket,
  createDeliveryStream,
  createKinesisStream,
  deliveredText,
  eventually,
  from,
  type Lab,
  listKeys,
  openLab,
} from './support/delivery-lab.js';

const StreamName = 'orders';
const ShardId = 'shardId-000000000000';

async function setUp(
  t: Parameters<typeof openLab>[0],
  limits: LimitsOption = 'aws',
): Promise<Lab & { read(): Promise<unknown> }> {
  const lab = await openLab(t, { limits });
  await createBucket(lab);
  const streamArn = await createKinesisStream(lab, StreamName);
  const destination = { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } };
  await createDeliveryStream(lab, 'delivery', destination, from(streamArn));
  const { ShardIterator } = await lab.kinesis.send(
    new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  return { ...lab, read: () => lab.kinesis.send(new GetRecordsCommand({ ShardIterator })) };
}

const refused = { name: 'ProvisionedThroughputExceededException' };

/** How many reads the shard gave. */
async function readUntilRefused(read: () => Promise<unknown>): Promise<number> {
  for (let reads = 0; ; reads++) {
    const isRefused = await read().then(
      () => false,
      () => true,
    );
    if (isRefused) return reads;
  }
}

test("Firehose's own call counts: four are left of a second's five", async (t) => {
  const { read, clock } = await setUp(t);
  await eventually(clock, async () => {
    // Time in which nobody else reads, so that Firehose does.
    for (let step = 0; step < 6; step++) {
      clock.advance(300);
      await nextTurn();
    }
    return (await readUntilRefused(read)) === 4 ? true : undefined;
  });
  await assert.rejects(read(), refused);
});

test('where others read as much as they can, Firehose delivers all of it nevertheless', async (t) => {
  const lab = await setUp(t);
  const { kinesis, clock, read, failures } = lab;
  for (const n of [1, 2, 3]) {
    await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: Buffer.from(`${n};`) }));
    for (let step = 0; step < 5; step++) {
      // Whatever Firehose has left.
      await readUntilRefused(read);
      clock.advance(350);
    }
  }
  assert.equal(await deliveredText(lab, (text) => text.includes('3;')), '1;2;3;');
  assert.deepEqual(failures, []);
});

test('a read that the shard refuses is no failure: Firehose tries again a second later', async (t) => {
  // Less than one: the shard refuses every call.
  const lab = await setUp(t, { readCallsPerSecond: 0.5 });
  await lab.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: Buffer.from('x') }));
  for (let second = 0; second < 90; second++) {
    lab.clock.advance(1000);
    await assert.rejects(lab.read(), refused);
  }
  assert.deepEqual(lab.failures, []);
  assert.deepEqual(await listKeys(lab), []);
});
