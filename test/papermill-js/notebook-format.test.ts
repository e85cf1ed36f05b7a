import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  executeNotebook,
  type NotebookEvent,
  NotebookFormatError,
  NotebookIoError,
  parseNotebook,
  readNotebook,
  serializeNotebook,
} from '../../scripts/papermill-js/src/index.js';
import { writeAtomically } from '../../scripts/papermill-js/src/io/write-atomically.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { assertValid, fixture, readValid, sketchNotebook } from './support/notebooks.js';

function refusal(notebook: unknown): string {
  try {
    parseNotebook(typeof notebook === 'string' ? notebook : JSON.stringify(notebook), 'x.ipynb');
  } catch (error) {
    assert.ok(error instanceof NotebookFormatError);
    return error.message;
  }
  throw new assert.AssertionError({ message: 'the notebook was accepted' });
}

describe('Reading a notebook', () => {
  it('says what is wrong with what is no notebook, and where', () => {
    assert.match(refusal(''), /x\.ipynb .* it is empty/);
    assert.match(refusal('{'), /not JSON/);
    assert.match(refusal([]), /expected a JSON object, got an array/);
    assert.match(refusal({ nbformat: 1, cells: [] }), /expected nbformat 2, 3 or 4, got 1.*nbconvert/);
    assert.match(refusal({ nbformat: 3 }), /cells: expected an array/);
    assert.match(refusal({ nbformat: 4 }), /cells: expected an array/);
    const withCell = (cell: unknown): string => refusal({ nbformat: 4, cells: [cell] });
    assert.match(
      withCell({ cell_type: 'code', source: 7 }),
      /cells\[0\]\.source: expected a string .* got number/,
    );
    assert.match(withCell({ cell_type: 'heading', source: '' }), /cells\[0\]\.cell_type: .* got "heading"/);
    assert.match(
      withCell({ cell_type: 'code', source: '', outputs: {} }),
      /cells\[0\]\.outputs: expected an array/,
    );
  });

  it('names the file that is not there', async () => {
    await assert.rejects(readNotebook('missing.ipynb'), (error) => {
      return error instanceof NotebookIoError && /missing\.ipynb .* no such file/.test(error.message);
    });
  });

  it('gives cells without a usable id one that is the same each time', () => {
    const cell = { cell_type: 'code', source: '1', metadata: {}, outputs: [], execution_count: null };
    const cells = [cell, { ...cell, id: 'keep' }, { ...cell, id: 'keep' }, { ...cell, id: 'not valid!' }];
    const read = (): string[] =>
      parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 2, metadata: {}, cells }), 'x').cells.map(
        ({ id }) => id,
      );
    const ids = read();
    assert.deepEqual(read(), ids);
    assert.equal(ids[1], 'keep');
    assert.equal(new Set(ids).size, 4);
  });

  it('warns of ids that had to be replaced, and names the old and the new ones', async () => {
    const cell = { cell_type: 'markdown' as const, source: 'text', metadata: {} };
    const given = [cell, { ...cell, id: 'keep' }, { ...cell, id: 'keep' }, { ...cell, id: 'not valid!' }];
    const warningsOf = async (cells: typeof given): Promise<string[]> => {
      const warnings: string[] = [];
      const onEvent = (event: NotebookEvent) => event.type === 'warning' && warnings.push(event.message);
      const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
      const executed = await executeNotebook(notebook, null, { prepareOnly: true, onEvent });
      const ids = executed.notebook.cells.map(({ id }) => id);
      return warnings.map((text) => text.replaceAll(/\b[0-9a-f]{8}\b/g, (id) => `id ${ids.indexOf(id) + 1}`));
    };
    assert.deepEqual(await warningsOf(given), [
      'Ids of cells that nbformat does not allow (it wants 1 to 64 letters, digits, - and _, each id once) were ' +
        'replaced: "keep" of cell 3 is id 3, "not valid!" of cell 4 is id 4.',
    ]);
    assert.deepEqual(await warningsOf(given.slice(0, 2)), []);
    const [many = ''] = await warningsOf(Array.from({ length: 9 }, () => ({ ...cell, id: 'same' })));
    assert.match(many, /"same" of cell 6 is id 6, and 3 more\.$/);
  });
});

describe('Writing a notebook', () => {
  it('upgrades nbformat 4.0 to a valid 4.5 and keeps foreign metadata', async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'out.ipynb');
    const kernelDirs = [await scriptedKernel(folder)];
    await executeNotebook(fixture('nbformat-4.0-with-foreign-metadata'), path, { kernelDirs });
    const saved = await readValid(path);
    assert.deepEqual([saved.nbformat, saved.nbformat_minor], [4, 5]);
    assert.deepEqual(saved.metadata.vendor, { alfa: 'ação', zeta: 1 });
    assert.deepEqual(saved.cells[0]?.metadata.slideshow, { slide_type: 'slide' });
    assert.deepEqual(saved.cells[1]?.outputs, [
      { name: 'stdout', output_type: 'stream', text: ['ação\n'] },
      {
        data: { 'application/json': ['a', 'b'], 'text/plain': ['x'] },
        metadata: {},
        output_type: 'display_data',
      },
    ]);
  });

  it('lays the file out as nbformat does: sorted keys, indent 1, non-ASCII kept, a newline at the end', async () => {
    const notebook = sketchNotebook(['let ação = 1;\nação']);
    const text = serializeNotebook(notebook);
    await assertValid(JSON.parse(text));
    assert.match(text, /^\{\n "cells": \[\n {2}\{\n {3}"cell_type": "code",\n {3}"execution_count": null,\n/);
    assert.match(text, /"let ação = 1;\\n",\n {4}"ação"\n/);
    assert.match(text, /"nbformat": 4,\n "nbformat_minor": 5\n\}\n$/);
    assert.equal(serializeNotebook(parseNotebook(text, 'again')), text);
  });

  it('makes missing folders, follows links, and leaves nothing beside the file', async (t) => {
    const folder = temporaryFolder(t);
    await writeAtomically(join(folder, 'a/b/c.txt'), 'one');
    await writeAtomically(join(folder, 'a/b/c.txt'), 'two');
    assert.equal(await readFile(join(folder, 'a/b/c.txt'), 'utf8'), 'two');
    assert.deepEqual(await readdir(join(folder, 'a/b')), ['c.txt']);
    if (process.platform === 'win32') return;
    await symlink(join(folder, 'a/b/c.txt'), join(folder, 'link'));
    await writeAtomically(join(folder, 'link'), 'three');
    assert.equal(await readFile(join(folder, 'a/b/c.txt'), 'utf8'), 'three');
  });

  it('takes a name as long as file systems have them', async (t) => {
    const folder = temporaryFolder(t);
    const name = `${'n'.repeat(249)}.ipynb`;
    await writeAtomically(join(folder, name), 'one');
    assert.deepEqual(await readdir(folder), [name]);
  });

  it('that cannot succeed fails before a kernel is started', async (t) => {
    const folder = temporaryFolder(t);
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'folder'));
    const kernelDirs = [await scriptedKernel(folder, ['--die-at-start'])];
    for (const path of [join(folder, 'file/x.ipynb'), join(folder, 'folder')]) {
      const run = executeNotebook(sketchNotebook(["k.print('x')"]), path, { kernelDirs });
      await assert.rejects(run, (error) => error instanceof NotebookIoError && error.path === path);
    }
    assert.deepEqual((await readdir(folder)).sort(), ['file', 'folder', 'scripted']);
  });
});
