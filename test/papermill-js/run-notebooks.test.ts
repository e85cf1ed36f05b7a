import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  executeNotebooks,
  type Notebook,
  NotebookIoError,
  ParameterError,
  type RunEvent,
  streamNotebook,
  streamNotebooks,
} from '../../scripts/papermill-js/src/index.js';
import { scriptedKernel, temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { codeCell, readValid, sketchNotebook, textOf } from './support/notebooks.js';

const folder = temporaryFolder({ after });
const kernelDirs = [await scriptedKernel(join(folder, 'kernels'))];

/** A kernel that appends its pid to a file as it starts. */
async function notingKernel(name: string): Promise<{ kernelDirs: string[]; started: string }> {
  const started = join(folder, `${name}.pids`);
  await writeFile(started, '');
  return { kernelDirs: [await scriptedKernel(join(folder, name), ['--note-start', started])], started };
}

/** JavaScript that waits until a file holds so many lines. */
function untilLines(file: string, lines: number): string {
  return `const { readFileSync } = await import('node:fs');
while (readFileSync(${JSON.stringify(file)}, 'utf8').split('\\n').length <= ${lines})
  await new Promise((resolve) => setTimeout(resolve, 10));`;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function pidsOf(file: string): Promise<number[]> {
  return (await readFile(file, 'utf8')).trim().split('\n').filter(Boolean).map(Number);
}

describe('Executing several notebooks', { concurrency: 2 }, () => {
  it('tells how each ended, in the order given, and goes on after a failure', async () => {
    const events: RunEvent[] = [];
    const output = join(folder, 'third.ipynb');
    const run = await executeNotebooks(
      [
        { input: sketchNotebook(['k.memory.x = 1; k.print("one")']), name: 'first' },
        { input: sketchNotebook(['throw new Error("second fails")']), name: 'second' },
        { input: sketchNotebook(['k.print(String(k.memory.x))']), name: 'third', output },
      ],
      { kernelDirs, jobs: 2, onEvent: (event) => events.push(event) },
    );
    assert.equal(run.ok, false);
    assert.deepEqual(
      run.notebooks.map(({ input, outcome, attempts }) => [input, outcome, attempts]),
      [
        ['first', 'passed', 1],
        ['second', 'failed', 1],
        ['third', 'passed', 1],
      ],
    );
    assert.match(run.notebooks[1]?.error?.message ?? '', /second fails/);
    assert.equal(run.notebooks[1]?.executed?.cells[0]?.status, 'failed');
    const saved = await readValid(output);
    const [printed] = saved.cells[0]?.outputs ?? [];
    assert.deepEqual(printed?.text, ['undefined'], 'a notebook sees nothing of the kernel of another');
    assert.deepEqual(events[0], { type: 'run-start', notebooks: ['first', 'second', 'third'], jobs: 2 });
    assert.equal(events.at(-1)?.type, 'run-end');
  });

  it('executes as many at once as there are jobs, and no more', async () => {
    let running = 0;
    let most = 0;
    const meeting = join(folder, 'meeting');
    await writeFile(meeting, '');
    const meet = `(await import('node:fs')).appendFileSync(${JSON.stringify(meeting)}, 'here\\n');
${untilLines(meeting, 2)}`;
    const run = await executeNotebooks(
      [meet, meet, '1'].map((source) => ({ input: sketchNotebook([source]) })),
      {
        kernelDirs,
        jobs: 2,
        onEvent(event) {
          if (event.type === 'notebook-result') running--;
          if (event.type !== 'notebook-event' || event.event.type !== 'notebook-start') return;
          most = Math.max(most, ++running);
        },
      },
    );
    assert.equal(run.ok, true, 'two that wait for each other both come to their end');
    assert.equal(most, 2);
  });

  it('starts the kernel of the next notebook while one runs, and leaves none behind', async () => {
    const { kernelDirs, started } = await notingKernel('prewarm');
    const run = await executeNotebooks(
      [
        { input: sketchNotebook([untilLines(started, 2), 'throw new Error("stop")']) },
        { input: sketchNotebook(['1']) },
      ],
      { kernelDirs, failFast: true, executionTimeoutMs: 30_000 },
    );
    assert.deepEqual(
      run.notebooks.map(({ outcome }) => outcome),
      ['failed', 'not-run'],
    );
    const pids = await pidsOf(started);
    assert.equal(pids.length, 2);
    assert.deepEqual(pids.filter(isRunning), []);
  });

  it('takes the kernel that was started ahead, and starts another where that one has died', async () => {
    const { kernelDirs, started } = await notingKernel('taken');
    const readPids = `(await import('node:fs')).readFileSync(${JSON.stringify(started)}, 'utf8').trim().split('\\n')`;
    const run = await executeNotebooks(
      [
        { input: sketchNotebook([untilLines(started, 2)]) },
        {
          input: sketchNotebook([
            untilLines(started, 3),
            `process.kill(Number((${readPids})[2]), 'SIGKILL')`,
          ]),
        },
        { input: sketchNotebook(['k.print("alive")']) },
      ],
      { kernelDirs, executionTimeoutMs: 30_000 },
    );
    assert.equal(run.ok, true);
    assert.equal((await pidsOf(started)).length, 4, 'three, and one for the one that was killed');
  });

  it('starts nothing ahead where that is not wanted', async () => {
    const { kernelDirs, started } = await notingKernel('cold');
    const run = await executeNotebooks(
      [{ input: sketchNotebook(['throw new Error("stop")']) }, { input: sketchNotebook(['1']) }],
      { kernelDirs, failFast: true, prewarm: false },
    );
    assert.equal(run.ok, false);
    assert.equal((await pidsOf(started)).length, 1);
  });

  it('cancels those that run when one fails and the run is to stop there', async () => {
    const begun = join(folder, 'begun');
    await writeFile(begun, '');
    const begin = `(await import('node:fs')).appendFileSync(${JSON.stringify(begun)}, 'here\\n');`;
    const run = await executeNotebooks(
      [
        { input: sketchNotebook([`${begin} await k.interrupted; k.print("heeded")`, '1']), name: 'long' },
        { input: sketchNotebook([`${untilLines(begun, 1)} throw new Error("fails")`]), name: 'failing' },
        { input: sketchNotebook(['1']), name: 'later' },
      ],
      { kernelDirs, jobs: 2, failFast: true },
    );
    assert.deepEqual(
      run.notebooks.map(({ outcome }) => outcome),
      ['cancelled', 'failed', 'not-run'],
    );
    assert.match(run.notebooks[0]?.error?.message ?? '', /failing failed, and the run was to stop/);
    assert.deepEqual(
      run.notebooks[0]?.executed?.cells.map(({ status }) => status),
      ['failed', 'pending'],
    );
  });

  it('executes a notebook that failed again, in a new kernel, as often as it is told to', async () => {
    const marker = join(folder, 'second-time');
    const flaky = `const fs = await import('node:fs');
if (!fs.existsSync(${JSON.stringify(marker)})) { fs.writeFileSync(${JSON.stringify(marker)}, ''); throw new Error('first time'); }`;
    const retried: string[] = [];
    const run = await executeNotebooks(
      [
        { input: sketchNotebook([flaky]), name: 'flaky' },
        { input: sketchNotebook(['throw new Error("always")']), name: 'broken' },
      ],
      {
        kernelDirs,
        retries: 2,
        onEvent(event) {
          if (event.type === 'notebook-retry') retried.push(`${event.notebook} ${event.attempt}`);
        },
      },
    );
    assert.deepEqual(
      run.notebooks.map(({ outcome, attempts }) => [outcome, attempts]),
      [
        ['passed', 2],
        ['failed', 3],
      ],
    );
    assert.deepEqual(retried, ['flaky 1', 'broken 1', 'broken 2']);
    const earlier = run.notebooks.map(({ earlierFailures = [] }) =>
      earlierFailures.map(({ cellId }) => cellId),
    );
    assert.deepEqual(earlier, [['cell-1'], ['cell-1', 'cell-1']]);
  });

  it('does not try again what cannot go better, such as a notebook that is not there', async () => {
    const run = await executeNotebooks([join(folder, 'missing.ipynb')], { kernelDirs, retries: 3 });
    const [missing] = run.notebooks;
    assert.equal(missing?.attempts, 1);
    assert.equal(missing?.outcome, 'failed');
    assert.ok(missing?.error instanceof NotebookIoError);
  });

  it('cancels all of it by its signal: what ran is cancelled, what had not begun was not run', async () => {
    const controller = new AbortController();
    const run = await executeNotebooks(
      [{ input: sketchNotebook(['await k.interrupted']) }, { input: sketchNotebook(['1']) }],
      {
        kernelDirs,
        signal: controller.signal,
        onEvent(event) {
          if (event.type === 'notebook-event' && event.event.type === 'cell-start')
            controller.abort(new Error('enough'));
        },
      },
    );
    assert.deepEqual(
      run.notebooks.map(({ outcome }) => outcome),
      ['cancelled', 'not-run'],
    );
  });

  it('gives each notebook the parameters that it declares, and refuses those that none of them does', async () => {
    const declaring = (source: string): Notebook =>
      sketchNotebook([{ source, tags: ['parameters'] }, 'typeof shards + typeof topic'], 'tslab');
    const tasks = [
      { input: declaring('let shards = 1; let topic: undefined'), name: 'a' },
      { input: declaring('let topic = ""; let shards: undefined'), name: 'b' },
    ];
    const options = { kernelDirs: [tslabKernelDir], parameters: { shards: 2 } };
    await assert.rejects(
      executeNotebooks(tasks, { ...options, parameters: { shard: 2 } }),
      (error: Error) => {
        assert.ok(error instanceof ParameterError);
        assert.match(error.message, /No notebook declares 'shard'.*Declared are: shards, topic/s);
        return true;
      },
    );
    const only = [
      { input: sketchNotebook([{ source: 'let shards = 1', tags: ['parameters'] }, 'shards'], 'tslab') },
      { input: sketchNotebook([{ source: 'let topic = 1', tags: ['parameters'] }, 'topic'], 'tslab') },
    ];
    const run = await executeNotebooks(only, options);
    assert.equal(run.ok, true);
    assert.deepEqual(
      run.notebooks.map(({ executed }) => executed?.notebook.cells.length),
      [3, 2],
      'the second got no parameters and so no cell',
    );
  });

  it('shares nothing with another run in the same process: environment, events, signal, outcome', async () => {
    const cancelled = new AbortController();
    const print = "k.print(process.env.WHOSE ?? 'nobody')";
    const runs = ['one', 'two', 'three'].map((whose) => {
      const seen: string[] = [];
      const sources = {
        one: [print, print],
        two: [print, 'throw new Error("two")'],
        three: [print, 'await k.interrupted'],
      };
      const run = executeNotebooks([{ input: sketchNotebook(sources[whose as 'one']), name: whose }], {
        kernelDirs,
        env: { WHOSE: whose },
        ...(whose === 'three' && { signal: cancelled.signal }),
        onEvent(event) {
          if (event.type !== 'notebook-event') return;
          if (event.event.type === 'output') seen.push(event.event.text ?? '');
          if (event.notebook === 'three' && event.event.type === 'cell-start' && event.event.index === 1)
            cancelled.abort(new Error('only three'));
        },
      });
      return run.then(({ notebooks }) => [notebooks[0]?.outcome, seen[0]]);
    });
    assert.deepEqual(await Promise.all(runs), [
      ['passed', 'one'],
      ['failed', 'two'],
      ['cancelled', 'three'],
    ]);
  });

  it('refuses two notebooks that would be written to one file', async () => {
    const tasks = ['a', 'b'].map((name) => ({ input: `${name}.ipynb`, output: join(folder, 'same.ipynb') }));
    await assert.rejects(executeNotebooks(tasks, { kernelDirs }), /Two notebooks would be written to/);
  });

  it('is rejected with what its listener throws, after everything has ended', async () => {
    await assert.rejects(
      executeNotebooks([{ input: sketchNotebook(['1']) }], {
        kernelDirs,
        onEvent(event) {
          if (event.type === 'notebook-event') throw new Error('listener');
        },
      }),
      /^Error: listener$/,
    );
  });
});

describe('Events as a sequence', () => {
  it('come in order, and end with what came of the notebook', async () => {
    const events = streamNotebook(sketchNotebook(['k.print("a")', 'k.print("b")']), null, { kernelDirs });
    const texts: string[] = [];
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) {
        assert.equal(textOf(codeCell(next.value.notebook, 1)), 'b');
        break;
      }
      if (next.value.type === 'output') texts.push(next.value.text ?? '');
    }
    assert.deepEqual(texts, ['a', 'b']);
  });

  it('cancel the execution when the loop is left', async () => {
    const { kernelDirs, started } = await notingKernel('left');
    for await (const event of streamNotebooks([{ input: sketchNotebook(['await k.interrupted']) }], {
      kernelDirs,
    })) {
      if (event.type === 'notebook-event' && event.event.type === 'cell-start') break;
    }
    assert.deepEqual((await pidsOf(started)).filter(isRunning), []);
  });

  it('throw what failed, after the last event', async () => {
    const types: string[] = [];
    await assert.rejects(async () => {
      for await (const { type } of streamNotebook(sketchNotebook(['throw new Error("no")']), null, {
        kernelDirs,
      }))
        types.push(type);
    }, /Error: no/);
    assert.equal(types.at(-1), 'notebook-end');
  });
});
