import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { _Record as KinesisRecord } from '@aws-sdk/client-kinesis';
import { readShard, startTestServer, text } from '../support/kinesis.js';
import { ManualClock } from '../support/manual-clock.js';

/** `npm run test:reliability` sets it to hundreds. */
const kills = Number(process.env.LOCAL_AWS_KILLS ?? 4);
const seed = Number(process.env.LOCAL_AWS_SEED ?? 20_260_115);
/** A server may live this long after it has acknowledged its first batch. */
const longestLifeMs = 250;
const largestStepMs = 3_600_000;

const script = fileURLToPath(new URL('../support/put-for-kills.ts', import.meta.url));

test(`what was acknowledged survives ${kills} kills at random instants, once and in order`, async (t) => {
  t.diagnostic(`seed ${seed}`);
  const dataDir = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
  t.after(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const random = randomFrom(seed);
  const acknowledged = new Map<string, string>();
  for (let run = 0; run < kills; run++) {
    const stepMs = Math.round((random() - 0.5) * 2 * largestStepMs);
    const child = fork(script, [dataDir, String(run), String(stepMs)], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    t.after(() => child.kill('SIGKILL'));
    child.on('message', (batch: [name: string, number: string][]) => {
      for (const [name, number] of batch) acknowledged.set(name, number);
    });
    const exited = once(child, 'exit');
    await Promise.race([once(child, 'message'), exited]);
    await sleep(random() * longestLifeMs);
    child.kill('SIGKILL');
    const [, signal] = await exited;
    assert.equal(signal, 'SIGKILL', `run ${run} ended before it was killed`);
  }

  const later = new Date(Date.now() + largestStepMs).toISOString();
  const server = await startTestServer(t, { dataDir, clock: new ManualClock(later) });
  const shards = [];
  for (const id of ['shardId-000000000000', 'shardId-000000000001'])
    shards.push(await readShard(server.kinesis, 'orders', id));
  for (const records of shards) requireOrder(records);
  const stored = shards.flat().map((record) => [text(record), record.SequenceNumber ?? ''] as const);
  const byName = new Map(stored);
  assert.equal(byName.size, stored.length, 'a record is there twice');
  const lost = [...acknowledged].filter(([name, number]) => byName.get(name) !== number);
  assert.deepEqual(lost, []);
  assert.ok(acknowledged.size >= kills, `only ${acknowledged.size} records were acknowledged`);
});

/** Numbers rise from run to run whatever the clocks said, and so do a producer's own records. */
function requireOrder(records: readonly KinesisRecord[]): void {
  let last = '';
  const lastOf = new Map<string, number>();
  let lastRun = 0;
  for (const record of records) {
    const { SequenceNumber = '' } = record;
    assert.ok(SequenceNumber > last, `${SequenceNumber} comes after ${last}`);
    last = SequenceNumber;
    const [run = '', producer = '', position = ''] = text(record).split('/');
    assert.ok(Number(run) >= lastRun, `run ${run} comes after run ${lastRun}`);
    lastRun = Number(run);
    const before = lastOf.get(`${run}/${producer}`) ?? -1;
    assert.ok(Number(position) > before, `${text(record)} comes after position ${before}`);
    lastOf.set(`${run}/${producer}`, Number(position));
  }
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
