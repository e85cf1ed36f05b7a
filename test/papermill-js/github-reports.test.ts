import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  ExecutionCancelledError,
  executeNotebook,
  githubAnnotations,
  githubSummary,
  KernelNotFoundError,
  notebookResult,
  runResult,
  serializeNotebook,
} from '../../scripts/papermill-js/src/index.js';
import { findSourceLines } from '../../scripts/papermill-js/src/reports/source-lines.js';
import { temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { codeCell, sketchNotebook } from './support/notebooks.js';
import { sketchExecuted, sketchResult } from './support/runs.js';

const root = temporaryFolder({ after });

const boom = {
  ename: 'TypeError',
  evalue: '50 % off, a: b',
  traceback: ['\u001b[31mTypeError\u001b[0m: 50 % off', 'at Cell[1]:2:7'],
};
const failed = { 0: { status: 'failed', error: boom } } as const;

describe('Annotations on GitHub', () => {
  it('stand at the failing line in the notebook’s file, escaped as GitHub wants it', async () => {
    const cells = ['const a = 1;\nthrow new TypeError();\nconst b = 2;'];
    await mkdir(join(root, 'a,b'));
    const path = join(root, 'a,b/n.ipynb');
    const text = serializeNotebook(sketchNotebook(cells));
    await writeFile(path, text);
    const annotations = await githubAnnotations(runResult([sketchResult(path, cells, failed)]), root);
    const line = text.split('\n').findIndex((candidate) => candidate.includes('throw')) + 1;
    assert.equal(
      annotations,
      `::error file=a%2Cb/n.ipynb,line=${line},title=a%2Cb/n.ipynb%2C cell 1%2C line 2::` +
        'TypeError: 50 %25 off, a: b%0A%0ATypeError: 50 %25 off%0Aat Cell[1]:2:7\n',
    );
  });

  it('find the line in what this project’s kernel says', async () => {
    const cells = [
      'const f = (x: number) => {\n  throw new TypeError("no " + x);\n};',
      '// call it\n\nf(\n  1,\n);',
    ];
    const notebook = sketchNotebook(cells, 'tslab');
    const path = join(root, 'real.ipynb');
    const text = serializeNotebook(notebook);
    await writeFile(path, text);
    const error: unknown = await executeNotebook(path, null, { kernelDirs: [tslabKernelDir] }).catch(
      (e) => e,
    );
    const annotations = await githubAnnotations(runResult([notebookResult(path, { error })]), root);
    const line = text.split('\n').findIndex((candidate) => candidate.includes('"f(')) + 1;
    assert.match(
      annotations,
      new RegExp(`^::error file=real\\.ipynb,line=${line},title=.*::TypeError: no 1%0A`),
    );
  });

  it('name only the file for what is no cell’s, and nothing where nothing failed', async () => {
    const missing = notebookResult(join(root, 'x.ipynb'), {
      error: new KernelNotFoundError('nope', ['/d'], []),
    });
    const annotations = await githubAnnotations(runResult([missing]), root);
    assert.match(
      annotations,
      /^::error file=x\.ipynb,title=x\.ipynb::KernelNotFoundError: No kernel named 'nope'.*%0A.*\n$/,
    );
    assert.equal(await githubAnnotations(runResult([sketchResult('a.ipynb', ['1'])]), root), '');
    const error = new ExecutionCancelledError(new Error('enough')).attach(sketchExecuted('a.ipynb', ['1']));
    const cancelled = notebookResult('a.ipynb', { error });
    assert.equal(await githubAnnotations(runResult([cancelled]), root), '');
  });

  it('are ten at most, the last of which tells of the rest', async () => {
    const results = Array.from({ length: 13 }, (_, index) => sketchResult(`${index}.ipynb`, ['1'], failed));
    const lines = (await githubAnnotations(runResult(results), root)).trimEnd().split('\n');
    assert.equal(lines.length, 10);
    assert.match(lines[9] ?? '', /::4 more failures are in the log\.$/);
  });
});

describe('The lines of a notebook’s file', () => {
  it('are found however the source is divided', () => {
    const notebook = sketchNotebook(['a\nb\n\nc', 'x']);
    const text = JSON.stringify(
      {
        cells: [
          { id: 'cell-1', source: ['a\nb\n', '\n', 'c'] },
          { source: 'x', id: 'cell-2' },
        ],
      },
      null,
      1,
    );
    const lines = findSourceLines(text);
    const [cell, other] = [codeCell(notebook, 0), codeCell(notebook, 1)];
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((line) => lines.lineOf(cell, line)),
      [6, 6, 7, 8, undefined],
    );
    assert.equal(lines.lineOf(other, 1), 12);
    assert.equal(lines.lineOf({ ...cell, source: 'changed' }, 1), undefined);
  });
});

describe('The job summary on GitHub', () => {
  it('tells of each notebook in a row, failures first, and of each failure to fold out', async () => {
    const run = runResult([
      sketchResult('good.ipynb', ['1', '2']),
      sketchResult(
        'b|d.ipynb',
        ['```\nthrow', '2'],
        { ...failed, 1: { status: 'pending' } },
        { attempts: 2 },
      ),
    ]);
    const summary = await githubSummary(run, { workspace: root });
    assert.match(
      summary,
      /^### ❌ 1 of 2 notebooks passed in 2\.47 s\n\n\| \| Notebook \| Code cells \| Time \|\n/,
    );
    const bad = '| ❌ failed, attempt 2 | <code>b&#124;d.ipynb</code> | 0 of 2 | 1.23 s |';
    assert.ok(summary.includes(`${bad}\n| ✅ passed | <code>good.ipynb</code> | 2 of 2 | 1.23 s |\n`));
    assert.match(
      summary,
      /<details><summary><b>b\|d\.ipynb, cell 1, line 2<\/b>: TypeError: 50 % off, a: b</,
    );
    assert.match(summary, /\n````text\n```\nthrow\n````\n/, 'the fence is longer than those in the source');
    assert.match(summary, /\n```text\nTypeError: 50 % off\nat Cell\[1\]:2:7\n```\n/);
  });

  it('leaves out what does not fit, and says so', async () => {
    const traceback = ['é'.repeat(5000)];
    const results = Array.from({ length: 300 }, (_, index) =>
      sketchResult(`${index}.ipynb`, ['1'], { 0: { status: 'failed', error: { ...boom, traceback } } }),
    );
    const summary = await githubSummary(runResult(results));
    const bytes = Buffer.byteLength(summary);
    assert.ok(bytes <= 1024 * 1024 && bytes > 1024 * 1000, String(bytes));
    assert.match(summary, /<\/details>\n\nThe rest did not fit into the summary\.\n$/);
    assert.ok(Buffer.byteLength(await githubSummary(runResult(results), { maxBytes: 500 })) <= 500);
  });
});
