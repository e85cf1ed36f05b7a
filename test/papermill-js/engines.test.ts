import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  CellExecutionError,
  type Engine,
  EngineNotFoundError,
  ExecutionCancelledError,
  ExecutionError,
  executeNotebook,
  type NotebookEvent,
} from '../../scripts/papermill-js/src/index.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { readValid, sketchNotebook } from './support/notebooks.js';

const folder = temporaryFolder({ after });

/** Answers each cell with its source in capitals, and fails one that says so. */
const shouting: Engine = {
  async open() {
    return {
      kernelName: 'shouting',
      language: 'python',
      async run({ cells, signal }) {
        for (const cell of cells.filter(({ isRunnable }) => isRunnable)) {
          signal.throwIfAborted();
          cell.start();
          if (cell.cell.source === 'fail') cell.fail({ ename: 'Hoarse', evalue: 'no voice', traceback: [] });
          else
            cell.addOutput({
              output_type: 'stream',
              name: 'stdout',
              text: String(cell.cell.source).toUpperCase(),
            });
          cell.end();
        }
      },
    };
  },
};
const withShouting = { engines: { shouting }, engineName: 'shouting' };

describe('An engine of one’s own', () => {
  it('runs the cells; metadata, events and parameters are as with a kernel', async () => {
    const events: NotebookEvent[] = [];
    const path = join(folder, 'shouting.ipynb');
    const notebook = sketchNotebook([
      { source: 'a = 1', tags: ['parameters'] },
      { source: '# x', type: 'markdown' },
      'hello',
    ]);
    notebook.metadata = {};
    const { cells } = await executeNotebook(notebook, path, {
      ...withShouting,
      parameters: { a: 2 },
      onEvent: (event) => events.push(event),
    });
    assert.deepEqual(
      cells.map(({ status }) => status),
      ['completed', 'completed', 'pending', 'completed'],
    );
    const saved = await readValid(path);
    assert.deepEqual(saved.cells[1]?.source, ['# Parameters\n', 'a = 2\n']);
    assert.deepEqual(saved.cells[3]?.outputs, [{ name: 'stdout', output_type: 'stream', text: ['HELLO'] }]);
    assert.equal(saved.cells[3]?.metadata.papermill.status, 'completed');
    assert.equal(events.filter(({ type }) => type === 'output').length, 3);
  });

  it('fails the notebook by a failed cell', async () => {
    const run = executeNotebook(sketchNotebook(['fail', 'x']), null, withShouting);
    await assert.rejects(run, (error) => error instanceof CellExecutionError && error.ename === 'Hoarse');
  });

  it('is stopped by the signal', async () => {
    const run = executeNotebook(sketchNotebook(['x']), null, {
      ...withShouting,
      signal: AbortSignal.abort(),
    });
    await assert.rejects(run, ExecutionCancelledError);
  });

  it('is looked up by name; nbclient is the Jupyter kernel, an unknown one a clear error', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const notebook = sketchNotebook(["k.print('x')"]);
    const { ok } = await executeNotebook(notebook, null, { kernelDirs, engineName: 'nbclient' });
    assert.equal(ok, true);
    const unknown = executeNotebook(notebook, join(folder, 'no.ipynb'), {
      ...withShouting,
      engineName: 'silent',
    });
    await assert.rejects(
      unknown,
      (error) =>
        error instanceof EngineNotFoundError && /Known engines: nbclient, shouting/.test(error.message),
    );
  });

  it('fails the cell that it leaves in its midst, whether it throws, is cancelled or forgets to end it', async () => {
    const leaving = (act: (signal: AbortSignal) => void): Engine => ({
      open: async () => ({
        kernelName: 'leaving',
        language: 'python',
        async run({ cells, signal }) {
          cells[0]?.start();
          act(signal);
        },
      }),
    });
    const cancel = new AbortController();
    const broken = new Error('the service is gone');
    const cases: [Engine, string][] = [
      [
        leaving(() => {
          throw broken;
        }),
        'Error: the service is gone',
      ],
      [
        leaving((signal) => {
          cancel.abort();
          signal.throwIfAborted();
        }),
        'ExecutionCancelledError: The execution was cancelled in cell 1',
      ],
      [leaving(() => undefined), 'UnendedCellError: the engine came to its end'],
    ];
    for (const [at, [engine, told]] of cases.entries()) {
      const path = join(folder, `left-${at}.ipynb`);
      const run = executeNotebook(sketchNotebook(['1', '2']), path, {
        engines: { leaving: engine },
        engineName: 'leaving',
        ...(at === 1 && { signal: cancel.signal }),
      });
      const error: unknown = await run.catch((reason: unknown) => reason);
      if (at === 0) assert.equal(error, broken);
      else assert.ok(error instanceof ExecutionError && error.executed.cells[0]?.status === 'failed');
      const { cells } = await readValid(path);
      const sent = cells.filter(({ cell_type }) => cell_type === 'code');
      assert.deepEqual(
        sent.map(({ metadata }) => metadata.papermill.status),
        ['failed', 'pending'],
      );
      assert.ok(String(sent[0]?.outputs?.[0]?.traceback).startsWith(told));
    }
  });
});
