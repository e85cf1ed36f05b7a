import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import picocolors from 'picocolors';
import type { DisplayOptions } from '../../scripts/papermill-js/src/cli/display/display.js';
import { GatheredText } from '../../scripts/papermill-js/src/cli/display/gathered-text.js';
import { LiveDisplay } from '../../scripts/papermill-js/src/cli/display/live-display.js';
import { openDisplay } from '../../scripts/papermill-js/src/cli/display/open-display.js';
import { PlainDisplay } from '../../scripts/papermill-js/src/cli/display/plain-display.js';
import type {
  ExecutedCell,
  NotebookEvent,
  NotebookResult,
  RunEvent,
} from '../../scripts/papermill-js/src/index.js';

const completed: ExecutedCell = { index: 4, id: 'x', status: 'completed', durationMs: 1500 };
const cellStart: NotebookEvent = { type: 'cell-start', index: 4, id: 'x', source: '\nlet a = 1;\na' };
const cellEnd: NotebookEvent = { type: 'cell-end', cell: completed };

function runStart(...notebooks: string[]): RunEvent {
  return { type: 'run-start', notebooks, jobs: 2 };
}

function of(notebook: string, event: NotebookEvent, index = 0): RunEvent {
  return { type: 'notebook-event', index, notebook, attempt: 1, event };
}

function begins(notebook: string, index = 0): RunEvent {
  return of(
    notebook,
    { type: 'notebook-start', inputPath: notebook, outputPath: null, cellCount: 12 },
    index,
  );
}

function prints(text: string, name: 'stdout' | 'stderr' = 'stdout'): NotebookEvent {
  return { type: 'output', index: 4, id: 'x', output: { output_type: 'stream', name, text }, text };
}

function ended(input: string, index: number, fields: Partial<NotebookResult> = {}): RunEvent {
  const result: NotebookResult = {
    input,
    output: null,
    outcome: 'passed',
    executed: undefined,
    error: undefined,
    attempts: 1,
    startedAt: new Date(0),
    durationMs: 2000,
    ...fields,
  };
  return { type: 'notebook-result', index, result };
}

function options(clock: { now: number }, given: Partial<DisplayOptions>): DisplayOptions {
  const colors = picocolors.createColors(false);
  const now = () => clock.now;
  return {
    eachCell: true,
    logOutput: false,
    logLevel: 'INFO',
    progressBar: true,
    colors,
    now,
    ...given,
  };
}

function plain(given: Partial<DisplayOptions> = {}) {
  const written: string[] = [];
  const clock = { now: 0 };
  const display = new PlainDisplay(options(clock, given), (text) => written.push(text));
  const show = (...events: RunEvent[]): void => events.forEach(display.onEvent);
  return { display, written, clock, show };
}

function live(given: Partial<DisplayOptions> = {}) {
  const printed: string[] = [];
  const clock = { now: 0 };
  const terminal = { drawn: '', columns: 40, rows: 24 };
  const display = new LiveDisplay(options(clock, given), {
    ...terminal,
    draw: (text) => {
      terminal.drawn = text;
    },
    print: (text) => printed.push(text),
    end: () => {
      terminal.drawn = '';
    },
  });
  const show = (...events: RunEvent[]): void => events.forEach(display.onEvent);
  return { display, printed, clock, terminal, show };
}

/** A terminal that says this of its size. */
class Terminal extends Writable {
  readonly isTTY = true;
  text = '';

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    super({
      write: (chunk, _, done) => {
        this.text += String(chunk);
        done();
      },
    });
  }
}

describe('The display on a terminal', () => {
  for (const [columns, rows] of [
    [0, 0],
    [80, 0],
    [0, 24],
    [80, 24],
  ] as const) {
    it(`tells of each notebook where it has ${columns} columns and ${rows} rows`, async () => {
      const terminal = new Terminal(columns, rows);
      const display = await openDisplay(options({ now: 0 }, { eachCell: false }), terminal, true);
      for (const event of [runStart('a', 'b'), begins('a'), ended('a', 0)]) display.onEvent(event);
      display.close();
      assert.match(terminal.text, /passed {2}a\n/);
    });
  }
});

describe('The log of one notebook', () => {
  it('names it with its result where its cells are not told of', () => {
    const { written, show } = plain({ eachCell: false });
    show(runStart('a/b.ipynb'), begins('a/b.ipynb'), of('a/b.ipynb', cellEnd), ended('a/b.ipynb', 0));
    assert.deepEqual(written, ['[1/1] passed  a/b.ipynb\n']);
  });

  it('has a line for each cell', () => {
    const { display, written, show } = plain();
    show(runStart('a/b.ipynb'), begins('a/b.ipynb'), of('a/b.ipynb', cellStart));
    assert.deepEqual(written, []);
    show(of('a/b.ipynb', cellEnd));
    display.close();
    assert.deepEqual(written, ['[ 5/12] 1.50 s  ok  let a = 1;\n']);
  });

  it('says of a long cell that it is still running', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { display, written, clock, show } = plain();
    show(runStart('b.ipynb'), begins('b.ipynb'), of('b.ipynb', cellStart));
    clock.now = 30_000;
    t.mock.timers.tick(30_000);
    display.close();
    assert.deepEqual(written, ['[ 5/12] 30.0 s  let a = 1;  (still running)\n']);
  });

  it('shows only warnings when it is turned off', () => {
    const { display, written, show } = plain({ progressBar: false });
    const warning: NotebookEvent = { type: 'warning', message: 'look' };
    show(runStart('b.ipynb'), begins('b.ipynb'), of('b.ipynb', cellStart), of('b.ipynb', warning));
    display.close();
    assert.deepEqual(written, ['warning: look\n']);
  });

  it('shows what cells print where that is wanted, without escape codes, its own lines apart', () => {
    const { display, written, show } = plain({ logOutput: true });
    show(runStart('b.ipynb'), begins('b.ipynb'), of('b.ipynb', cellStart));
    show(of('b.ipynb', prints('\u001b[31mred\u001b[0m')), of('b.ipynb', cellEnd));
    display.close();
    assert.deepEqual(written, ['red', '\n', '[ 5/12] 1.50 s  ok  let a = 1;\n']);
  });

  it('leaves out what is below the level that is asked for', () => {
    const { display, written, show } = plain({ logOutput: true, logLevel: 'WARNING', progressBar: false });
    show(runStart('b.ipynb'), begins('b.ipynb'));
    show(of('b.ipynb', prints('info\n')), of('b.ipynb', prints('problem\n', 'stderr')));
    display.close();
    assert.deepEqual(written, ['problem\n']);
  });
});

describe('The log of several notebooks', () => {
  it('has a line for each, as it ends, with the reason of a failure', () => {
    const { display, written, show } = plain({ eachCell: false });
    show(runStart('a.ipynb', 'b.ipynb'), begins('a.ipynb', 0), begins('b.ipynb', 1));
    show(of('a.ipynb', cellStart), of('a.ipynb', cellEnd));
    show(ended('b.ipynb', 1, { outcome: 'failed', error: new Error('Cell 3 failed\nin detail') }));
    show(ended('a.ipynb', 0, { attempts: 2 }));
    display.close();
    assert.deepEqual(written, [
      '[1/2] failed  b.ipynb  Cell 3 failed\n',
      '[2/2] passed  a.ipynb  2 attempts\n',
    ]);
  });

  it('says of cells and of what they print whose they are', () => {
    const { display, written, show } = plain({ logOutput: true });
    show(runStart('a.ipynb', 'b.ipynb'), begins('a.ipynb', 0), begins('b.ipynb', 1));
    show(of('a.ipynb', cellStart, 0), of('b.ipynb', cellStart, 1), of('b.ipynb', prints('x\ny\n'), 1));
    show(of('a.ipynb', cellEnd, 0));
    display.close();
    assert.deepEqual(written, ['b.ipynb: x\n', 'b.ipynb: y\n', 'a.ipynb [ 5/12] 1.50 s  ok  let a = 1;\n']);
  });
});

describe('The display on a terminal', () => {
  it('shows the notebook, its cell, how long that runs, and the last line that it printed', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { display, clock, terminal, printed, show } = live();
    show(runStart('a/b.ipynb'), begins('a/b.ipynb'));
    assert.equal(terminal.drawn, 'b.ipynb 0.00 s  starting the kernel');
    show(of('a/b.ipynb', cellStart), of('a/b.ipynb', prints('first\nlast\n\n')));
    clock.now = 100;
    t.mock.timers.tick(100);
    assert.equal(terminal.drawn, 'b.ipynb [ 5/12] 0.10 s  let a = 1;\n  │ last');
    show(of('a/b.ipynb', cellEnd));
    display.close();
    assert.equal(terminal.drawn, '', 'nothing of it is left at the end');
    assert.deepEqual(printed, [], 'a cell that passed leaves no line');
  });

  it('is never wider than the terminal', () => {
    const { display, terminal, show } = live();
    show(runStart('b.ipynb'), begins('b.ipynb'));
    show(of('b.ipynb', { ...cellStart, source: 'x'.repeat(100) } as NotebookEvent));
    assert.equal(terminal.drawn, `b.ipynb [ 5/12] 0.00 s  ${'x'.repeat(14)}…`);
    display.close();
  });

  it('keeps a line of each notebook that has ended, above those that run and the count', () => {
    const { display, terminal, printed, show } = live({ eachCell: false });
    show(runStart('a.ipynb', 'b.ipynb', 'c.ipynb'), begins('a.ipynb', 0), begins('b.ipynb', 1));
    show(ended('a.ipynb', 0, { outcome: 'failed', error: new Error('no') }), begins('c.ipynb', 2));
    assert.deepEqual(printed, ['failed  a.ipynb  no']);
    assert.equal(
      terminal.drawn,
      [
        'b.ipynb 0.00 s  starting the kernel',
        'c.ipynb 0.00 s  starting the kernel',
        '1 of 3 notebooks, 1 failed, 0.00 s',
      ].join('\n'),
    );
    display.close();
  });
});

describe('Lines of a log', () => {
  it('that come close together are written at once, and none stays behind', async () => {
    const writes: string[] = [];
    let written = (): void => undefined;
    const stream = new Writable({
      decodeStrings: false,
      writev(chunks, done) {
        writes.push(chunks.map(({ chunk }) => String(chunk)).join(''));
        done();
        written();
      },
    });
    const text = new GatheredText(stream);
    for (const line of ['a\n', 'b\n', 'c\n']) text.write(line);
    assert.deepEqual(writes, []);
    text.flush();
    assert.deepEqual(writes, ['a\nb\nc\n']);
    const ofItself = new Promise<void>((resolve) => {
      written = resolve;
    });
    text.write('d\n');
    // Nothing else keeps this process waiting for it.
    const waiting = setInterval(() => undefined, 1000);
    await ofItself;
    clearInterval(waiting);
    assert.deepEqual(writes, ['a\nb\nc\n', 'd\n']);
  });
});
