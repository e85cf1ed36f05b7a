import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  DeadKernelError,
  ExecutionCancelledError,
  executeNotebook,
  Kernel,
  PapermillError,
} from '../../scripts/papermill-js/src/index.js';
import { scriptedKernel, temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { codeCell, sketchNotebook, textOf } from './support/notebooks.js';

const folder = temporaryFolder({ after });
/** Code for the scripted kernel that waits for an interrupt, and leaves a file when it does. */
function untilInterrupted(begun: string): string {
  const file = JSON.stringify(begun);
  return `const { writeFileSync } = await import('node:fs'); writeFileSync(${file}, ''); await k.interrupted`;
}

/** Waits until a file is there; the test's time limit is the bound. */
async function written(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10));
}

const typescript = { name: 'tslab', kernelDirs: [tslabKernelDir] };

describe('A kernel that is kept warm', { concurrency: 2 }, () => {
  it('runs one notebook after the other, with the variables of the ones before, until it is restarted', async () => {
    await using kernel = await Kernel.start(typescript);
    await executeNotebook(sketchNotebook(['let count = 1'], 'tslab'), null, { kernel });
    const second = await executeNotebook(sketchNotebook(['count += 1; console.log(count)'], 'tslab'), null, {
      kernel,
    });
    assert.equal(textOf(codeCell(second.notebook, 0)), '2\n');

    await kernel.restart();
    const afterwards = await kernel.execute('typeof count');
    assert.equal(afterwards.ok, false);
    assert.match(afterwards.error?.evalue ?? '', /Cannot find name 'count'/);
  });

  it('gives back what code put out, and what it threw', async () => {
    await using kernel = await Kernel.start(typescript);
    const shown = await kernel.execute('console.log("olá"); 6 * 7');
    assert.equal(shown.ok, true);
    assert.equal(shown.executionCount, 1);
    const [stream, result] = shown.outputs;
    assert.ok(stream?.output_type === 'stream' && result?.output_type === 'execute_result');
    assert.equal(stream.text, 'olá\n');
    assert.equal(result.data['text/plain'], '42');

    const { ok, error } = await kernel.execute('throw new RangeError("too far")');
    assert.deepEqual([ok, error?.ename, error?.evalue], [false, 'RangeError', 'too far']);
  });

  it('refuses code that asks for input, and ends where it heeds no interrupt', async () => {
    const dir = await scriptedKernel(`${folder}/asking`);
    await using heeding = await Kernel.start({ name: 'scripted', kernelDirs: [dir] });
    const refused = await heeding.execute("await k.askForInput('Name?'); await k.interrupted");
    assert.deepEqual([refused.ok, refused.error?.ename], [false, 'StdinNotImplementedError']);
    assert.equal((await heeding.execute('1')).ok, true);

    const stubborn = await scriptedKernel(`${folder}/stubborn`, ['--ignore-interrupt']);
    await using kernel = await Kernel.start({ name: 'scripted', kernelDirs: [stubborn] });
    await assert.rejects(kernel.execute("await k.askForInput('?'); await k.interrupted"), DeadKernelError);
  });

  it('serves two who ask at once in turn, and mixes nothing up', async () => {
    await using kernel = await Kernel.start(typescript);
    const [first, second] = await Promise.all([
      executeNotebook(sketchNotebook(['console.log("a")', 'console.log("b")'], 'tslab'), null, { kernel }),
      kernel.execute('console.log("c")'),
    ]);
    assert.equal(textOf(codeCell(first.notebook, 1)), 'b\n');
    assert.deepEqual(second.outputs, [{ output_type: 'stream', name: 'stdout', text: 'c\n' }]);
    assert.ok(second.executionCount === 1 || second.executionCount === 3);
  });

  it('lets go at once of who is cancelled while waiting for a turn, and serves those after', async () => {
    const dir = await scriptedKernel(`${folder}/queue`);
    await using kernel = await Kernel.start({ name: 'scripted', kernelDirs: [dir] });
    const begun = join(folder, 'queue-begun');
    const long = kernel.execute(untilInterrupted(begun));
    await written(begun);
    const cancel = new AbortController();
    const { signal } = cancel;
    const waiting = Promise.allSettled([
      executeNotebook(sketchNotebook(['1']), null, { kernel, signal }),
      kernel.execute('1', { signal }),
    ]);
    const after = kernel.execute("k.print('after')");
    cancel.abort(new Error('no more time'));
    const [notebook, code] = await waiting;
    assert.ok(notebook.status === 'rejected' && notebook.reason instanceof ExecutionCancelledError);
    assert.ok(code.status === 'rejected' && code.reason instanceof PapermillError);
    assert.deepEqual(
      [code.reason.code, code.reason.message],
      ['EXECUTION_CANCELLED', 'The code was cancelled: no more time.'],
    );
    kernel.interrupt();
    await long;
    assert.equal((await after).ok, true);
  });

  it('interrupts code whose signal fires, and is ended where it does not heed that', async () => {
    const dir = await scriptedKernel(`${folder}/cancelled`);
    await using kernel = await Kernel.start({ name: 'scripted', kernelDirs: [dir] });
    const cancel = new AbortController();
    const begun = join(folder, 'cancelled-begun');
    const run = kernel.execute(untilInterrupted(begun), { signal: cancel.signal });
    await written(begun);
    cancel.abort();
    await assert.rejects(run, { code: 'EXECUTION_CANCELLED' });
    assert.equal((await kernel.execute('1')).ok, true);

    const stubborn = await scriptedKernel(`${folder}/deaf`, ['--ignore-interrupt']);
    await using deaf = await Kernel.start({ name: 'scripted', kernelDirs: [stubborn] });
    const signal = AbortSignal.abort();
    await assert.rejects(deaf.execute('1', { signal }), { code: 'EXECUTION_CANCELLED' });
    const late = new AbortController();
    const deafBegun = join(folder, 'deaf-begun');
    const endless = deaf.execute(untilInterrupted(deafBegun), { signal: late.signal });
    await written(deafBegun);
    late.abort();
    await assert.rejects(endless, { code: 'EXECUTION_CANCELLED' });
    assert.equal(deaf.isAlive, false);
  });

  it('says with a code that its start was cancelled', async () => {
    const dir = await scriptedKernel(`${folder}/mute`, ['--never-answer']);
    const cancel = new AbortController();
    const start = Kernel.start({ name: 'scripted', kernelDirs: [dir], signal: cancel.signal });
    cancel.abort(new Error('enough'));
    await assert.rejects(start, {
      code: 'EXECUTION_CANCELLED',
      message: "The kernel's start was cancelled: enough.",
    });
  });

  it('says that it is dead when code ends it, and can be restarted', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    await using kernel = await Kernel.start({ name: 'scripted', kernelDirs });
    await assert.rejects(kernel.execute('process.exit(3)'), DeadKernelError);
    assert.equal(kernel.isAlive, false);
    await kernel.restart();
    assert.equal(kernel.isAlive, true);
  });

  it('names itself in the notebooks it ran, whatever kernel they named', async () => {
    await using kernel = await Kernel.start(typescript);
    const { notebook } = await executeNotebook(sketchNotebook(['1'], 'other'), null, { kernel });
    assert.equal(notebook.metadata.kernelspec?.name, 'tslab');
  });
});
