import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

// Windows has no signals between processes.
describe('an interrupt', { skip: process.platform === 'win32' }, () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
    await kernel.execute('const kept = "kept"');
  });
  after(() => kernel.stop());

  const ways: Record<string, () => void> = {
    'by signal': () => kernel.interruptBySignal(),
    'by message': () => kernel.send('control', 'interrupt_request'),
  };
  /** A cell prints `ready` when it can be interrupted: once it spins, or in a turn after its first await. */
  const cells = {
    'a cell that spins': 'console.log("ready"); while (!process.env.NEVER) {}',
    'a cell that awaits': 'setTimeout(() => console.log("ready"), 1); await new Promise(() => {});',
    'a for await loop':
      'for await (const n of (async function* () { yield await new Promise((r) => setTimeout(r, 5, "ready")); await new Promise(() => {}); })()) console.log(n);',
    'a value whose display never comes':
      '({ [Symbol.for("Jupyter.display")]: () => { setTimeout(() => console.log("ready"), 1); return new Promise(() => {}); } })',
  };
  for (const [way, interrupt] of Object.entries(ways)) {
    for (const [what, code] of Object.entries(cells)) {
      it(`${way} ends ${what} with a KeyboardInterrupt, and variables stay`, async () => {
        const id = kernel.sendExecute(code);
        await kernel.printed(id, 'ready');
        interrupt();
        const { reply } = await kernel.finish(id);
        assert.deepEqual([reply.status, reply.ename], ['error', 'KeyboardInterrupt']);
        assert.equal(reply.evalue, `Cell[${reply.execution_count}] was interrupted`);
        const next = await kernel.execute('kept');
        assert.deepEqual(next.content('execute_result')?.data, { 'text/plain': 'kept' });
      });
    }
  }

  it("calls the cell's own SIGINT listeners when the cell awaits", async () => {
    const id = kernel.sendExecute(`
      process.once('SIGINT', () => console.log('listener called'));
      setTimeout(() => console.log('ready'), 1);
      await new Promise(() => {});`);
    await kernel.printed(id, 'ready');
    kernel.interruptBySignal();
    assert.equal((await kernel.finish(id)).reply.ename, 'KeyboardInterrupt');
    await kernel.printed(id, 'listener called');
  });

  it('calls SIGINT listeners of earlier cells when a later one spins', async () => {
    await kernel.execute(`process.once('SIGINT', () => console.log('listener called'));`);
    const id = kernel.sendExecute('console.log("ready"); while (!process.env.NEVER) {}');
    await kernel.printed(id, 'ready');
    kernel.interruptBySignal();
    await kernel.finish(id);
    await kernel.printed(id, 'listener called');
  });

  it('ends a cell that spins after it has added a listener itself', async () => {
    const id = kernel.sendExecute(`
      process.once('SIGINT', () => console.log('listener called'));
      console.log('ready');
      while (!process.env.NEVER) {}`);
    await kernel.printed(id, 'ready');
    kernel.interruptBySignal();
    assert.equal((await kernel.finish(id)).reply.ename, 'KeyboardInterrupt');
    await kernel.printed(id, 'listener called');
  });

  it('does not call a listener that the cell has taken off again', async () => {
    const id = kernel.sendExecute(`
      const listener = () => console.log('listener called');
      process.once('SIGINT', listener);
      process.off('SIGINT', listener);
      setTimeout(() => console.log('ready'), 1);
      await new Promise(() => {});`);
    await kernel.printed(id, 'ready');
    kernel.interruptBySignal();
    assert.equal((await kernel.finish(id)).text('stdout'), 'ready\n');
  });

  it('does nothing to a kernel that runs no cell', async () => {
    const { reply } = await kernel.request('control', 'interrupt_request');
    assert.deepEqual(reply, { status: 'ok' });
    assert.equal((await kernel.execute('1')).reply.status, 'ok');
  });
});
