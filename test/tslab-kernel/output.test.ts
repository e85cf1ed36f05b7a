import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

describe('what a cell prints and shows', () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
  });
  after(() => kernel.stop());

  it('announces the cell before its output and ends with idle after everything else', async () => {
    const cell = await kernel.execute('console.log("x"); 1 + 1');
    assert.deepEqual(cell.types, ['execute_input', 'stream', 'execute_result']);
    const count = cell.reply.execution_count;
    assert.deepEqual(cell.content('execute_input'), {
      code: 'console.log("x"); 1 + 1',
      execution_count: count,
    });
    assert.equal(cell.content('execute_result')?.execution_count, count);
    const parent = cell.messages[0]?.parentId;
    const published = kernel.received.filter(
      ({ channel, parentId }) => channel === 'iopub' && parentId === parent,
    );
    assert.equal(published.at(-1)?.content.execution_state, 'idle');
  });

  for (const lines of [20_000, 200_000]) {
    it(`delivers ${lines} printed lines as ${lines} lines in few messages`, async () => {
      const cell = await kernel.execute(`for (let i = 0; i < ${lines}; i++) console.log('line', i)`);
      const expected = Array.from({ length: lines }, (_, index) => `line ${index}\n`).join('');
      assert.ok(cell.text('stdout') === expected, 'the text differs from what was printed');
      assert.ok(cell.messages.length < 100, `${cell.messages.length} messages`);
    });
  }

  it('delivers lines completely when the cell awaits between them', async () => {
    const cell = await kernel.execute(`
      for (let i = 0; i < 5000; i++) {
        console.log(i);
        if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
      }`);
    assert.equal(cell.text('stdout'), Array.from({ length: 5_000 }, (_, index) => `${index}\n`).join(''));
  });

  it('keeps the order of stdout, stderr and displays', async () => {
    const cell = await kernel.execute(`
      import { display } from 'tslab';
      console.log('1');
      console.error('2');
      display.html('3');
      process.stdout.write('4');
      process.stderr.write('5');
      undefined;`);
    const shown = cell.messages.slice(1).map(({ content }) => content.name ?? content.data?.['text/html']);
    assert.deepEqual(shown, ['stdout', 'stderr', '3', 'stdout', 'stderr']);
  });

  for (const [what, wait] of [
    ['spins', ''],
    ['awaits', 'await new Promise(setImmediate);'],
  ]) {
    it(`lets a cell be interrupted that alternates between the streams without end and ${what}`, async () => {
      const id = kernel.sendExecute(`for (let i = 0; ; i++) { console.log(i); console.error(i); ${wait} }`);
      await kernel.printed(id, '700\n');
      kernel.send('control', 'interrupt_request');
      const cell = await kernel.finish(id);
      assert.equal(cell.reply.ename, 'KeyboardInterrupt');
      const numbers = cell.messages
        .flatMap(({ content }) => content.text?.trim().split('\n') ?? [])
        .map(Number);
      const ordered = numbers.map((_, index) => Math.floor(index / 2));
      assert.deepEqual(numbers, ordered);
    });
  }

  it('delivers one line of 50 MB', async () => {
    const cell = await kernel.execute(`process.stdout.write('x'.repeat(50_000_000)); undefined`);
    assert.equal(cell.text('stdout').length, 50_000_000);
  });

  it('shows a line while the cell goes on to spin', async () => {
    const id = kernel.sendExecute('console.log("first"); while (!process.env.NEVER) {}');
    await kernel.printed(id, 'first\n');
    kernel.interruptBySignal();
    assert.equal((await kernel.finish(id)).reply.status, 'error');
  });

  it('joins the bytes of a character that was written in two pieces', async () => {
    const cell = await kernel.execute(
      'process.stdout.write(Buffer.from([0xc3])); process.stdout.write(Buffer.from([0xa9])); undefined',
    );
    assert.equal(cell.text('stdout'), 'é');
  });

  it('calls back when a write to stdout is done', async () => {
    const cell = await kernel.execute(
      'await new Promise<void>((done) => process.stdout.write("x", () => { console.log("done"); done(); }))',
    );
    assert.equal(cell.text('stdout'), 'xdone\n');
  });

  it('sends what a timer prints after the end of its cell', async () => {
    const id = kernel.sendExecute('setTimeout(() => console.log("late"), 20); undefined');
    await kernel.finish(id);
    await kernel.printed(id, 'late\n');
  });

  it('shows the last expression as execute_result, strings as they are', async () => {
    const shown = async (code: string) => (await kernel.execute(code)).content('execute_result')?.data;
    assert.deepEqual(await shown('({ a: [1, "b"] })'), { 'text/plain': "{ a: [ 1, 'b' ] }" });
    assert.deepEqual(await shown('"text"'), { 'text/plain': 'text' });
    assert.deepEqual(await shown('await Promise.resolve(0)'), { 'text/plain': '0' });
    assert.equal(await shown('undefined'), undefined);
    assert.equal(await shown('const shownNot = 1'), undefined);
  });

  it('shows a value with all the types that its Jupyter.display method offers', async () => {
    const bundle = `{ 'text/html': '<b>1</b>', 'text/plain': 'one', 'image/png': new Uint8Array([1, 2, 3]) }`;
    for (const method of [`() => (${bundle})`, `async () => (${bundle})`]) {
      const cell = await kernel.execute(`({ [Symbol.for('Jupyter.display')]: ${method} })`);
      assert.deepEqual(cell.content('execute_result')?.data, {
        'text/html': '<b>1</b>',
        'text/plain': 'one',
        'image/png': 'AQID',
      });
    }
  });

  it('falls back to plain text, and says why, when a Jupyter.display method fails', async () => {
    const cell = await kernel.execute(
      `({ a: 1, [Symbol.for('Jupyter.display')]() { throw new Error('cannot plot'); } })`,
    );
    assert.equal(cell.reply.status, 'ok');
    assert.match(cell.text('stderr'), /cannot plot/);
    assert.match(String(cell.content('execute_result')?.data?.['text/plain']), /a: 1/);
  });

  it("updates a display of tslab's newDisplay in place, from a later cell too", async () => {
    const first = await kernel.execute(
      `import { newDisplay } from 'tslab'; const progress = newDisplay(); progress.text('0 %')`,
    );
    const second = await kernel.execute(`progress.text('100 %')`);
    const shown = first.content('display_data');
    const updated = second.content('update_display_data');
    assert.equal(shown?.data?.['text/plain'], '0 %');
    assert.equal(updated?.data?.['text/plain'], '100 %');
    assert.ok(shown?.transient?.display_id);
    assert.equal(updated?.transient?.display_id, shown.transient.display_id);
  });

  it('does not flood the client with the updates of a fast progress display', async () => {
    const cell = await kernel.execute(`
      import { newDisplay } from 'tslab';
      const bar = newDisplay();
      for (let i = 0; i <= 5000; i++) bar.text(String(i));`);
    assert.ok(cell.messages.length < 500, `${cell.messages.length} messages`);
    assert.equal(cell.messages.at(-1)?.content.data?.['text/plain'], '5000');
  });

  it("prints Node's warnings without process ids", async () => {
    const cell = await kernel.execute('process.emitWarning("careful"); undefined');
    assert.equal(cell.text('stderr'), 'Warning: careful\n');
  });
});
