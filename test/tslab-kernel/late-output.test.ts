import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Received, TestKernel } from './support/kernel-client.js';

describe('what a cell prints, shows and fails with after its end', () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
    await kernel.execute(`
      const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
      const state = { go: () => {} };
      const gate = new Promise<void>((resolve) => { state.go = resolve; });`);
  });
  after(() => kernel.stop());

  const messagesOf = (id: string) => kernel.received.filter(({ parentId }) => parentId === id);
  const textOf = (id: string) =>
    messagesOf(id)
      .map(({ content }) => content.text ?? '')
      .join('');
  const errorOf = async (id: string): Promise<Received['content']> => {
    const isError = ({ type }: Received) => type === 'error';
    await kernel.until(() => messagesOf(id).some(isError), 'the error message');
    return messagesOf(id).find(isError)?.content ?? {};
  };

  it('goes to the cell that started the timer or promise, while other cells run', async () => {
    const cells = ['a', 'b'].map((name) =>
      kernel.sendExecute(`(async () => {
        await gate;
        for (let i = 0; i < 5; i++) { await pause(1); console.log('${name}' + i); console.error('${name}!'); }
      })(); undefined`),
    );
    const running = kernel.sendExecute(`
      state.go();
      for (let i = 0; i < 10; i++) { await pause(1); console.log('c' + i); }`);
    for (const [index, id] of cells.entries()) {
      const name = 'ab'[index];
      await kernel.printed(id, `${name}4\n`);
      await kernel.until(() => textOf(id).split('!').length > 5, 'the last line of stderr');
      assert.equal(textOf(id).replace(/[^abc]/g, ''), name?.repeat(10));
    }
    assert.equal(
      (await kernel.finish(running)).text('stdout'),
      Array.from({ length: 10 }, (_, i) => `c${i}\n`).join(''),
    );
  });

  it('goes to the cell that started it by setInterval, setImmediate, a microtask or a file', async () => {
    const id = kernel.sendExecute(`
      import { readFile } from 'fs';
      import { setTimeout as sleep } from 'timers/promises';
      let ticks = 0;
      const timer = setInterval(() => { console.log('interval'); if (++ticks === 2) clearInterval(timer); }, 30);
      readFile('/', () => setTimeout(() => setImmediate(() => console.log('file')), 30));
      sleep(40).then(() => queueMicrotask(() => console.log('microtask')));
      undefined`);
    await kernel.finish(id);
    const other = kernel.sendExecute('await pause(150)');
    for (const text of ['interval\n', 'file\n', 'microtask\n']) await kernel.printed(id, text);
    assert.equal((await kernel.finish(other)).text('stdout'), '');
  });

  it('includes displays and their updates', async () => {
    const id = kernel.sendExecute(`
      import { display, newDisplay } from 'tslab';
      setTimeout(() => { display.html('late'); const bar = newDisplay(); bar.text('0'); bar.text('1'); }, 30);
      undefined`);
    await kernel.finish(id);
    const other = kernel.sendExecute('await pause(100)');
    await kernel.until(
      () => messagesOf(id).some(({ type }) => type === 'update_display_data'),
      'the late update',
    );
    assert.equal((await kernel.finish(other)).content('display_data'), undefined);
  });

  it('goes to the cell that ran last where nobody knows who started it', async () => {
    await kernel.execute(`
      import { EventEmitter } from 'events';
      const events = new EventEmitter().on('ping', () => console.log('pong'));`);
    const emitting = await kernel.execute(`events.emit('ping'); undefined`);
    assert.equal(emitting.text('stdout'), 'pong\n');
  });

  const failures = {
    'a timer': `setTimeout(() => { throw new Error('late') }, 20)`,
    'a microtask': `setTimeout(() => queueMicrotask(() => { throw new Error('late') }), 20)`,
    'a promise': `setTimeout(() => Promise.reject(new Error('late')), 20)`,
    'an async function': `(async () => { await pause(20); throw new Error('late') })()`,
  };
  for (const [who, code] of Object.entries(failures)) {
    it(`fails with ${who} as an error message that names the cell, and the kernel lives on`, async () => {
      const id = kernel.sendExecute(`${code}; undefined`);
      const n = (await kernel.finish(id)).reply.execution_count;
      const other = kernel.sendExecute('await pause(100)');
      const { ename, evalue, traceback } = await errorOf(id);
      assert.deepEqual([ename, evalue], ['Error', 'late']);
      assert.equal(traceback?.[0], `Uncaught error after Cell[${n}] had ended:`);
      assert.ok(traceback?.some((line) => line.includes(`Cell[${n}]:1:`)));
      assert.equal((await kernel.finish(other)).reply.status, 'ok');
    });
  }

  it('tells a late rejection with something that is not an Error', async () => {
    const id = kernel.sendExecute(`setTimeout(() => Promise.reject({ reason: 'gone' }), 10); undefined`);
    await kernel.finish(id);
    assert.equal((await errorOf(id)).evalue, "{ reason: 'gone' }");
  });

  it('makes a cell fail that rejects without anybody awaiting it, at its end', async () => {
    const cell = await kernel.execute(`
      Promise.reject(new Error('floating'));
      await pause(20);
      console.log('went on')`);
    assert.deepEqual([cell.reply.status, cell.reply.evalue], ['error', 'floating']);
    assert.equal(cell.text('stdout'), 'went on\n');
    assert.deepEqual(cell.types, ['execute_input', 'error', 'stream']);
    assert.match(
      String(cell.content('error')?.traceback?.[0]),
      /^Uncaught error while Cell\[\d+\] was running:$/,
    );
    assert.equal((await kernel.execute(`Promise.reject(new Error('at once')); 5`)).reply.evalue, 'at once');
  });

  it('makes a cell fail in whose timer something is thrown', async () => {
    const cell = await kernel.execute(`setTimeout(() => { throw new Error('tick') }, 5); await pause(30)`);
    assert.deepEqual([cell.reply.status, cell.reply.evalue], ['error', 'tick']);
  });

  it('forgives a rejection that the cell handles in the end', async () => {
    const cell = await kernel.execute(`
      const failing = Promise.reject(new Error('handled later'));
      await pause(20);
      await failing.catch(() => {});`);
    assert.equal(cell.reply.status, 'ok');
  });

  it('does not make a cell fail for what an earlier one has left behind', async () => {
    const earlier = kernel.sendExecute(
      `setTimeout(() => Promise.reject(new Error('not mine')), 30); undefined`,
    );
    await kernel.finish(earlier);
    const cell = await kernel.execute('await pause(80)');
    assert.equal(cell.reply.status, 'ok');
    assert.equal((await errorOf(earlier)).evalue, 'not mine');
  });

  it('publishes nothing late of a silent cell', async () => {
    const silent = await kernel.execute(`setTimeout(() => { console.log('x'); state.go = () => {} }, 10)`, {
      silent: true,
    });
    const next = await kernel.execute('await pause(60)');
    assert.deepEqual([...silent.types, ...next.types], ['execute_input']);
  });
});
