import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type NotebookTarget, targetFor } from '../../scripts/papermill-js/src/io/notebook-target.js';
import { writeAtomically } from '../../scripts/papermill-js/src/io/write-atomically.js';
import { CellTexts } from '../../scripts/papermill-js/src/notebook/cell-texts.js';
import { NotebookSaver, type SavePolicy } from '../../scripts/papermill-js/src/notebook/saver.js';
import { nbformatStyle } from '../../scripts/papermill-js/src/notebook/style.js';
import { temporaryFolder } from './support/kernels.js';
import { sketchNotebook } from './support/notebooks.js';

const folder = temporaryFolder({ after });

/** Which delays a saver has asked for, while nothing is written. */
function delaysOf(
  policy: SavePolicy,
  touches: readonly ('cell' | 'output')[],
  path: string | null = 'x',
): number[] {
  const delays: number[] = [];
  const real = globalThis.setTimeout;
  globalThis.setTimeout = ((_: unknown, delay: number) => {
    delays.push(delay);
    return real(() => undefined, 0);
  }) as typeof setTimeout;
  try {
    const saver = new NotebookSaver(
      sketchNotebook(['1']),
      new CellTexts(nbformatStyle),
      targetFor(path),
      policy,
    );
    for (const what of touches) saver.touch(what);
  } finally {
    globalThis.setTimeout = real;
  }
  return delays;
}

describe('Saving while the notebook runs', () => {
  const policy = { onCells: true, outputAfterMs: 30_000, isChangedUntold: true };

  it('follows cells within a second and output within the interval for it', () => {
    assert.deepEqual(delaysOf(policy, ['output', 'output', 'cell', 'output', 'cell']), [30_000, 1000]);
    assert.deepEqual(delaysOf(policy, ['cell', 'output']), [1000]);
  });

  it('leaves output alone where the interval is 0, and everything where only the end is saved', () => {
    assert.deepEqual(
      delaysOf({ onCells: true, outputAfterMs: 0, isChangedUntold: true }, ['output', 'cell']),
      [1000],
    );
    assert.deepEqual(
      delaysOf({ onCells: false, outputAfterMs: 30_000, isChangedUntold: true }, ['output', 'cell']),
      [],
    );
    assert.deepEqual(delaysOf(policy, ['cell'], '-'), []);
  });

  it('reaches what is far away at most once a minute', () => {
    assert.deepEqual(delaysOf(policy, ['cell', 'output'], 's3://bucket/x.ipynb'), [60_000]);
  });
});

describe('A notebook of 5,000 cells that takes half a second to write', () => {
  it('is written ten times while its cells run for a hundred seconds, and once at the end', async (t) => {
    let now = 0;
    let writes = 0;
    t.mock.method(performance, 'now', () => now);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const target: NotebookTarget = {
      isWritten: true,
      isRemote: false,
      leastIntervalMs: 1000,
      async write() {
        writes++;
        now += 500;
      },
    };
    const policy = { onCells: true, outputAfterMs: 30_000, isChangedUntold: false };
    const saver = new NotebookSaver(sketchNotebook(['1']), new CellTexts(nbformatStyle), target, policy);
    // Each cell begins and ends.
    for (let event = 0; event < 10_000; event++) {
      saver.touch('cell');
      now += 10;
      t.mock.timers.tick(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(writes, 10);
    await saver.save(true);
    assert.equal(writes, 11);
  });
});

describe('Writing a file', () => {
  it('replaces a file, and writes into what is none', { skip: process.platform === 'win32' }, async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'old');
    await writeAtomically(path, 'new');
    assert.equal(await readFile(path, 'utf8'), 'new');
    await writeAtomically('/dev/null', 'gone');
    assert.equal(await readFile('/dev/null', 'utf8'), '');
  });
});
