import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Notebook } from '../../scripts/papermill-js/src/index.js';
import { normalizeNotebook } from '../../scripts/papermill-js/src/notebook/read.js';
import { firstChangedCell, keptCells } from '../../scripts/papermill-js/src/resume/first-changed-cell.js';

interface Sketch {
  readonly id: string;
  readonly source?: string;
  readonly status?: 'completed' | 'failed' | 'pending' | 'running';
  readonly tags?: readonly string[];
  readonly type?: 'markdown';
}

/** A notebook of these cells; without a source of its own, a cell has its id's. */
function notebook(cells: readonly (string | Sketch)[], metadata: object = { papermill: {} }): Notebook {
  const value = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript' }, ...metadata },
    cells: cells.map((sketch) => {
      const {
        id,
        source = `run(${id})`,
        status = 'completed',
        tags = [],
        type = 'code',
      } = typeof sketch === 'string' ? ({ id: sketch } as Sketch) : sketch;
      return { cell_type: type, id, source, metadata: { tags, papermill: { status } } };
    }),
  };
  return normalizeNotebook(value, 'sketch').notebook;
}

const text = (id: string): Sketch => ({ id, type: 'markdown' });

describe('The first cell to run again', () => {
  const before = notebook([text('title'), 'a', 'b', 'c']);
  const cases: readonly { title: string; now: readonly (string | Sketch)[]; start: [number, string] }[] = [
    { title: 'is none where nothing changed', now: [text('title'), 'a', 'b', 'c'], start: [4, 'unchanged'] },
    {
      title: 'is the one whose source changed',
      now: [text('title'), 'a', { id: 'b', source: 'other' }, 'c'],
      start: [2, 'changed'],
    },
    { title: 'is one put between others', now: ['a', 'b', 'new', 'c'], start: [2, 'inserted'] },
    { title: 'is one added at the end', now: [text('title'), 'a', 'b', 'c', 'd'], start: [4, 'inserted'] },
    { title: 'is the one after a deleted one', now: [text('title'), 'a', 'c'], start: [2, 'deleted'] },
    { title: 'is none where the last was deleted', now: [text('title'), 'a', 'b'], start: [3, 'deleted'] },
    { title: 'is the one moved up', now: [text('title'), 'b', 'a', 'c'], start: [1, 'moved'] },
    {
      title: 'is the one after code that became text',
      now: [text('title'), 'a', text('b'), 'c'],
      start: [3, 'deleted'],
    },
    {
      title: 'is the one after code that is now to be skipped',
      now: [text('title'), 'a', { id: 'b', tags: ['skip-execution'] }, 'c'],
      start: [3, 'deleted'],
    },
    {
      title: 'is one whose exception is expected from now on',
      now: ['a', { id: 'b', tags: ['raises-exception'] }, 'c'],
      start: [1, 'changed'],
    },
    {
      title: 'does not depend on text, blank code, other tags or new ids',
      now: [
        { id: 'x', source: 'run(a)' },
        text('more'),
        'b',
        { id: 'blank', source: ' \n' },
        { id: 'c', tags: ['slow'] },
      ],
      start: [5, 'unchanged'],
    },
    {
      title: 'is the one with a new id and a new source in the place of another',
      now: ['a', { id: 'x', source: 'other' }, 'c'],
      start: [1, 'changed'],
    },
  ];
  for (const { title, now, start } of cases) {
    it(title, () => {
      const { index, reason } = firstChangedCell(before, notebook(now));
      assert.deepEqual([index, reason], start);
    });
  }

  it('is the one that failed, or that was not reached, where nothing before it changed', () => {
    const failed = [
      text('title'),
      'a',
      { id: 'b', status: 'failed' },
      { id: 'c', status: 'pending' },
    ] as const;
    const now = notebook([text('title'), 'a', 'b', 'c']);
    assert.deepEqual(firstChangedCell(notebook(failed), now), { index: 2, reason: 'failed' });
    const mended = notebook([text('title'), 'a', { id: 'b', source: 'mended' }, 'c']);
    assert.deepEqual(firstChangedCell(notebook(failed), mended), { index: 2, reason: 'changed' });
    const killed = notebook([text('title'), 'a', { id: 'b', status: 'running' }, 'c']);
    assert.deepEqual(firstChangedCell(killed, now), { index: 2, reason: 'not-run' });
    const earlier = notebook([text('title'), { id: 'a', source: 'other' }, 'b', 'c']);
    assert.deepEqual(firstChangedCell(notebook(failed), earlier), { index: 1, reason: 'changed' });
  });

  it('is counted without the marks of an earlier failure', () => {
    const marker = (id: string): Sketch => ({ ...text(id), tags: ['papermill-error-cell-tag'] });
    const failed = notebook([marker('m'), 'a', marker('n'), { id: 'b', status: 'failed' }]);
    assert.deepEqual(firstChangedCell(failed, notebook(['a', 'b'])), { index: 1, reason: 'failed' });
  });

  it('is the injected one where the parameters changed', () => {
    const injected = (source: string): Sketch => ({ id: 'p', source, tags: ['injected-parameters'] });
    const was = notebook(['a', injected('n = 1'), 'b']);
    assert.deepEqual(firstChangedCell(was, notebook(['a', injected('n = 2'), 'b'])), {
      index: 1,
      reason: 'changed',
    });
    assert.deepEqual(firstChangedCell(was, notebook(['a', 'b'])), { index: 1, reason: 'deleted' });
  });

  it('is the very first where another kernel is asked for, or nothing was executed before', () => {
    const same = notebook([text('title'), 'a', 'b', 'c']);
    assert.deepEqual(firstChangedCell(before, same, { kernelName: 'deno' }), {
      index: 0,
      reason: 'other-kernel',
    });
    assert.deepEqual(firstChangedCell(before, same, { kernelName: 'tslab' }).reason, 'unchanged');
    assert.deepEqual(firstChangedCell(notebook(['a'], {}), notebook(['a'])), {
      index: 0,
      reason: 'never-executed',
    });
  });

  it('leaves each cell before it with the outputs of the one that stood there', () => {
    const present = notebook([{ id: 'x', source: 'run(a)' }, text('new'), 'b', 'd']);
    const kept = keptCells(before, present, firstChangedCell(before, present));
    assert.deepEqual(
      kept.map((cells) => [cells.previous.id, cells.present.id]),
      [
        ['a', 'x'],
        ['b', 'b'],
      ],
    );
  });
});
