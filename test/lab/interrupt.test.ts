import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { closeBrowserAfterwards, labTest } from './support/lab-test.js';

const CONNECT = `import { connect, consume, ensureStream, produce, type ConsumeOptions } from '../shared';
const aws = await connect();
const stream = 'interrupted';
await ensureStream(aws, stream, { mode: 'PROVISIONED', shards: 1 });
const send = (n: number) => produce(aws, [{ partitionKey: 'a', data: { n } }], { stream });
const reading = { stream, application: 'interrupted', pollMs: 250 };
async function show(options: ConsumeOptions) {
  const consumer = consume(aws, options);
  for await (const { text } of consumer) console.log(text);
  console.log(consumer.count);
}`;

const OPEN = `import { createServer } from 'node:http';
const open = createServer().listen(0, '127.0.0.1');
setInterval(() => {}, 1_000);`;

describe('■ and ⟳', () => {
  closeBrowserAfterwards();

  labTest(
    'end a consumer that polls for ever; after a restart it goes on, and then has nothing new',
    async (lab) => {
      const notebook = await lab.openCells('interrupt-consumer.ipynb', {
        connect: CONNECT,
        first: 'await send(1);',
        forEver: 'await show(reading);',
        second: 'await send(2);\nawait new Promise((resolve) => setTimeout(resolve, 1_000));',
        again: 'await show({ ...reading, stopWhenCaughtUp: true });',
      });
      await notebook.run('connect');
      await notebook.run('first');
      await notebook.start('forEver');
      await notebook.untilText('forEver', /\{"n":1\}/);
      await notebook.interrupt();
      await notebook.ended('forEver');
      const shown = await notebook.text('forEver');

      // The kernel has kept its variables; the loop reads nothing of what is sent now.
      assert.deepEqual((await notebook.run('second')).outputs, []);
      assert.equal(await notebook.text('forEver'), shown);

      await notebook.restart();
      await notebook.run('connect');
      await notebook.run('again');
      assert.equal(await notebook.text('again'), '{"n":2}\n1\n');
      await notebook.run('again');
      assert.equal(await notebook.text('again'), '0\n');
    },
  );

  labTest('end an awaited loop and a spinning one; the kernel keeps its variables', async (lab) => {
    const notebook = await lab.openCells('interrupt-loops.ipynb', {
      awaited: `import { setTimeout as sleep } from 'node:timers/promises';
let turns = 0;
while (true) {
  turns += 1;
  console.log(turns);
  await sleep(20);
}`,
      spinning: "console.log('spins');\nwhile (true) {}",
      before: 'const seen = turns;\nawait new Promise((resolve) => setTimeout(resolve, 1_000));',
      after: 'turns - seen',
    });
    await notebook.start('awaited');
    await notebook.untilText('awaited', /^3$/m);
    await notebook.interrupt();
    await notebook.ended('awaited');
    await notebook.run('before');
    const { outputs } = await notebook.run('after');
    assert.equal(outputs[0]?.data?.['text/plain'], '0', 'the loop ran on');

    await notebook.start('spinning');
    await notebook.untilText('spinning', /spins/);
    await notebook.interrupt();
    await notebook.ended('spinning');
    assert.equal((await notebook.run('after')).outputs[0]?.data?.['text/plain'], '0');
  });

  labTest('a restart forgets the variables, whatever a cell left open', async (lab) => {
    const notebook = await lab.openCells('restart.ipynb', { opens: OPEN, asks: 'open' });
    await notebook.run('opens');
    await notebook.restart();
    const { outputs } = await notebook.run('asks');
    assert.equal(outputs[0]?.output_type, 'error');
    assert.match(String(outputs[0]?.evalue), /Cannot find name 'open'/);
  });
});
