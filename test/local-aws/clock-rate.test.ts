import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis';
import { fastClock, startLocalAws, systemClock } from '../../scripts/local-aws/src/index.js';
import {
  createActiveStream,
  getIterator,
  readShard,
  startTestServer,
  transitionMs,
} from './support/kinesis.js';
import { ManualClock } from './support/manual-clock.js';

const StreamName = 'orders';
const ShardId = 'shardId-000000000000';
const dayMs = 24 * 3_600_000;
/** A day in a minute. */
const clockRate = 1440;

async function setUp(t: Parameters<typeof startTestServer>[0]) {
  const server = await startTestServer(t, { clockRate });
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const put = () =>
    server.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: new Uint8Array(1) }));
  return { ...server, put };
}

test('at 1,440 a day passes in a minute: records arrive a day apart, and retention ends', async (t) => {
  const { kinesis, clock, put } = await setUp(t);
  await put();
  clock.advance(59_000);
  await put();
  const records = await readShard(kinesis, StreamName, ShardId);
  const [first = 0, second = 0] = records.map(({ ApproximateArrivalTimestamp: at }) => at?.getTime());
  assert.equal(second - first, 59_000 * clockRate);
  clock.advance(1001);
  assert.equal((await readShard(kinesis, StreamName, ShardId)).length, 1);
});

test("iterators live five minutes of their clients' time", async (t) => {
  const { kinesis, clock } = await setUp(t);
  const ShardIterator = await getIterator(kinesis, { StreamName, ShardId, ShardIteratorType: 'LATEST' });
  clock.advance(300_000);
  await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  clock.advance(1);
  await assert.rejects(kinesis.send(new GetRecordsCommand({ ShardIterator })), {
    name: 'ExpiredIteratorException',
  });
});

test("limits per second hold in their clients' time", async (t) => {
  const { client, clock, kinesis } = await startTestServer(t, {
    clockRate,
    limits: { writeRecordsPerSecond: 1 },
  });
  await createActiveStream({ kinesis, clock }, { StreamName, ShardCount: 1 });
  const once = client({ maxAttempts: 1 });
  const put = () =>
    once.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: new Uint8Array(1) }));
  await put();
  clock.advance(999);
  await assert.rejects(put(), { name: 'ProvisionedThroughputExceededException' });
  clock.advance(1);
  await put();
});

test("a transition takes its milliseconds of the clients' time", async (t) => {
  const { kinesis, clock } = await startTestServer(t, { clockRate });
  const status = async () =>
    (await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary
      ?.StreamStatus;
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  clock.advance(transitionMs - 1);
  assert.equal(await status(), 'CREATING');
  clock.advance(1);
  assert.equal(await status(), 'ACTIVE');
});

test('a fast clock starts at the time of the one below, and its timers fall due in proportion', () => {
  const base = new ManualClock('2026-01-15T12:00:00.000Z');
  const clock = fastClock(base, clockRate);
  const due: number[] = [];
  clock.after(dayMs, () => due.push(clock.now()));
  clock.after(dayMs / 2, () => assert.fail('it was cancelled'))();
  base.advance(59_999);
  assert.deepEqual(due, []);
  base.advance(1);
  assert.deepEqual(due, [Date.parse('2026-01-16T12:00:00.000Z')]);
});

test('a rate that is none is refused', async () => {
  for (const rate of [0, 0.5, 10_001, Number.NaN])
    await assert.rejects(startLocalAws({ port: 0, clock: systemClock, clockRate: rate }), {
      code: 'InvalidOption',
      message: `clockRate must be a number from 1 to 10000; it was ${rate}.`,
    });
});
