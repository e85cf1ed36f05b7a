import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  PutRecordCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { ClassicLevel } from 'classic-level';
import { openLevelStorage } from '../../../scripts/local-aws/src/storage/level-storage.js';
import { credentials, temporaryFolder } from '../support/delivery-lab.js';
import { bytes } from '../support/kinesis.js';

const manifest = createRequire(import.meta.url).resolve('local-aws/package.json');
const bin = join(dirname(manifest), 'bin', 'local-aws.js');

test('with durability against power cuts every write waits for the disk, and without none does', async (t) => {
  for (const durability of ['power', 'process'] as const) {
    const storage = await openLevelStorage(join(await temporaryFolder(), 'db'), { durability });
    const batch = t.mock.method(ClassicLevel.prototype, 'batch');
    await Promise.all([
      storage.write([{ collection: 'records', key: 'small', bytes: bytes('x') }]),
      storage.write([{ collection: 'records', key: 'large', bytes: Buffer.alloc(100_000) }]),
    ]);
    await storage.write([{ collection: 'records', key: 'small', delete: true }]);
    await storage.close();
    const syncs = batch.mock.calls.map(({ arguments: given }) => syncOf(given.at(1)));
    assert.ok(syncs.length > 0 && syncs.every((sync) => sync === (durability === 'power')), String(syncs));
    batch.mock.restore();
  }
});

const syncOf = (options: unknown): unknown =>
  typeof options === 'object' && options !== null && 'sync' in options ? options.sync : undefined;

const tracing = ['-f', '--seccomp-bpf', '-y', '-e', 'trace=fsync,fdatasync,fcntl'];
const skip =
  spawnSync('strace', [...tracing, 'true']).status === 0 ? false : 'needs strace, which may trace here';

for (const options of [['--fsync'], []])
  test(`the system is ${options.length > 0 ? 'asked' : 'not asked'} to write each put to the disk itself with the options "${options.join(' ')}"`, {
    skip,
  }, async (t) => {
    const { kinesis, syncs } = await startTraced(t, options);
    const StreamName = 'orders';
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
    await waitUntilStreamExists({ client: kinesis, maxWaitTime: 20, minDelay: 0.05 }, { StreamName });
    // What a transition writes may come after the answer that tells of it.
    for (let before = -1; before !== (await syncs()); before = await syncs())
      await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    for (let put = 0; put < 5; put++) {
      const before = await syncs();
      await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: bytes(`${put}`) }));
      assert.equal((await syncs()) > before, options.includes('--fsync'));
    }
  });

/** The command under strace, which tells how often a log of the database was flushed to the disk. */
async function startTraced(t: TestContext, options: readonly string[]) {
  const dataDir = await temporaryFolder();
  const trace = join(await temporaryFolder(), 'trace');
  const args = [bin, 'start', '--port', '0', '--data-dir', dataDir, '--transition-ms', '0', ...options];
  const child = spawn('strace', [...tracing, '-o', trace, process.execPath, ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let output = '';
  while (!/endpoint +(\S+)/.test(output))
    output += await Promise.race([
      once(child.stdout, 'data').then(([data]) => String(data)),
      exited.then(() => assert.fail(`it ended, having said: ${output}`)),
    ]);
  const endpoint = /endpoint +(\S+)/.exec(output)?.[1] ?? '';
  const kinesis = new KinesisClient({ endpoint, region: 'us-east-1', credentials });
  t.after(async () => {
    kinesis.destroy();
    // The tracer ends with what it traces, and does not hand a signal on.
    const holder = JSON.parse(await readFile(join(dataDir, 'holder.json'), 'utf8')) as { pid: number };
    process.kill(holder.pid, 'SIGKILL');
    await exited;
  });
  const syncs = async () => (await readFile(trace, 'utf8')).match(/sync\(\d+<[^>]*\.log>\)/g)?.length ?? 0;
  return { kinesis, syncs };
}
