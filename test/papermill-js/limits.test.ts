import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  CellTimeoutError,
  executeNotebook,
  type Notebook,
  NotebookTimeoutError,
} from '../../scripts/papermill-js/src/index.js';
import { runCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { codeCell, readValid, sketchNotebook, textOf } from './support/notebooks.js';
import { failure, scriptedRuns } from './support/scripted-runs.js';

const folder = temporaryFolder({ after });
const run = scriptedRuns(folder);
const endless = 'await k.interrupted';

describe('The time that a notebook may take', { concurrency: true }, () => {
  it('ends the cell that runs when it is over, by an interrupt, and leaves the rest pending', async () => {
    const output = join(folder, 'notebook-timeout.ipynb');
    const cells = ["k.print('first')", `k.print('waiting'); ${endless}; throw new Error('stopped')`, '1'];
    // The kernel has to be up by then, on a machine that is busy too.
    const options = { notebookTimeoutMs: 5000 };
    const error = await failure(run(cells, { output, options }), NotebookTimeoutError);
    assert.deepEqual([error.code, error.timeoutMs, error.cell?.cellIndex], ['NOTEBOOK_TIMEOUT', 5000, 1]);
    assert.match(error.message, /longer than the 5 s it may take, and was stopped in cell 2 \(cell-2\)/);
    assert.deepEqual(
      error.executed.cells.map(({ status }) => status),
      ['completed', 'failed', 'pending'],
    );
    const { cells: saved } = await readValid(output);
    assert.deepEqual(
      saved[3]?.outputs?.map(({ text, ename }) => ename ?? text),
      [['waiting'], 'Error', 'NotebookTimeoutError'],
    );
  });

  it('counts while the kernel starts', async () => {
    const output = join(folder, 'start-timeout.ipynb');
    const how = { flags: ['--never-answer'], output, options: { notebookTimeoutMs: 500 } };
    const error = await failure(run(['1'], how), NotebookTimeoutError);
    assert.equal(error.cell, undefined);
    assert.equal(error.executed.cells[0]?.status, 'pending');
    const { cells } = await readValid(output);
    assert.match(cells[0]?.source.join('') ?? '', /stopped while no cell was running/);
  });

  it('ends a notebook whose kernel heeds neither interrupt nor SIGTERM', async () => {
    const how = {
      flags: ['--ignore-interrupt', '--ignore-shutdown'],
      options: { notebookTimeoutMs: 1000 },
    };
    await failure(run(['for (;;) await new Promise(setImmediate)'], how), NotebookTimeoutError);
  });

  it('is no matter to a notebook that is done before', async () => {
    const { ok } = await run(['1'], { options: { notebookTimeoutMs: 600_000 } });
    assert.equal(ok, true);
  });
});

describe('The time that a cell may take', { concurrency: true }, () => {
  const slow = 'await new Promise((resolve) => setTimeout(resolve, 700))';
  const noted = (timeout: number): Notebook => {
    const made = sketchNotebook([slow]);
    made.metadata.execution = { timeout };
    return made;
  };
  const execute = async (notebook: Notebook, executionTimeoutMs?: number) => {
    const kernelDirs = [await scriptedKernel(join(folder, crypto.randomUUID()))];
    return executeNotebook(notebook, null, { kernelDirs, ...(executionTimeoutMs && { executionTimeoutMs }) });
  };

  it('is what the notebook says, as nbmake has it, before what the option says', async () => {
    assert.equal((await failure(execute(noted(0.2)), CellTimeoutError)).timeoutMs, 200);
    assert.equal((await execute(noted(60), 200)).ok, true);
    const { notebook, ok } = await execute(noted(-1), 200);
    assert.deepEqual([ok, notebook.metadata.execution], [true, { timeout: -1 }]);
  });
});

describe('The bytes that a cell may put out', { concurrency: true }, () => {
  const limited = (cells: string[], maxOutputBytes: number, output: string | null = null) =>
    run(cells, { output, options: { maxOutputBytes } });

  it('are kept exactly, never half a character, and the rest is counted in a notice', async () => {
    const output = join(folder, 'cut.ipynb');
    const { notebook } = await limited(
      ["k.print('aé'.repeat(100)); k.print('b')", "k.print('c')"],
      101,
      output,
    );
    const cell = codeCell(notebook, 0);
    assert.equal(textOf(cell), `${'aé'.repeat(33)}a`);
    assert.match(
      textOf(cell, 'stderr'),
      /cut here: it may be 101 bytes long .*\nLeft out: 201 bytes in 2 messages/,
    );
    assert.equal(textOf(codeCell(notebook, 1)), 'c');
    await readValid(output);
  });

  it('count for pictures too, which are kept whole or not at all, and never for errors', async () => {
    const picture = "k.display({'image/png': 'A'.repeat(500)})";
    const { notebook } = await run(
      [{ source: `${picture}; ${picture}; ${picture}; throw new Error('why')`, tags: ['raises-exception'] }],
      { options: { maxOutputBytes: 1200 } },
    );
    assert.deepEqual(
      codeCell(notebook, 0).outputs.map(({ output_type }) => output_type),
      ['display_data', 'display_data', 'stream', 'error'],
    );
  });

  it('are free again when the output is cleared or overwritten', async () => {
    const bar = "for (let i = 0; i < 1000; i++) k.print('\\r' + i + ' %')";
    const cleared =
      "for (let i = 0; i < 1000; i++) { k.clear(true); k.display({'text/plain': 'frame ' + i}) }";
    const updated =
      "k.display({'text/plain': '0'}, 'x'); for (let i = 0; i < 1000; i++) k.update({'text/plain': String(i)}, 'x')";
    const { notebook } = await limited([bar, cleared, updated], 500);
    assert.equal(textOf(codeCell(notebook, 0)), '999 %');
    const shown = [1, 2].map((index) => codeCell(notebook, index).outputs);
    assert.deepEqual(
      shown.map((outputs) => outputs.map((output) => 'data' in output && output.data)),
      [[{ 'text/plain': 'frame 999' }], [{ 'text/plain': '999' }]],
    );
  });

  it('are given on the command line', async () => {
    const kernelDir = await scriptedKernel(join(folder, 'command'));
    await writeFile(join(folder, 'in.ipynb'), JSON.stringify(sketchNotebook(["k.print('x'.repeat(5000))"])));
    const args = ['in.ipynb', 'out.ipynb', '--kernel-dir', kernelDir];
    const cut = await runCommand([...args, '--max-output-bytes', '1000', '--notebook-timeout', '60'], folder);
    assert.equal(cut.exitCode, 0, cut.stderr);
    const { cells } = await readValid(join(folder, 'out.ipynb'));
    assert.equal(String(cells[0]?.outputs?.[0]?.text).length, 1000);
    const wrong = await runCommand([...args, '--max-output-bytes', '1e12'], folder);
    assert.match(wrong.stderr, /whole number of bytes from 1 to 268435456/);
    assert.equal(wrong.exitCode, 2);
    const late = await runCommand([...args, '--notebook-timeout', '0.01'], folder);
    assert.equal(late.exitCode, 1);
    assert.match(late.stderr, /longer than the 0\.01 s it may take/);
  });
});
