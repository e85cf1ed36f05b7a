import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { DeadKernelError, executeNotebook, Kernel } from '../../scripts/papermill-js/src/index.js';
import { scriptedKernel, temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { codeCell, sketchNotebook, textOf } from './support/notebooks.js';

const folder = temporaryFolder({ after });
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
