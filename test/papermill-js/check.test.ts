import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { ensurePythonEnvironment } from '../../scripts/lab/python-environment.js';
import {
  CellExecutionError,
  type CheckOptions,
  type ExecuteOptions,
  executeNotebook,
  type NotebookEvent,
  OutputMismatchError,
  parseSanitizers,
  serializeNotebook,
} from '../../scripts/papermill-js/src/index.js';
import { withoutPython } from '../project/support/python.js';
import { temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { type CellSketch, codeCell, readValid, sketchNotebook, textOf } from './support/notebooks.js';

const folder = temporaryFolder({ after });
let files = 0;

/** Executes the cells, changes what was saved, and checks that against a second execution. */
async function checked(
  cells: readonly CellSketch[],
  change: (json: string) => string,
  check: boolean | CheckOptions = true,
  options: ExecuteOptions = { kernelDirs: [tslabKernelDir] },
  kernel = 'tslab',
) {
  const name = join(folder, String(++files));
  const saved = `${name}-saved.ipynb`;
  const output = `${name}-out.ipynb`;
  await executeNotebook(sketchNotebook(cells, kernel), saved, options);
  await writeFile(saved, change(await readFile(saved, 'utf8')));
  const events: NotebookEvent[] = [];
  const onEvent = (event: NotebookEvent): number => events.push(event);
  const error: unknown = await executeNotebook(saved, output, { ...options, check, onEvent }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, output, events };
}

function mismatches(error: unknown): string[] {
  assert.ok(error instanceof OutputMismatchError, `expected an OutputMismatchError, got ${error}`);
  return error.cells.map(({ cellId, report }) => `${cellId}: ${report.evalue}`);
}

describe('Checking saved outputs in this project’s TypeScript kernel', { concurrency: 2 }, () => {
  it('passes where each cell puts out what is saved', async () => {
    const cells = ["console.log('one'); console.error('two')", '({ a: [1, 2] })', 'const x = 1'];
    const { error, output } = await checked(cells, (json) => json);
    assert.equal(error, undefined);
    const { metadata } = await readValid(output);
    assert.equal(metadata.papermill.exception, null);
  });

  it('runs on to the end, fails each cell that differs, and keeps what came in the output', async () => {
    const cells = [
      "console.log('one')",
      "console.log('two')",
      "console.log('three'); 3",
      "console.log('four')",
    ];
    const { error, output, events } = await checked(cells, (json) =>
      json.replace('one\\n', 'uno\\n').replace('"3"', '"4"').replace('three\\n', 'tres\\n'),
    );
    assert.deepEqual(mismatches(error), [
      'cell-1: stdout differs',
      'cell-3: stdout differs, text/plain differs',
    ]);
    assert.ok(error instanceof OutputMismatchError);
    assert.equal(error.code, 'OUTPUT_MISMATCH');
    assert.equal(
      error.message,
      '2 cells put out something else than is saved: cell 1 (cell-1): stdout differs; ' +
        'cell 3 (cell-3): stdout differs, text/plain differs.',
    );
    assert.deepEqual(
      error.executed.cells.map(({ status, error: report }) => [status, report?.ename]),
      [
        ['failed', 'OutputMismatch'],
        ['completed', undefined],
        ['failed', 'OutputMismatch'],
        ['completed', undefined],
      ],
    );
    assert.deepEqual(error.cells[0].report.traceback.map(stripVTControlCharacters), [
      'stdout differs (- saved, + now):',
      '@@ -1,1 +1,1 @@',
      '-uno',
      '+one',
    ]);
    const told = events.flatMap((event) => (event.type === 'output-mismatch' ? [event.cell.id] : []));
    assert.deepEqual(told, ['cell-1', 'cell-3']);
    assert.equal(events.at(-1)?.type, 'notebook-end');
    const fresh = await readValid(output);
    assert.equal(fresh.metadata.papermill.exception, true);
    assert.deepEqual(
      fresh.cells.map(({ id, metadata }) => [id, metadata.papermill.status, metadata.papermill.exception]),
      [
        ['cell-1', 'failed', true],
        ['cell-2', 'completed', false],
        ['cell-3', 'failed', true],
        ['cell-4', 'completed', false],
      ],
    );
    assert.deepEqual(
      fresh.cells[0]?.outputs?.map(({ text }) => text),
      [['one\n']],
    );
  });

  it('fails a cell that was silent and prints now, and one that printed and is silent', async () => {
    const cells = ["console.log('now')", 'const x = 1', '', '2'];
    const { error } = await checked(cells, (json) => {
      const notebook = JSON.parse(json);
      notebook.cells[0].outputs = [];
      notebook.cells[1].outputs = [{ output_type: 'stream', name: 'stdout', text: ['then\n'] }];
      notebook.cells[2].outputs = notebook.cells[1].outputs;
      return JSON.stringify(notebook);
    });
    assert.deepEqual(mismatches(error), [
      'cell-1: stdout is new',
      'cell-2: stdout is missing',
      'cell-3: stdout is missing',
    ]);
  });

  it('waits for what earlier cells print while later ones run', async () => {
    const cells = [
      "setTimeout(() => console.log('late'), 50); 0",
      'await new Promise((r) => setTimeout(r, 300))',
    ];
    const { error } = await checked(cells, (json) => {
      assert.match(json, /late/);
      return json;
    });
    assert.equal(error, undefined);
  });

  it('heeds the markers of cells, and fails a wanted check although the rest is lax', async () => {
    const cells = [
      { source: 'Math.random()', tags: ['nbval-ignore-output'] },
      '// NBVAL_IGNORE_OUTPUT\nconsole.log(process.hrtime.bigint())',
      { source: 'Math.random()', tags: ['nbval-check-output'] },
      'Math.random()',
    ];
    const strict = await checked(cells, (json) => json);
    assert.deepEqual(mismatches(strict.error), ['cell-3: text/plain differs', 'cell-4: text/plain differs']);
    const lax = await checked(cells, (json) => json, { mode: 'lax' });
    assert.deepEqual(mismatches(lax.error), ['cell-3: text/plain differs']);
  });

  it('runs no cell marked nbval-skip, and expects the exception of one marked so', async () => {
    const saved = join(folder, 'marked.ipynb');
    const cells = [
      "throw new Error('expected')\n// NBVAL_RAISES_EXCEPTION",
      '// NBVAL_SKIP\nthrow new Error("no")',
      '1',
    ];
    const notebook = sketchNotebook(cells, 'tslab');
    codeCell(notebook, 0).outputs = [
      { output_type: 'error', ename: 'Error', evalue: 'expected', traceback: [] },
    ];
    codeCell(notebook, 2).outputs = [
      { output_type: 'execute_result', data: { 'text/plain': '1' }, metadata: {}, execution_count: 1 },
    ];
    await writeFile(saved, serializeNotebook(notebook));
    const options = { kernelDirs: [tslabKernelDir] };
    const { cells: ran } = await executeNotebook(saved, null, { ...options, check: true });
    assert.deepEqual(
      ran.map(({ status }) => status),
      ['completed', 'skipped', 'completed'],
    );
    await assert.rejects(
      executeNotebook(saved, null, options),
      CellExecutionError,
      'unchecked, they mean nothing',
    );
  });

  it('applies sanitizers, its own ones and given ones', async () => {
    const cells = [
      "import { randomUUID } from 'node:crypto';\nrandomUUID()",
      "console.log('took ' + Math.random() + ' ms')",
      'new Date().toISOString()',
    ];
    const strict = await checked(cells, (json) => json);
    assert.deepEqual(mismatches(strict.error), ['cell-2: stdout differs', 'cell-3: text/plain differs']);
    const sanitizers = parseSanitizers('regex: took \\S+ ms\nreplace: took MS', 'f');
    const sanitized = await checked(cells, (json) => json, { sanitizers, builtIn: ['uuids', 'times'] });
    assert.equal(sanitized.error, undefined);
    const bare = await checked(cells, (json) => json, { sanitizers, builtIn: [] });
    assert.deepEqual(mismatches(bare.error), ['cell-1: text/plain differs', 'cell-3: text/plain differs']);
  });

  it('takes secrets out of what is saved, so that no difference shows them', async () => {
    const cells = [{ source: "let token: string = '';", tags: ['parameters'] }, 'console.log(token)'];
    const secret = { kernelDirs: [tslabKernelDir], parameters: { token: 'hunter22' }, secrets: ['token'] };
    const notebook = sketchNotebook(cells, 'tslab');
    codeCell(notebook, 1).outputs = [{ output_type: 'stream', name: 'stdout', text: 'hunter22\n' }];
    assert.equal((await executeNotebook(notebook, null, { ...secret, check: true })).ok, true);
    codeCell(notebook, 1).outputs = [{ output_type: 'stream', name: 'stdout', text: 'old: hunter22\n' }];
    const error: unknown = await executeNotebook(notebook, null, { ...secret, check: true }).catch(
      (reason: unknown) => reason,
    );
    assert.deepEqual(mismatches(error), ['cell-2: stdout differs']);
    assert.doesNotMatch(JSON.stringify(error), /hunter22/);
  });

  it('says what failed where a cell fails, and names those before that differ', async () => {
    const cells = ["console.log('a')", 'if (process.env.CHECKED) throw new Error("broken")', '1'];
    const notebook = sketchNotebook(cells, 'tslab');
    codeCell(notebook, 0).outputs = [{ output_type: 'stream', name: 'stdout', text: 'b\n' }];
    const options = { kernelDirs: [tslabKernelDir], env: { CHECKED: '1' }, check: true };
    const error: unknown = await executeNotebook(notebook, null, options).catch((reason: unknown) => reason);
    assert.ok(error instanceof CellExecutionError);
    assert.deepEqual(
      error.executed.cells.map(({ status, error: report }) => [status, report?.ename]),
      [
        ['failed', 'OutputMismatch'],
        ['failed', 'Error'],
        ['pending', undefined],
      ],
    );
  });

  it('refuses a notebook without saved outputs, and an output over the input, before a kernel starts', async () => {
    const input = join(folder, 'bare.ipynb');
    await writeFile(input, serializeNotebook(sketchNotebook(['1'], 'no-such-kernel')));
    const options = { kernelDirs: [tslabKernelDir], kernelName: 'tslab' };
    await assert.rejects(executeNotebook(input, null, { ...options, check: true }), {
      code: 'NOTHING_TO_CHECK',
      message: /bare\.ipynb was saved without outputs, so that there is nothing to check\. Execute it once/,
    });
    await assert.rejects(
      executeNotebook(input, join(folder, '.', 'bare.ipynb'), { ...options, check: true }),
      {
        code: 'NOTEBOOK_IO',
        message: /would be written over it/,
      },
    );
    const lax = await executeNotebook(input, null, { ...options, check: { mode: 'lax' } });
    assert.equal(textOf(codeCell(lax.notebook, 0)), '');
  });
});

describe('Checking saved outputs in ipykernel', { skip: withoutPython, concurrency: 2 }, () => {
  let options: ExecuteOptions = {};
  before(async () => {
    const requirements = join(import.meta.dirname, 'conformance/requirements.txt');
    const { dir } = await ensurePythonEnvironment({ requirements });
    const binaries = join(dir, process.platform === 'win32' ? 'Scripts' : 'bin');
    const kernelDirs = [join(dir, 'share/jupyter/kernels/python3')];
    options = { kernelDirs, env: { PATH: [binaries, process.env.PATH].join(delimiter) } };
  });

  it('knows what differs each time: addresses, temporary files, warnings from a cell’s own file', async () => {
    const cells = [
      'class Foo: pass\nFoo()',
      'import tempfile; print(tempfile.mkdtemp())',
      'import warnings; warnings.warn("old")',
      'import sys\nfor i in range(300):\n    print(i); print(-i, file=sys.stderr)',
      'import uuid; uuid.uuid4()',
    ];
    const { error } = await checked(cells, (json) => json, true, options, 'python3');
    assert.equal(error, undefined);
  });
});
