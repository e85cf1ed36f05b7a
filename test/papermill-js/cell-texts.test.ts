import assert from 'node:assert/strict';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type Engine,
  type ExecutedNotebook,
  ExecutionError,
  executeNotebook,
  type Notebook,
  type Output,
  parseNotebook,
  serializeNotebook,
} from '../../scripts/papermill-js/src/index.js';
import { targetFor } from '../../scripts/papermill-js/src/io/notebook-target.js';
import { inBlocks } from '../../scripts/papermill-js/src/io/write-atomically.js';
import { CellTexts } from '../../scripts/papermill-js/src/notebook/cell-texts.js';
import { NotebookSaver } from '../../scripts/papermill-js/src/notebook/saver.js';
import { nbformatStyle } from '../../scripts/papermill-js/src/notebook/style.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { type CellSketch, codeCell, sketchNotebook, textOf } from './support/notebooks.js';

const folder = temporaryFolder({ after });

function textOfPieces(texts: CellTexts, notebook: Notebook): string {
  return texts
    .pieces(notebook)
    .map((piece) => (typeof piece === 'string' ? piece : Buffer.concat([...piece]).toString('utf8')))
    .join('');
}

const long = (name: string): Output => ({
  output_type: 'stream',
  name: 'stdout',
  text: `${name} é\r\n`.repeat(40_000),
});
const short = (text: string): Output => ({
  output_type: 'display_data',
  data: { 'text/plain': text, 'image/png': 'a\nb' },
  metadata: {},
});

/** A notebook of so many ended cells, and the texts of it. */
function ended(count: number, scratchFolder?: string): { notebook: Notebook; texts: CellTexts } {
  const notebook = sketchNotebook(Array.from({ length: count }, (_, at) => `cell ${at}`));
  const texts = new CellTexts(nbformatStyle, scratchFolder);
  for (let at = 0; at < count; at++) {
    const cell = codeCell(notebook, at);
    cell.outputs.push(short(`s${at}`), ...(at % 2 ? [long(`l${at}`)] : []));
    texts.end(cell);
  }
  return { notebook, texts };
}

describe('The texts of cells', () => {
  it('are those of the notebook, with outputs in memory, in a file, and on their way', () => {
    const { notebook, texts } = ended(4);
    const expected = serializeNotebook(notebook);
    assert.equal(textOfPieces(texts, notebook), expected);
    texts.settle();
    assert.equal(textOfPieces(texts, notebook), expected);
    const early = texts.pieces(notebook);
    codeCell(notebook, 1).outputs.push(short('later'));
    const later = serializeNotebook(notebook);
    assert.notEqual(later, expected);
    assert.equal(textOfPieces(texts, notebook), later);
    const told = early.map((piece) =>
      typeof piece === 'string' ? piece : Buffer.concat([...piece]).toString(),
    );
    assert.equal(told.join(''), expected);
    texts.settle();
    texts.release();
    assert.equal(textOfPieces(texts, notebook), later);
  });

  it('that are short are written together, however many cells there are', () => {
    const notebook = sketchNotebook(Array.from({ length: 1000 }, (_, at) => `cell ${at}`));
    const texts = new CellTexts(nbformatStyle);
    for (let at = 0; at < 1000; at++) {
      const cell = codeCell(notebook, at);
      cell.outputs.push(short(`s${at}`));
      texts.end(cell);
    }
    texts.settle();
    const pieces = texts
      .pieces(notebook)
      .flatMap((piece): (string | Uint8Array)[] => (typeof piece === 'string' ? [piece] : [...piece]));
    assert.ok([...inBlocks(pieces)].length < 10);
  });

  it('stay in memory where there is no room for a file', () => {
    const { notebook, texts } = ended(4, join(folder, 'nowhere'));
    const expected = serializeNotebook(notebook);
    texts.settle();
    assert.equal(textOfPieces(texts, notebook), expected);
    assert.equal(textOf(codeCell(notebook, 3)).length, 40_000 * 'l3 é\r\n'.length);
  });

  it('give outputs back as they were, to be read, changed and replaced', () => {
    const { notebook, texts } = ended(4);
    const before = structuredClone(notebook);
    texts.settle();
    assert.deepEqual(structuredClone(notebook), before);
    texts.settle();
    assert.deepEqual(JSON.parse(JSON.stringify({ ...codeCell(notebook, 3) })), codeCell(before, 3));
    const cell = codeCell(notebook, 1);
    cell.outputs.push(short('more'));
    texts.settle();
    assert.equal(cell.outputs.length, 3);
    cell.outputs = [];
    assert.deepEqual(cell.outputs, []);
    assert.deepEqual(parseNotebook(textOfPieces(texts, notebook), 'x').cells[1], cell);
  });

  it('are made once for each cell that stays as it is', () => {
    const notebook = sketchNotebook(Array.from({ length: 50 }, () => 'x'));
    const made = { metadata: 0, outputs: 0 };
    const texts = new CellTexts(nbformatStyle);
    for (const cell of notebook.cells) cell.metadata.counted = { toJSON: () => ++made.metadata } as never;
    for (let at = 0; at < 50; at++) {
      const cell = codeCell(notebook, at);
      cell.outputs.push({
        output_type: 'display_data',
        data: { 'a/json': { toJSON: () => ++made.outputs } as never },
        metadata: {},
      });
      texts.end(cell);
      texts.settle();
      texts.pieces(notebook);
    }
    assert.deepEqual(made, { metadata: 50, outputs: 50 });
    texts.changed(codeCell(notebook, 7));
    texts.pieces(notebook);
    assert.deepEqual(made, { metadata: 51, outputs: 50 });
  });

  it('leave no outputs in memory, and no file behind', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const files = async (): Promise<string[]> =>
      (await readdir(tmpdir())).filter((name) => /^papermill-js-[\da-f]{8}-/.test(name));
    const { notebook, texts } = ended(2);
    const kept = [0, 1].map((at) => new WeakRef(codeCell(notebook, at).outputs));
    const there = await files();
    texts.settle();
    // A WeakRef holds what it refers to until the running job has ended.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    assert.deepEqual(
      kept.map((reference) => reference.deref()),
      [undefined, undefined],
    );
    if (process.platform !== 'win32') assert.deepEqual(await files(), there);
    assert.equal(textOf(codeCell(notebook, 1)).length, 40_000 * 'l1 é\r\n'.length);
  });
});

describe('A saved notebook', () => {
  it('holds what an engine has changed in place without a word', async () => {
    const path = join(folder, 'changed.ipynb');
    const meddler: Engine = {
      open: async () => ({
        kernelName: undefined,
        language: undefined,
        async run({ notebook, cells }) {
          for (const cell of cells) {
            cell.start();
            cell.end();
          }
          for (let look = 0; look < 600; look++) {
            if ((await readFile(path, 'utf8')).includes('"status": "completed"')) break;
            await sleep(50);
          }
          codeCell(notebook, 0).metadata.later = true;
          codeCell(notebook, 0).outputs.push(short('later'));
        },
      }),
    };
    const given = sketchNotebook(['1', '2']);
    const { notebook } = await executeNotebook(given, path, { engines: { meddler }, engineName: 'meddler' });
    const text = await readFile(path, 'utf8');
    assert.match(text, /"later": true/);
    assert.equal(text, serializeNotebook(notebook));
  });

  it('is in the end the notebook that was executed, whatever came of its cells', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const endings: readonly (readonly CellSketch[])[] = [
      [
        { source: '# text', type: 'markdown' },
        "k.print('a')",

        '',
        { source: '1', tags: ['skip-execution'] },
      ],
      ["k.print('a')", "throw new Error('no')", '1'],
      ["k.print('a')", { source: "throw new Error('no')", tags: ['raises-exception'] }, "k.print('b')"],
      ["k.print('a')", 'await k.exit(3)', '1'],
      ["k.print('a')", 'await k.interrupted', '1'],
      [
        "k.memory.p = k.parent; k.print('a')",

        "k.publish('error', { ename: 'E', evalue: 'late', traceback: [] }, k.memory.p)",
      ],
    ];
    await Promise.all(
      endings.map(async (cells, at) => {
        const path = join(folder, `ending-${at}.ipynb`);
        const options = { kernelDirs, executionTimeoutMs: 1500 };
        const error = await executeNotebook(sketchNotebook(cells), path, options).catch(
          (cause: unknown) => cause,
        );
        const { notebook } = error instanceof ExecutionError ? error.executed : (error as ExecutedNotebook);
        assert.equal(await readFile(path, 'utf8'), serializeNotebook(notebook), `ending ${at}`);
      }),
    );
  });

  it('is whole after updates of displays in cells that ended long ago, and late output of them', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const path = join(folder, 'late.ipynb');
    const notebook = sketchNotebook([
      "k.print('x'.repeat(50_000)); k.display({ 'text/plain': 'first' }, 'd'); k.print('begun '); k.memory.parent = k.parent",
      'await new Promise((resolve) => setTimeout(resolve, 1500))',
      "k.update({ 'text/plain': 'second' }, 'd'); k.publish('stream', { name: 'stdout', text: 'ended' }, k.memory.parent)",
    ]);
    const { notebook: executed } = await executeNotebook(notebook, path, { kernelDirs });
    const saved = parseNotebook(await readFile(path, 'utf8'), path);
    for (const one of [executed, saved]) {
      const [printed, display, rest] = codeCell(one, 0).outputs;
      assert.equal(printed?.text, 'x'.repeat(50_000));
      assert.deepEqual(display?.data, { 'text/plain': 'second' });
      assert.deepEqual(rest, { output_type: 'stream', name: 'stdout', text: 'begun ended' });
    }
  });

  it('may be longer than a string can be', async () => {
    const notebook = sketchNotebook(Array.from({ length: 6 }, () => '1'));
    const texts = new CellTexts(nbformatStyle);
    const data = 'x'.repeat(90_000_000);
    for (let at = 0; at < 6; at++) {
      const cell = codeCell(notebook, at);
      cell.outputs = [{ output_type: 'display_data', data: { 'image/png': data }, metadata: {} }];
      texts.end(cell);
      texts.settle();
    }
    let length = 0;
    let end = '';
    const write = async (pieces: Iterable<string | Uint8Array>): Promise<void> => {
      for (const piece of pieces) {
        length += piece.length;
        end = typeof piece === 'string' ? end + piece : '';
      }
    };
    const target = { ...targetFor(null), isWritten: true, write };
    const policy = { onCells: false, outputAfterMs: 0, isChangedUntold: false };
    await new NotebookSaver(notebook, texts, target, policy).save(true);
    assert.ok(length > 540_000_000);
    assert.match(end, /"nbformat_minor": 5\n\}\n$/);
  });

  it('takes the place of what runs that were killed have left beside it', async () => {
    const path = join(folder, 'killed.ipynb');
    const [old, fresh, other] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'mine'].map((name) =>
      join(folder, `.killed.ipynb.${name}.tmp`),
    );
    assert.ok(old && fresh && other);
    for (const file of [old, fresh, other]) await writeFile(file, 'half');
    for (const file of [old, other]) await utimes(file, new Date(0), new Date(0));
    await targetFor(path).write(['{}']);
    const names = (await readdir(folder)).filter((name) => name.includes('killed'));
    assert.deepEqual(names.sort(), [
      '.killed.ipynb.bbbbbbbbbbbb.tmp',
      '.killed.ipynb.mine.tmp',
      'killed.ipynb',
    ]);
  });
});
