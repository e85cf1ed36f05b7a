import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  CellExecutionError,
  DeadKernelError,
  executeNotebook,
  type NotebookEvent,
} from '../../scripts/papermill-js/src/index.js';
import { scriptedKernel, stockTslab, temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { assertValid, codeCell, fixture, readValid, sketchNotebook, textOf } from './support/notebooks.js';

const folder = temporaryFolder({ after });
const onTslab = { kernelDirs: [tslabKernelDir] };

async function failureOf(promise: Promise<unknown>): Promise<CellExecutionError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CellExecutionError, `expected a CellExecutionError, got ${error}`);
  return error;
}

describe('Executing a notebook in this project’s TypeScript kernel', { concurrency: 2 }, () => {
  it('injects parameters of every kind, so that the cells see exactly these values', async () => {
    const output = join(folder, 'parameters.ipynb');
    const topico = 'aspas " e \' `\n\u2028\\ 😀';
    const parameters = {
      shards: 2,
      topico,
      quando: new Date('2026-01-31T12:00:00Z'),
      grande: 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n,
      filtro: { regioes: ['São Paulo', ''], limite: null },
    };
    const { ok, cells, notebook } = await executeNotebook(fixture('parameters-reach-the-cells'), output, {
      ...onTslab,
      parameters,
    });
    assert.equal(ok, true);
    assert.deepEqual(
      cells.map(({ id, status }) => [id, status]),
      [
        ['title', 'completed'],
        ['defaults', 'completed'],
        ['injected-parameters', 'completed'],
        ['show', 'completed'],
      ],
    );
    const saved = await readValid(output);
    assert.deepEqual(saved.cells[2]?.metadata.tags, ['injected-parameters']);
    const shown = JSON.parse(textOf(codeCell(notebook, 3)));
    assert.deepEqual(shown, [
      2,
      topico,
      '2026-01-31T12:00:00.000Z',
      '49590338271490256608559692538361571095921575989136588899',
      { regioes: ['São Paulo', ''], limite: null },
    ]);
  });

  it('keeps all of 20,000 printed lines, in order', async () => {
    const { notebook } = await executeNotebook(fixture('twenty-thousand-lines'), null, onTslab);
    const expected = Array.from({ length: 20_000 }, (_, line) => `${line}\n`).join('');
    assert.ok(textOf(codeCell(notebook, 0)) === expected, 'every line came, in its order');
    assert.equal(textOf(codeCell(notebook, 1)), 'depois\n');
  });

  it('rejects with the failed cell after saving a notebook that tells what ran', async () => {
    const output = join(folder, 'failing.ipynb');
    const error = await failureOf(executeNotebook(fixture('failing-cell'), output, onTslab));
    assert.deepEqual(
      [error.code, error.cell.cellIndex, error.cell.cellId, error.ename, error.evalue],
      ['CELL_FAILED', 1, 'broken', 'TypeError', 'não deu'],
    );
    assert.match(error.cell.source, /falhar\(\);$/);
    assert.match(error.traceback.join('\n'), /não deu/);
    assert.deepEqual(
      error.executed.cells.map(({ status }) => status),
      ['completed', 'failed', 'pending'],
    );
    const saved = await readValid(output);
    assert.deepEqual(
      saved.cells.map(({ id, metadata }) => [id, metadata.papermill?.status]),
      [
        ['papermill-error-link', undefined],
        ['first', 'completed'],
        ['papermill-error-anchor', undefined],
        ['broken', 'failed'],
        ['after', 'pending'],
      ],
    );
    assert.deepEqual(saved.cells[0]?.metadata.tags, ['papermill-error-cell-tag']);
    assert.match(String(saved.cells[2]?.source), /id="papermill-error-cell"/);
    assert.equal(saved.cells[3]?.outputs?.at(-1)?.ename, 'TypeError');
    assert.equal(saved.cells[4]?.execution_count, null);
  });
});

describe('Executing a notebook in stock tslab', { concurrency: 2 }, () => {
  it('reports a failure that the kernel tells of only on stderr', async () => {
    const kernelDirs = [await stockTslab(join(folder, 'failing'))];
    const error = await failureOf(executeNotebook(fixture('failing-cell'), null, { kernelDirs }));
    assert.deepEqual([error.cell.cellId, error.ename, error.evalue], ['broken', 'TypeError', 'não deu']);
    await assertValid(JSON.parse(JSON.stringify(error.executed.notebook)));
  });

  it('goes on after an expected exception, although the kernel refuses cells for a moment', async () => {
    const kernelDirs = [await stockTslab(join(folder, 'expected'))];
    const { notebook, cells } = await executeNotebook(fixture('expected-exception'), null, { kernelDirs });
    assert.deepEqual(
      cells.map(({ status }) => status),
      ['completed', 'skipped', 'completed', 'completed'],
    );
    assert.equal(cells[0]?.error?.ename, 'RangeError');
    assert.equal(textOf(codeCell(notebook, 3)), 'depois\n');
  });
});

describe('Executing a notebook', { concurrency: true }, () => {
  it('runs it in its own folder, or where it is told, with the variables given', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'where'))];
    const own = executeNotebook(fixture('where-am-i'), null, { kernelDirs });
    const told = executeNotebook(fixture('where-am-i'), null, {
      kernelDirs,
      cwd: folder,
      env: { LICAO: '1' },
    });
    const [first, second] = await Promise.all([own, told]);
    assert.equal(textOf(codeCell(first.notebook, 0)), `${dirname(fixture('x'))} sem variável`);
    assert.match(textOf(codeCell(second.notebook, 0)), /papermill-js-test-\w+ 1$/);
  });

  it('tells of each step by an event, in order', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'events'))];
    const events: NotebookEvent[] = [];
    const notebook = sketchNotebook([{ source: '# text', type: 'markdown' }, "k.print('hello')"]);
    await executeNotebook(notebook, null, { kernelDirs, onEvent: (event) => events.push(event) });
    assert.deepEqual(
      events.map(({ type }) => type),
      ['notebook-start', 'kernel-ready', 'cell-start', 'output', 'cell-end', 'ending', 'notebook-end'],
    );
    const [start, ready, cellStart, , cellEnd] = events;
    assert.ok(start?.type === 'notebook-start' && start.cellCount === 2);
    assert.ok(ready?.type === 'kernel-ready' && ready.kernelName === 'scripted');
    assert.ok(cellStart?.type === 'cell-start' && cellStart.index === 1 && cellStart.id === 'cell-2');
    assert.ok(cellEnd?.type === 'cell-end' && cellEnd.cell.status === 'completed');
  });

  it('leaves the given notebook object as it was', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'untouched'))];
    const notebook = sketchNotebook(["k.print('hello')"]);
    const before = structuredClone(notebook);
    await executeNotebook(notebook, null, { kernelDirs });
    assert.deepEqual(notebook, before);
  });

  it('fails for an error that comes after the last cell’s end, and names its cell', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'late'))];
    const late = "{ename: 'LateError', evalue: 'rejected', traceback: []}";
    const sources = [`k.memory.beforeShutdown = () => k.publish('error', ${late})`, "k.print('fine')"];
    const error = await failureOf(executeNotebook(sketchNotebook(sources), null, { kernelDirs }));
    assert.deepEqual([error.cell.cellId, error.ename], ['cell-1', 'LateError']);
    assert.equal(error.executed.cells[1]?.status, 'completed');
  });

  it('stops before the next cell when an earlier one fails late', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'late-between'))];
    const late = "{ename: 'LateError', evalue: 'rejected', traceback: []}";
    const sources = [
      'k.memory.first = k.parent',
      `k.publish('error', ${late}, k.memory.first)`,
      'k.print(1)',
    ];
    const error = await failureOf(executeNotebook(sketchNotebook(sources), null, { kernelDirs }));
    assert.deepEqual(
      error.executed.cells.map(({ status }) => status),
      ['failed', 'completed', 'pending'],
    );
  });

  it('fails when the kernel dies after the last cell’s end', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'late-death'))];
    const run = executeNotebook(sketchNotebook(['k.memory.beforeInfo = () => process.exit(5)']), null, {
      kernelDirs,
    });
    await assert.rejects(run, (error) => error instanceof DeadKernelError && error.exit.exitCode === 5);
  });

  it('takes the reason from the reply where the kernel sends no error message', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'reply-only'))];
    const reply = "{status: 'error', ename: 'Silent', evalue: 'why', traceback: ['line 1']}";
    const run = executeNotebook(sketchNotebook([`k.replyWith(${reply})`]), null, { kernelDirs });
    const error = await failureOf(run);
    assert.deepEqual([error.ename, error.evalue, error.traceback], ['Silent', 'why', ['line 1']]);
    assert.equal(codeCell(error.executed.notebook, 2).outputs.length, 1);
  });

  it('keeps two executions in one process apart', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'apart'))];
    const runs = ['a', 'b'].map((name) =>
      executeNotebook(sketchNotebook([`k.print('${name}')`]), null, { kernelDirs }),
    );
    const texts = (await Promise.all(runs)).map(({ notebook }) => textOf(codeCell(notebook, 0)));
    assert.deepEqual(texts, ['a', 'b']);
  });

  it('replaces markers and parameters of an earlier run when its output is run again', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'again'))];
    const path = join(folder, 'again.ipynb');
    const cells = [
      { source: 'k.memory.x = 1', tags: ['parameters'] },
      "if (!k.memory.ok) throw new Error('no')",
    ];
    await failureOf(executeNotebook(sketchNotebook(cells), path, { kernelDirs, parameters: { x: 1 } }));
    await failureOf(executeNotebook(path, path, { kernelDirs, parameters: { x: 2 } }));
    const { cells: saved } = await readValid(path);
    assert.deepEqual(
      saved.map(({ id }) => id),
      ['papermill-error-link', 'cell-1', 'injected-parameters', 'papermill-error-anchor', 'cell-2'],
    );
    assert.deepEqual(saved[2]?.source, ['// Parameters\n', 'var x = 2;']);
  });

  it('ends early, and well, where a cell ends the notebook by SystemExit', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'early'))];
    const exit = (evalue: string) =>
      `k.publish('error', {ename: 'SystemExit', evalue: '${evalue}', traceback: []})`;
    const notebook = sketchNotebook([exit('0'), "k.print('never')"]);
    const { cells } = await executeNotebook(notebook, null, { kernelDirs });
    assert.deepEqual(
      cells.map(({ status }) => status),
      ['completed', 'pending'],
    );
    const error = await failureOf(executeNotebook(sketchNotebook([exit('3')]), null, { kernelDirs }));
    assert.equal(error.evalue, '3');
  });

  it('keeps saying which parameters an earlier run has injected, as they are run again', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'kept'))];
    const path = join(folder, 'kept.ipynb');
    await executeNotebook(sketchNotebook(["k.print('x')"]), path, { kernelDirs, parameters: { x: 1 } });
    await executeNotebook(path, path, { kernelDirs });
    assert.deepEqual((await readValid(path)).metadata.papermill.parameters, { x: 1 });
  });

  it('writes nothing before the end where it is to save only then', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'end'))];
    const path = join(folder, 'end.ipynb');
    const existed: boolean[] = [];
    await executeNotebook(sketchNotebook(["k.print('x')"]), path, {
      kernelDirs,
      requestSaveOnCellExecute: false,
      onEvent: () => existed.push(existsSync(path)),
    });
    assert.deepEqual([existed.slice(0, -1).includes(true), existed.at(-1)], [false, true]);
  });

  it('records the run in papermill’s metadata', async () => {
    const kernelDirs = [await scriptedKernel(join(folder, 'metadata'))];
    const path = join(folder, 'metadata.ipynb');
    const parameters = { since: new Date(0), big: 2n ** 70n };
    await executeNotebook(sketchNotebook(["k.print('x')"]), path, { kernelDirs, parameters });
    const { metadata, cells } = await readValid(path);
    const { start_time, end_time, duration, version, ...rest } = metadata.papermill;
    assert.deepEqual(rest, {
      default_parameters: {},
      environment_variables: {},
      parameters: { since: '1970-01-01T00:00:00.000Z', big: '1180591620717411303424' },
      input_path: null,
      output_path: path,
      exception: null,
    });
    assert.equal(typeof duration, 'number');
    assert.match(String(version), /^\d+\.\d+\.\d+/);
    for (const time of [start_time, end_time]) assert.match(String(time), /^\d{4}-.*T.*\+00:00$/);
    assert.deepEqual(Object.keys(cells[1]?.metadata.execution as object).sort(), [
      'iopub.execute_input',
      'iopub.status.busy',
      'iopub.status.idle',
      'shell.execute_reply',
    ]);
  });

  it('only prepares the notebook when asked to, without a kernel', async () => {
    const path = join(folder, 'prepared.ipynb');
    const parameters = { shards: 7 };
    const options = { parameters, prepareOnly: true, kernelDirs: [] };
    const { cells } = await executeNotebook(fixture('parameters-reach-the-cells'), path, options);
    assert.ok(cells.every(({ status }) => status === 'pending'));
    assert.match(await readFile(path, 'utf8'), /let shards = 7;/);
  });
});
