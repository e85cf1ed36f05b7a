import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  ListShardsCommand,
  UpdateAccountSettingsCommand,
  UpdateStreamWarmThroughputCommand,
} from '@aws-sdk/client-kinesis';
import { openLevelStorage } from '../../scripts/local-aws/src/storage/level-storage.js';
import { temporaryFolder } from './support/delivery-lab.js';
import { readShard, startTestServer, transitionMs } from './support/kinesis.js';
import { ManualClock } from './support/manual-clock.js';
import { afterTime, createQueue, openQueue, putTexts, TestQueue, textsOf } from './support/queues.js';

const StreamName = 'orders';

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => String(from + index).padStart(4, '0'));

test('what is in flight, acknowledged and dead survives a restart, and so do handles', async (t) => {
  const dataDir = await temporaryFolder();
  const clock = new ManualClock();
  const first = await startTestServer(t, { dataDir, clock });
  const before = await openQueue(first, { maxReceives: 1, seconds: 60 });
  await putTexts(first, ['acknowledged', 'dead', 'in flight']);
  const received = await before.receive();
  const byText = new Map(received.map((record) => [textsOf([record])[0], record]));
  const [acknowledged, dead, inFlight] = ['acknowledged', 'dead', 'in flight'].map(
    (each) => byText.get(each) ?? assert.fail(`${each} was not received`),
  );
  assert.ok(acknowledged && dead && inFlight);
  await before.change('acknowledge', [acknowledged]);
  await before.change('hide', [dead], 0);
  await before.change('hide', [inFlight], 600);
  assert.deepEqual(textsOf(await before.receiveDead({ VisibilityTimeoutSeconds: 30 })), ['dead']);
  await putTexts(first, ['new']);
  const description = await before.describe();
  assert.equal(description?.QueueStatus, 'ACTIVE');
  await first.aws.close();

  const second = await startTestServer(t, { dataDir, clock });
  const after = new TestQueue(second.once, before.arn);
  assert.deepEqual(await after.describe(), description);
  assert.deepEqual(textsOf(await after.receive()), ['new']);
  assert.deepEqual(await afterTime(second, 1_000, after.receiveDead({ WaitTimeSeconds: 1 })), []);
  clock.advance(30_000);
  assert.deepEqual(textsOf(await after.receiveDead()), ['dead']);
  assert.deepEqual(await after.change('acknowledge', [inFlight]), []);
  clock.advance(3_600_000);
  assert.deepEqual(await afterTime(second, 1_000, after.receive({ WaitTimeSeconds: 1 })), []);
  assert.deepEqual(textsOf(await after.receiveDead()), ['dead', 'new']);
});

test('a deletion that was under way at the end of a server goes on with the next one', async (t) => {
  const dataDir = await temporaryFolder();
  const clock = new ManualClock();
  const first = await startTestServer(t, { dataDir, clock });
  const queue = await openQueue(first);
  await queue.delete();
  await first.aws.close();
  clock.advance(transitionMs);
  const second = await startTestServer(t, { dataDir, clock });
  clock.advance(0);
  await assert.rejects(new TestQueue(second.once, queue.arn).describe(), {
    name: 'ResourceNotFoundException',
  });
});

test('a queue follows its stream through splits, also when it was not at work meanwhile', async (t) => {
  const dataDir = await temporaryFolder();
  const clock = new ManualClock();
  const first = await startTestServer(t, { dataDir, clock });
  const queue = await openQueue(first);
  const settings = { MinimumThroughputBillingCommitment: { Status: 'ENABLED' } } as const;
  await first.once.send(new UpdateAccountSettingsCommand(settings));
  const grow = async (WarmThroughputMiBps: number) => {
    await first.once.send(new UpdateStreamWarmThroughputCommand({ StreamName, WarmThroughputMiBps }));
    clock.advance(transitionMs);
  };
  await putTexts(first, numbered(20));
  assert.equal((await queue.receive()).length, 10);
  await grow(8);
  await putTexts(first, numbered(20, 20));
  const received: string[] = [];
  for (let call = 0; call < 2; call++) received.push(...textsOf(await queue.receive()));
  await grow(16);
  await putTexts(first, numbered(20, 40));
  await first.aws.close();

  const second = await startTestServer(t, { dataDir, clock });
  const after = new TestQueue(second.once, queue.arn);
  clock.advance(30_000);
  const seen = new Set<string>();
  while (seen.size < 60) for (const text of textsOf(await after.receive())) seen.add(text);
  assert.deepEqual([...seen].sort(), numbered(60));
});

test('a queue reads merged shards and their parents, over a restart, each record once', async (t) => {
  const dataDir = await temporaryFolder();
  const clock = new ManualClock();
  const first = await startTestServer(t, { dataDir, clock });
  const queue = await openQueue(first);
  await putTexts(first, numbered(40));
  const taken = await queue.receive();
  await queue.change('acknowledge', taken);
  const settings = { MinimumThroughputBillingCommitment: { Status: 'ENABLED' } } as const;
  await first.once.send(new UpdateAccountSettingsCommand(settings));
  // From four shards to six, which takes splits and merges.
  await first.once.send(new UpdateStreamWarmThroughputCommand({ StreamName, WarmThroughputMiBps: 6 }));
  clock.advance(transitionMs);
  const { Shards = [] } = await first.once.send(new ListShardsCommand({ StreamName }));
  const merged = Shards.filter((shard) => shard.AdjacentParentShardId !== undefined);
  assert.ok(merged.length > 0);
  await putTexts(first, numbered(80, 40));
  const inMerged = await Promise.all(
    merged.map(({ ShardId = '' }) => readShard(first.kinesis, StreamName, ShardId)),
  );
  assert.ok(inMerged.flat().length > 0, 'no record went to a merged shard');
  const seen = textsOf(taken);
  const receiveSome = async (from: TestQueue, count: number) => {
    while (seen.length < count) {
      const records = await from.receive();
      await from.change('acknowledge', records);
      seen.push(...textsOf(records));
    }
  };
  await receiveSome(queue, 60);
  await first.aws.close();

  const second = await startTestServer(t, { dataDir, clock });
  const after = new TestQueue(second.once, queue.arn);
  await receiveSome(after, 120);
  assert.deepEqual(seen.sort(), numbered(120));
  clock.advance(60_000);
  assert.deepEqual(await afterTime(second, 1_000, after.receive({ WaitTimeSeconds: 1 })), []);
});

test('nothing is kept of what was acknowledged, nor of what has expired or a queue that was deleted', async (t) => {
  const dataDir = await temporaryFolder();
  const server = await startTestServer(t, { dataDir });
  const queue = await openQueue(server, { maxReceives: 1 });
  const other = await createQueue(server.once, { name: 'other' });
  server.clock.advance(transitionMs);
  await putTexts(server, numbered(30));
  for (let call = 0; call < 3; call++) {
    await queue.change('acknowledge', await queue.receive());
    await other.receive();
  }
  await other.delete();
  server.clock.advance(transitionMs);
  await server.aws.close();
  assert.deepEqual(await keptOf(dataDir), { 'queue-received': 0, 'queue-dead-letters': 0 });

  const second = await startTestServer(t, { dataDir, clock: server.clock });
  await putTexts(second, ['dead', 'out']);
  const again = new TestQueue(second.once, queue.arn);
  assert.equal((await again.receive({ Limit: 1, VisibilityTimeoutSeconds: 0 })).length, 1);
  assert.equal((await again.receive({ VisibilityTimeoutSeconds: 43_200 })).length, 1);
  await second.aws.close();
  assert.deepEqual(await keptOf(dataDir), { 'queue-received': 1, 'queue-dead-letters': 1 });

  const third = await startTestServer(t, { dataDir, clock: server.clock });
  server.clock.advance(24 * 3_600_000);
  server.clock.advance(600_000);
  await third.aws.close();
  assert.deepEqual(await keptOf(dataDir), { 'queue-received': 0, 'queue-dead-letters': 0 });
});

/** How many records a closed server's folder knows to be out, and how many to be dead letters. */
async function keptOf(dataDir: string): Promise<Record<string, number>> {
  const storage = await openLevelStorage(join(dataDir, 'db'));
  const counts: Record<string, number> = {};
  for (const collection of ['queue-received', 'queue-dead-letters']) {
    let count = 0;
    for await (const _ of storage.entries(collection)) count += 1;
    counts[collection] = count;
  }
  await storage.close();
  return counts;
}
