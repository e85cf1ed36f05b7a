import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { InterruptFlags } from '../../scripts/tslab-kernel/src/interrupt-flags.js';
import { TestKernel } from './support/kernel-client.js';

// Windows has no signals between processes.
describe('the signal that ends a library which spins', { skip: process.platform === 'win32' }, () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
    // What is compiled by `new Function` has no guards, as the code of packages.
    await kernel.execute(`
      const spin = new Function('ms', 'const end = performance.now() + ms; while (performance.now() < end);');
      const kept = 'kept';`);
  });
  after(() => kernel.stop());

  it('or the interrupt itself ends a cell from the moment in which it is told to be busy', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = kernel.sendExecute('spin(1e9);');
      const isBusy = () =>
        kernel.received.some(
          ({ parentId, content }) => parentId === id && content.execution_state === 'busy',
        );
      await kernel.until(isBusy, 'the status');
      kernel.send('control', 'interrupt_request');
      assert.equal((await kernel.finish(id)).reply.ename, 'KeyboardInterrupt');
    }
    assert.equal((await kernel.execute('kept')).reply.status, 'ok');
  });

  it('neither ends the kernel nor breaks another cell off, whenever the library ends by itself', async () => {
    for (let round = 0; round < 30; round += 1) {
      // The signal comes about 80 ms after the interrupt.
      const codes = [
        `console.log('ready'); spin(${78 + (round % 10) / 2})`,
        ...Array(3).fill('spin(1); kept'),
      ];
      const ids = codes.map((code) => kernel.sendExecute(code, { stop_on_error: false }));
      await kernel.printed(String(ids[0]), 'ready');
      kernel.send('control', 'interrupt_request');
      const cells = await Promise.all(ids.map((id) => kernel.finish(id)));
      const interrupted = cells.filter(({ reply }) => reply.status === 'error');
      assert.ok(interrupted.length <= 1, `${interrupted.length} cells were interrupted`);
      for (const { reply } of interrupted) assert.equal(reply.ename, 'KeyboardInterrupt');
    }
  });
});

describe('an interrupt that the main thread has not taken', () => {
  it('may break off the run that it is meant for, once, and no later one', () => {
    const flags = new InterruptFlags();
    flags.beginRun();
    flags.ask();
    assert.equal(flags.beginBreak(), false, 'it is still being compiled');
    flags.runBreakable(() => {
      assert.equal(flags.beginBreak(), true);
      assert.equal(flags.beginBreak(), false, 'the signal is on its way');
      flags.endBreak();
    });
    assert.equal(flags.beginBreak(), false, 'it has ended');
    flags.endRun();
    flags.beginRun();
    assert.equal(flags.isAsked, false);
    flags.runBreakable(() => assert.equal(flags.beginBreak(), false, 'it is another run'));
  });

  it('is for the run that has been announced', () => {
    const flags = new InterruptFlags();
    flags.announceRun();
    flags.ask();
    flags.beginRun();
    assert.equal(flags.isAsked, true);
    flags.endRun();
    assert.equal(flags.take(), false);
  });
});
