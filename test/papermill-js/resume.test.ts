import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  executeNotebook,
  executeNotebooks,
  Kernel,
  type NotebookEvent,
} from '../../scripts/papermill-js/src/index.js';
import { scriptedKernel, temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { type CellSketch, codeCell, sketchNotebook, textOf } from './support/notebooks.js';

const folder = temporaryFolder({ after });
const kernelDirs = [await scriptedKernel(join(folder, 'kernels'))];

/** Executes a notebook of these cells, resuming; tells which cells ran. */
async function ran(cells: readonly CellSketch[], output: string, parameters = {}) {
  const indexes: number[] = [];
  const events: NotebookEvent[] = [];
  const executed = await executeNotebook(sketchNotebook(cells), output, {
    kernelDirs,
    parameters,
    strictParameters: false,
    resume: true,
    onEvent(event) {
      events.push(event);
      if (event.type === 'cell-start') indexes.push(event.index);
    },
  }).catch((error: { executed: unknown }) => error.executed);
  return { indexes, events, executed };
}

describe('Resuming from the output of an earlier execution', { concurrency: 2 }, () => {
  it('runs nothing where all passed and nothing has changed, and leaves the file as it was', async () => {
    const output = join(folder, 'same.ipynb');
    const cells = [
      { source: '# Title', type: 'markdown' as const },
      'k.print("a")',
      '',
      'k.display({ "text/plain": "b" })',
    ];
    assert.deepEqual((await ran(cells, output)).indexes, [1, 3]);
    const before = await readFile(output, 'utf8');
    const { indexes, events } = await ran(cells, output);
    assert.deepEqual(indexes, []);
    assert.ok(!events.some(({ type }) => type === 'kernel-ready'), 'no kernel was started');
    assert.equal(await readFile(output, 'utf8'), before);
  });

  it('takes over new text, and tells how long the cells took then', async () => {
    const output = join(folder, 'text.ipynb');
    await ran([{ source: 'old', type: 'markdown' }, 'await new Promise((r) => setTimeout(r, 20))'], output);
    const { executed } = await ran(
      [{ source: 'new', type: 'markdown' }, 'await new Promise((r) => setTimeout(r, 20))'],
      output,
    );
    assert.match(await readFile(output, 'utf8'), /"new"/);
    const { cells } = executed as { cells: { status: string; durationMs: number }[] };
    assert.deepEqual(
      cells.map(({ status }) => status),
      ['completed', 'completed'],
    );
    assert.ok((cells[1]?.durationMs ?? 0) > 15);
  });

  it('runs all cells where one failed or changed, for the variables of the ones before are gone', async () => {
    const output = join(folder, 'changed.ipynb');
    await ran(['k.print("a")', 'k.print("b")'], output);
    assert.deepEqual((await ran(['k.print("a")', 'k.print("c")'], output)).indexes, [0, 1]);
    await ran(['1', 'throw new Error("no")', '3'], output);
    const { indexes, events } = await ran(['1', 'throw new Error("no")', '3'], output);
    assert.deepEqual(indexes, [0, 1]);
    const resumed = events.find(({ type }) => type === 'resume');
    assert.deepEqual(resumed, { type: 'resume', startIndex: 0, found: { index: 1, reason: 'failed' } });
  });

  it('runs all cells with other parameters, and after a kernel that died at the end', async () => {
    const output = join(folder, 'parameters.ipynb');
    const cells = [{ source: 'var x = 1', tags: ['parameters'] }, 'k.print("a")'];
    await ran(cells, output, { x: 2 });
    assert.deepEqual((await ran(cells, output, { x: 2 })).indexes, []);
    assert.deepEqual((await ran(cells, output, { x: 3 })).indexes, [0, 1, 2]);

    const saved = JSON.parse(await readFile(output, 'utf8'));
    saved.metadata.papermill.exception = true;
    await writeFile(output, JSON.stringify(saved));
    assert.deepEqual((await ran(cells, output, { x: 3 })).indexes, [0, 1, 2]);
  });

  it('runs all cells where there is no earlier output, or one that cannot be read', async () => {
    const output = join(folder, 'unreadable.ipynb');
    await writeFile(output, '{ "half": ');
    assert.deepEqual((await ran(['1'], output)).indexes, [0]);
  });

  it('says of a notebook among several that it had passed before', async () => {
    const tasks = ['a', 'b'].map((name) => ({
      input: sketchNotebook([name === 'a' ? '1' : 'throw new Error("b")']),
      name,
      output: join(folder, `several-${name}.ipynb`),
    }));
    await executeNotebooks(tasks, { kernelDirs });
    const { notebooks } = await executeNotebooks(tasks, { kernelDirs, resume: true });
    assert.deepEqual(
      notebooks.map(({ outcome, attempts }) => [outcome, attempts]),
      [
        ['passed', 0],
        ['failed', 1],
      ],
    );
    assert.equal(notebooks[0]?.executed?.ok, true);
  });
});

describe('Resuming in a kernel that is kept warm', () => {
  it('starts at the cell that failed or changed, with the variables of those before', async () => {
    await using kernel = await Kernel.start({ name: 'tslab', kernelDirs: [tslabKernelDir] });
    const execute = async (cells: readonly string[]): Promise<{ indexes: number[]; texts: string[] }> => {
      const indexes: number[] = [];
      const options = {
        kernel,
        resume: true,
        onEvent(event: NotebookEvent) {
          if (event.type === 'cell-start') indexes.push(event.index);
        },
      };
      const executed = await executeNotebook(sketchNotebook(cells, 'tslab'), null, options).catch(
        (error: { executed: never }) => error.executed,
      );
      const { notebook } = executed as Awaited<ReturnType<typeof executeNotebook>>;
      return {
        indexes,
        texts: notebook.cells.slice(0, cells.length).map((_, at) => textOf(codeCell(notebook, at))),
      };
    };
    const first = 'let seen = Math.random(); console.log(seen)';
    const before = await execute([first, 'console.log(seen * 0)', 'console.log("c")']);
    assert.deepEqual(before.indexes, [0, 1, 2]);
    const changed = await execute([first, 'console.log(seen === seen)', 'console.log("c")']);
    assert.deepEqual(changed.indexes, [1, 2]);
    assert.deepEqual(changed.texts, [before.texts[0], 'true\n', 'c\n']);
    assert.deepEqual((await execute([first, 'console.log(seen === seen)', 'console.log("c")'])).indexes, []);

    await kernel.restart();
    assert.deepEqual(
      (await execute([first, 'console.log(seen === seen)', 'console.log("c")'])).indexes,
      [0, 1, 2],
    );
  });
});
