import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/delivery-lab.js';
import { startTestServer } from '../support/kinesis.js';
import { ManualClock } from '../support/manual-clock.js';
import { afterTime, ListQueuesCommand, TestQueue, textsOf } from '../support/queues.js';

/** `npm run test:reliability` sets it to hundreds. */
const kills = Number(process.env.LOCAL_AWS_KILLS ?? 3);
/** A server may live this long after its first record was acknowledged. */
const longestLifeMs = 250;

const script = fileURLToPath(new URL('../support/work-for-kills.ts', import.meta.url));

test(`over ${kills} kills a queue loses no record, and gives out none that was acknowledged`, async (t) => {
  const dataDir = await temporaryFolder();
  const told = { put: new Set<string>(), acknowledging: new Set<string>(), acknowledged: new Set<string>() };
  for (let run = 0; run < kills; run++) {
    const child = fork(script, [dataDir, String(run)], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    t.after(() => child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    const working = new Promise<void>((resolve) => {
      child.on('message', ([what, texts]: [keyof typeof told, string[]]) => {
        for (const text of texts) told[what].add(text);
        if (what === 'acknowledged') resolve();
      });
    });
    await Promise.race([working, exited]);
    await sleep(Math.random() * longestLifeMs);
    child.kill('SIGKILL');
    const [, signal] = await exited;
    assert.equal(signal, 'SIGKILL', `run ${run} ended before it was killed`);
  }

  const clock = new ManualClock(new Date(Date.now() + 60_000).toISOString());
  const server = await startTestServer(t, { dataDir, clock, limits: 'none' });
  const { QueueSummaries = [] } = await server.once.send(new ListQueuesCommand({}));
  const queue = new TestQueue(server.once, QueueSummaries[0]?.QueueARN ?? '');
  const left: string[] = [];
  const receive = () =>
    afterTime(server, 1000, queue.receive({ WaitTimeSeconds: 1, VisibilityTimeoutSeconds: 43_200 }));
  for (let records = await receive(); records.length > 0; records = await receive())
    left.push(...textsOf(records));
  assert.equal(new Set(left).size, left.length, 'a record was given out twice');
  assert.deepEqual(
    left.filter((text) => told.acknowledged.has(text)),
    [],
    'acknowledged records came again',
  );
  const known = new Set([...left, ...told.acknowledging]);
  assert.deepEqual(
    [...told.put].filter((text) => !known.has(text)),
    [],
    'records were lost',
  );
  assert.ok(told.acknowledged.size >= kills);
});
