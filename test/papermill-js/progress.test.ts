import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import picocolors from 'picocolors';
import { Progress, type ProgressOptions } from '../../scripts/papermill-js/src/cli/progress.js';
import type { NotebookEvent } from '../../scripts/papermill-js/src/index.js';

const start: NotebookEvent = {
  type: 'notebook-start',
  inputPath: 'a/b.ipynb',
  outputPath: null,
  cellCount: 12,
};
const cellStart: NotebookEvent = { type: 'cell-start', index: 4, id: 'x', source: '\nlet a = 1;\na' };
const completed = { index: 4, id: 'x', status: 'completed', durationMs: 1500 } as const;

function display(options: Partial<ProgressOptions>) {
  const written: string[] = [];
  const clock = { now: 0 };
  const progress = new Progress({
    write: (text) => written.push(text),
    live: false,
    columns: () => 40,
    logOutput: false,
    logLevel: 'INFO',
    progressBar: true,
    colors: picocolors.createColors(false),
    now: () => clock.now,
    ...options,
  });
  return { progress, written, clock };
}

describe('The progress display', () => {
  it('adds a line for each cell where it is no terminal', () => {
    const { progress, written } = display({});
    progress.onEvent(start);
    progress.onEvent(cellStart);
    assert.deepEqual(written, []);
    progress.onEvent({ type: 'cell-end', cell: completed });
    progress.close();
    assert.deepEqual(written, ['[ 5/12] 1.50 s  ok  let a = 1;\n']);
  });

  it('says of a long cell that it is still running', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { progress, written, clock } = display({});
    progress.onEvent(start);
    progress.onEvent(cellStart);
    clock.now = 30_000;
    t.mock.timers.tick(30_000);
    progress.close();
    assert.deepEqual(written, ['[ 5/12] 30.0 s  let a = 1;  (still running)\n']);
  });

  it('rewrites one line on a terminal, as wide as that is, and takes it away at the end', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { progress, written, clock } = display({ live: true, columns: () => 30 });
    progress.onEvent(start);
    clock.now = 2000;
    progress.onEvent(cellStart);
    clock.now = 2100;
    t.mock.timers.tick(100);
    progress.onEvent({ type: 'cell-end', cell: completed });
    progress.close();
    const erase = '\r\u001b[2K';
    assert.deepEqual(written, [
      `${erase}b.ipynb 0.00 s  starting the…`,
      `${erase}b.ipynb [ 5/12] 0.00 s  let …`,
      `${erase}b.ipynb [ 5/12] 0.10 s  let …`,
      erase,
    ]);
  });

  it('shows only warnings when it is turned off', () => {
    const { progress, written } = display({ progressBar: false });
    for (const event of [start, cellStart, { type: 'warning', message: 'look' } as const])
      progress.onEvent(event);
    progress.close();
    assert.deepEqual(written, ['warning: look\n']);
  });
});
