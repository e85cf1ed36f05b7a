import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { executeNotebook, serializeNotebook } from '../../scripts/papermill-js/src/index.js';
import { parseStyledNotebook } from '../../scripts/papermill-js/src/notebook/read.js';
import { splitLines } from '../../scripts/papermill-js/src/notebook/split-lines.js';
import { notebookPieces } from '../../scripts/papermill-js/src/notebook/write.js';
import { jsonValues } from './support/json-values.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';

const folder = temporaryFolder({ after });

/** The text of a notebook that was read from this text and is written again. */
function rewritten(json: string): string {
  const { notebook, style } = parseStyledNotebook(json, 'x');
  return [...notebookPieces(notebook, style)].join('');
}

const code = (rest: object): object => ({
  cell_type: 'code',
  execution_count: null,
  id: 'a',
  metadata: {},
  outputs: [],
  ...rest,
});
const colab = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { vendor: { z: 1, a: [] }, kernelspec: { name: 'scripted', display_name: 's' } },
  cells: [
    { cell_type: 'markdown', source: ['# ação\n', 'b'], metadata: { id: 'x' }, id: 'm' },
    {
      cell_type: 'code',
      source: ['k.print("1")'],
      metadata: { tags: [] },
      id: 'c',
      execution_count: null,
      outputs: [],
    },
  ],
};
const sorted = {
  cells: [code({ source: ['1\n', '2'] })],
  metadata: { a: { '9': 1, b: 2 }, kernelspec: { display_name: 's', name: 'scripted' } },
  nbformat: 4,
  nbformat_minor: 5,
};

describe('A notebook that is read and written again', () => {
  it('is the same, whoever has written it', () => {
    const texts = [
      `${JSON.stringify(sorted, null, 1)}\n`,
      `${JSON.stringify(colab, null, 2)}\n`,
      JSON.stringify(colab, null, 4),
      `${JSON.stringify(colab, null, '\t')}\n`,
      `${JSON.stringify(colab, null, 2)}\n`.replaceAll('\n', '\r\n'),
      `${JSON.stringify({ ...sorted, cells: [code({ source: '1\n2' }), code({ id: 'b', source: '' })] }, null, 1)}\n`,
      `${JSON.stringify({ ...sorted, cells: [], nbformat_minor: 7, newer: { b: 1, a: 2 } }, null, 1)}\n`,
      `${JSON.stringify(sorted, null, 1).replace('"b": 2', '"b": 2.0,\n   "big": 12345678901234567890,\n   "c": [\n    1.50,\n    -0,\n    1e5,\n    "1.0",\n    3\n   ]')}\n`,
    ];
    for (const text of texts) assert.equal(rewritten(text), text);
  });

  it('is the same with any metadata and any outputs, and so is one that nbformat’s layout was given', () => {
    for (const [at, value] of jsonValues(300).entries()) {
      const metadata = { ...sorted.metadata, vendor: value };
      const text = String(value && typeof value === 'object' ? JSON.stringify(value) : value);
      const outputs = [
        { name: 'stdout', output_type: 'stream', text },
        {
          data: { 'application/json': value, 'text/plain': text },
          metadata: {},
          output_type: 'display_data',
        },
      ];
      const cells = [code({ outputs, source: text })];
      const indent = [1, 2, '\t'][at % 3];
      const written = rewritten(JSON.stringify({ ...colab, metadata, cells }, null, indent));
      assert.equal(rewritten(written), written);
      const given = parseStyledNotebook(JSON.stringify({ ...colab, metadata, cells }), 'x');
      assert.deepEqual(parseStyledNotebook(written, 'x').notebook, given.notebook);
      assert.deepEqual(given.notebook.metadata, metadata);
      const { notebook } = parseStyledNotebook(written, 'x');
      const laidOut = serializeNotebook(notebook);
      assert.equal(rewritten(laidOut), laidOut);
      assert.deepEqual(parseStyledNotebook(laidOut, 'x').notebook, notebook);
    }
  });

  it('in one line, or with a byte order mark, gets nbformat’s layout', () => {
    const laidOut = `${JSON.stringify(sorted, null, 1)}\n`;
    assert.equal(rewritten(JSON.stringify(sorted)), laidOut);
    assert.equal(rewritten(`\uFEFF${laidOut}`), laidOut);
  });

  it('loses what nbformat forbids, and what only holds where it was', () => {
    const loose = {
      ...sorted,
      foreign: 1,
      cells: [{ ...code({ source: [] }), foreign: 2, metadata: { trusted: true, kept: 1 } }],
      metadata: { orig_nbformat: 3, signature: 'x', kept: 2 },
    };
    const { notebook } = parseStyledNotebook(JSON.stringify(loose), 'x');
    assert.deepEqual(Object.keys(notebook).sort(), ['cells', 'metadata', 'nbformat', 'nbformat_minor']);
    assert.deepEqual([notebook.metadata, notebook.cells[0]?.metadata], [{ kept: 2 }, { kept: 1 }]);
    assert.ok(!('foreign' in (notebook.cells[0] ?? {})));
    const wrong = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {1.0: 1}, "cells": []}';
    assert.throws(() => parseStyledNotebook(wrong, 'x'), /not JSON/);
  });

  it('differs after a run in what the run has changed', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const [path, again] = [join(folder, 'in.ipynb'), join(folder, 'again.ipynb')];
    const before = JSON.stringify(colab, null, 2).replaceAll('\n', '\r\n');
    await writeFile(path, before);
    await executeNotebook(path, path, { kernelDirs });
    const lines = (text: string): string[] => text.split('\n');
    const result = await readFile(path, 'utf8');
    const removed = lines(before).filter((line) => !lines(result).includes(line));
    assert.deepEqual(
      removed.map((line) => line.trim()),
      ['"id": "x"', '"tags": []', '"execution_count": null,', '"outputs": []'],
    );
    assert.ok(result.indexOf('"nbformat"') < result.indexOf('"cells"') && !/[^\r]\n|\n$/.test(result));
    await executeNotebook(path, again, { kernelDirs });
    const withoutTimes = (text: string): string =>
      text
        .replaceAll(/"[\d-]+T[\d:.]+(Z|\+00:00)"/g, 'T')
        .replaceAll(/("duration": )[\d.]+/g, '$1D')
        .replace(/again|in(?=\.ipynb)/g, 'N');
    const [first, second] = [result, await readFile(again, 'utf8')].map(withoutTimes);
    assert.equal(second, first);
  });
});

describe('Lines', () => {
  it('end where Python ends them', () => {
    assert.deepEqual(
      [...splitLines('a\nb\r\nc\rd\u2028e\x0cf\n\n')],
      ['a\n', 'b\r\n', 'c\r', 'd\u2028', 'e\x0c', 'f\n', '\n'],
    );
    assert.deepEqual([...splitLines('a\n\nb')], ['a\n', '\n', 'b']);
    assert.deepEqual([...splitLines('')], []);
  });
});
