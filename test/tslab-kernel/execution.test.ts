import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

describe('the order of execution', () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
  });
  after(() => kernel.stop());

  const failing = {
    'throws at once': 'throw new Error("x")',
    'fails after an await': 'await new Promise((resolve) => setTimeout(resolve, 30)); throw new Error("x")',
    'does not compile': 'const a: number = "a"',
    'kept the process busy':
      'const until = Date.now() + 150; while (Date.now() < until) {} throw new Error("x")',
  };
  for (const [how, code] of Object.entries(failing)) {
    it(`aborts the cells that are queued behind one that ${how}`, async () => {
      const ids = [code, '1', '2'].map((cell) => kernel.sendExecute(cell));
      const [failed, ...others] = await Promise.all(ids.map((id) => kernel.finish(id)));
      assert.equal(failed?.reply.status, 'error');
      for (const other of others) {
        assert.deepEqual(other.reply, { status: 'aborted' });
        assert.deepEqual(other.types, []);
      }
    });
  }

  it('runs a cell that is sent when the reply of a failed one has come', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = kernel.sendExecute('throw new Error("x")');
      await kernel.until(
        () => kernel.received.some(({ type, parentId }) => type === 'execute_reply' && parentId === id),
        'the reply',
      );
      assert.equal((await kernel.execute('1')).reply.status, 'ok');
    }
  });

  it('goes on after a failed cell when stop_on_error is false', async () => {
    const failed = kernel.sendExecute('throw new Error("x")', { stop_on_error: false });
    const next = kernel.sendExecute('"ran"');
    assert.equal((await kernel.finish(failed)).reply.status, 'error');
    assert.equal((await kernel.finish(next)).reply.status, 'ok');
  });

  it('answers other queued requests after a failed cell', async () => {
    const failed = kernel.sendExecute('throw new Error("x")');
    const info = kernel.send('shell', 'kernel_info_request');
    await kernel.finish(failed);
    assert.equal((await kernel.finish(info)).reply.status, 'ok');
  });

  it('answers on the control channel while a cell awaits', async () => {
    const id = kernel.sendExecute(`
      setTimeout(() => console.log('ready'), 1);
      await new Promise(() => {});`);
    await kernel.printed(id, 'ready');
    assert.equal((await kernel.request('control', 'kernel_info_request')).reply.status, 'ok');
    kernel.interruptBySignal();
    await kernel.finish(id);
  });

  it('counts cells from where it was, without those that are silent or not stored', async () => {
    const count = async (options = {}) => (await kernel.execute('1', options)).reply.execution_count ?? 0;
    const first = await count();
    assert.equal(await count({ store_history: false }), first + 1);
    assert.equal(await count({ silent: true }), first + 1);
    assert.equal(await count(), first + 1);
  });

  it('publishes nothing of a silent cell, but runs it', async () => {
    const cell = await kernel.execute('const quiet = 5; console.log("x"); quiet', { silent: true });
    assert.equal(cell.reply.status, 'ok');
    assert.deepEqual(cell.types, []);
    const next = await kernel.execute('quiet');
    assert.deepEqual(next.content('execute_result')?.data, { 'text/plain': '5' });
  });

  it('evaluates user_expressions after the cell, each with its own result or error', async () => {
    const { reply } = await kernel.execute('const seven = 7', {
      user_expressions: { value: 'seven * 6', object: '{ seven }', wrong: 'nothing.here', none: 'null' },
    });
    const results = reply.user_expressions;
    assert.deepEqual(results?.value, { status: 'ok', data: { 'text/plain': '42' }, metadata: {} });
    assert.deepEqual(results?.object?.data, { 'text/plain': '{ seven: 7 }' });
    assert.deepEqual(results?.none?.data, { 'text/plain': 'null' });
    assert.equal(results?.wrong?.status, 'error');
    assert.match(String(results?.wrong?.evalue), /Cannot find name 'nothing'/);
  });

  it('lets a cell use the variables of earlier cells in shorthand properties', async () => {
    await kernel.execute('let region = "sa-east-1"; let shards = 1;');
    const cell = await kernel.execute('({ shards } = { shards: 4 }); ({ region, nested: { shards } })');
    assert.deepEqual(cell.content('execute_result')?.data, {
      'text/plain': "{ region: 'sa-east-1', nested: { shards: 4 } }",
    });
  });

  it('keeps a variable that is declared again with the same type, however many cells come after', async () => {
    const cells = ['let again: number = 1; function f(x: string): void {}', 'let again: number = 2'];
    for (const cell of [...cells, '1', 'again', 'f("x")', 'if (again !== 2) throw new Error()']) {
      const { reply } = await kernel.execute(cell);
      assert.equal(reply.status, 'ok', `${cell}: ${JSON.stringify(reply)}`);
    }
  });

  it('lets cells use names that begin with underscores, from earlier cells too', async () => {
    await kernel.execute('const _one = 1; let __two = 2; class ___Three { static value = 3; }');
    const cell = await kernel.execute('__two *= 2; [_one, { __two }, ___Three.value]');
    assert.deepEqual(cell.content('execute_result')?.data, { 'text/plain': '[ 1, { __two: 4 }, 3 ]' });
  });

  it('tells the stored cells in a history_reply', async () => {
    await kernel.execute('const remembered = 1');
    const last = (await kernel.execute('remembered + 1')).reply.execution_count ?? 0;
    const ask = async (content: Record<string, unknown>) =>
      (await kernel.request('shell', 'history_request', { output: false, raw: true, ...content })).reply
        .history;
    assert.deepEqual(await ask({ hist_access_type: 'tail', n: 2 }), [
      [1, last - 1, 'const remembered = 1'],
      [1, last, 'remembered + 1'],
    ]);
    assert.deepEqual(
      await ask({ hist_access_type: 'range', session: 0, start: last, stop: last + 1, output: true }),
      [[1, last, ['remembered + 1', '2']]],
    );
    assert.deepEqual(await ask({ hist_access_type: 'search', pattern: '*remem?ered = 1' }), [
      [1, last - 1, 'const remembered = 1'],
    ]);
    assert.deepEqual(await ask({ hist_access_type: 'tail', n: 0 }), []);
  });

  it('disposes of what `using` declares, at the end of its cell', async () => {
    const cell = await kernel.execute(`
      using lease = { [Symbol.dispose]: () => console.log('given back') };
      await using stream = { [Symbol.asyncDispose]: async () => console.log('closed') };
      console.log('used');`);
    assert.equal(cell.text('stdout'), 'used\nclosed\ngiven back\n');
  });

  it('takes `await (x)` at top level for an await, not for a call', async () => {
    const cell = await kernel.execute('(await (Promise.resolve(40))) + 2');
    assert.deepEqual(cell.content('execute_result')?.data, { 'text/plain': '42' });
  });
});
