import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  CreateStreamCommand,
  DescribeStreamCommand,
  GetRecordsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { eventually } from './support/delivery-lab.js';
import {
  bytes,
  createActiveStream,
  getIterator,
  readShard,
  startTestServer,
  text,
} from './support/kinesis.js';
import { ManualClock } from './support/manual-clock.js';

const StreamName = 'orders';
const ShardId = 'shardId-000000000000';

const root = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
after(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

/** A folder that outlives the servers of a test. */
const makeDataDir = () => mkdtemp(join(root, 'data-'));

test('streams, shards, records and iterators survive a restart', async (t) => {
  const dataDir = await makeDataDir();
  const clock = new ManualClock();
  const first = await startTestServer(t, { dataDir, clock });
  await createActiveStream(first, { StreamName, ShardCount: 1, Tags: { team: 'a' } });
  await first.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: bytes('one') }));
  const ShardIterator = await getIterator(first.kinesis, {
    StreamName,
    ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  });
  const before = await first.kinesis.send(new DescribeStreamCommand({ StreamName }));
  await first.aws.close();

  const second = await startTestServer(t, { dataDir, clock });
  const restarted = await second.kinesis.send(new DescribeStreamCommand({ StreamName }));
  assert.deepEqual(restarted.StreamDescription, before.StreamDescription);
  const { Records = [] } = await second.kinesis.send(new GetRecordsCommand({ ShardIterator }));
  assert.deepEqual(Records.map(text), ['one']);
});

test('sequence numbers go on rising after a restart, even if the clock has been set back', async (t) => {
  const dataDir = await makeDataDir();
  const numbers: string[] = [];
  const put = async (server: Awaited<ReturnType<typeof startTestServer>>) => {
    const record = { StreamName, PartitionKey: 'k', Data: bytes(`${numbers.length}`) };
    numbers.push((await server.kinesis.send(new PutRecordCommand(record))).SequenceNumber ?? '');
  };
  const first = await startTestServer(t, { dataDir });
  await createActiveStream(first, { StreamName, ShardCount: 1 });
  for (let i = 0; i < 3; i++) await put(first);
  await first.aws.close();
  for (const start of ['2026-01-15T11:00:00.000Z', '2026-01-15T13:00:00.000Z']) {
    const later = await startTestServer(t, { dataDir, clock: new ManualClock(start) });
    for (let i = 0; i < 3; i++) await put(later);
    const records = await readShard(later.kinesis, StreamName, ShardId);
    assert.deepEqual(
      records.map(({ SequenceNumber }) => SequenceNumber),
      numbers,
    );
    const arrivals = records.map(({ ApproximateArrivalTimestamp }) => Number(ApproximateArrivalTimestamp));
    assert.deepEqual(arrivals, [...arrivals].sort());
    await later.aws.close();
  }
  assert.deepEqual(numbers, [...numbers].sort());
  assert.equal(new Set(numbers).size, 9);
});

test('sequence numbers go on rising after a restart when every record has expired', async (t) => {
  const dataDir = await makeDataDir();
  const clock = new ManualClock();
  const first = await startTestServer(t, { dataDir, clock });
  await createActiveStream(first, { StreamName, ShardCount: 1 });
  const record = new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: bytes('x') });
  const { SequenceNumber: early = '' } = await first.kinesis.send(record);
  clock.advance(25 * 3_600_000);
  await first.aws.close();
  const second = await startTestServer(t, { dataDir, clock });
  const { SequenceNumber: late = '' } = await second.kinesis.send(record);
  assert.ok(late > early);
  const records = await readShard(second.kinesis, StreamName, ShardId);
  assert.deepEqual(
    records.map(({ SequenceNumber }) => SequenceNumber),
    [late],
  );
});

test('a transition that a restart interrupts is completed after it', async (t) => {
  const dataDir = await makeDataDir();
  const clock = new ManualClock();
  const first = await startTestServer(t, { dataDir, clock });
  await first.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  await first.aws.close();
  clock.advance(60_000);

  const second = await startTestServer(t, { dataDir, clock });
  clock.advance(0);
  await second.kinesis.send(
    new SplitShardCommand({ StreamName, ShardToSplit: ShardId, NewStartingHashKey: '1000' }),
  );
  await second.aws.close();

  const third = await startTestServer(t, { dataDir, clock });
  clock.advance(500);
  const { StreamDescription } = await third.kinesis.send(new DescribeStreamCommand({ StreamName }));
  assert.equal(StreamDescription?.StreamStatus, 'ACTIVE');
  assert.equal(StreamDescription?.Shards?.length, 3);
});

test('what was acknowledged is there after the process was killed', async (t) => {
  const dataDir = await makeDataDir();
  const script = fileURLToPath(new URL('support/put-until-killed.ts', import.meta.url));
  const child = fork(script, [dataDir], { execArgv: ['--import', 'tsx'], stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  const acknowledged: string[] = [];
  let batches = 0;
  child.on('message', (numbers: string[]) => {
    acknowledged.push(...numbers);
    batches += 1;
    if (batches === 25) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  assert.ok(acknowledged.length >= 500, `only ${acknowledged.length} records were put`);

  const server = await startTestServer(t, { dataDir, clock: new ManualClock(new Date().toISOString()) });
  const stored: string[] = [];
  for (const id of ['shardId-000000000000', 'shardId-000000000001'])
    for (const { SequenceNumber = '' } of await readShard(server.kinesis, StreamName, id))
      stored.push(SequenceNumber);
  assert.equal(new Set(stored).size, stored.length);
  const missing = acknowledged.filter((number) => !stored.includes(number));
  assert.deepEqual(missing, []);
});

test('a second server on the same data folder is refused, and told what to do', async (t) => {
  const dataDir = await makeDataDir();
  await startTestServer(t, { dataDir });
  await assert.rejects(startTestServer(t, { dataDir }), {
    name: 'LocalAwsError',
    code: 'DataDirInUse',
    message: /is in use by another local-aws, process \d+\. Stop that one, or choose another data folder\.$/,
  });
});

test('what retention has let go leaves the disk, and what came after stays', async (t) => {
  const dataDir = await makeDataDir();
  const clock = new ManualClock();
  const { aws, kinesis } = await startTestServer(t, { dataDir, clock });
  await createActiveStream({ kinesis, clock }, { StreamName, ShardCount: 2 });
  const Records = Array.from({ length: 10 }, (_, n) => ({
    PartitionKey: `${n}`,
    Data: randomBytes(100_000),
  }));
  for (let batch = 0; batch < 20; batch++) await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  const before = await bytesBelow(dataDir);
  clock.step(25 * 3_600_000);
  await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  assert.ok(before > 20_000_000, `${before} bytes`);
  clock.advance(10 * 60_000);
  // A server that is closed meanwhile leaves the rest for its next start.
  const isSmall = async () => (await bytesBelow(dataDir)) < before / 4 || undefined;
  await eventually(clock, isSmall, 0);
  await aws.close();
  const again = await startTestServer(t, { dataDir, clock });
  const left = await Promise.all(
    ['shardId-000000000000', ShardId.replace(/0$/, '1')].map((id) =>
      readShard(again.kinesis, StreamName, id),
    ),
  );
  assert.equal(left.flat().length, 10);
});

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  // The database may remove a file meanwhile.
  const sizes = files.map(({ parentPath, name }) =>
    stat(join(parentPath, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
