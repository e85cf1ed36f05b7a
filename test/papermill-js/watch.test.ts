import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  serializeNotebook,
  type WatchEvent,
  type WatchedRun,
  type WatchOptions,
  watchNotebook,
} from '../../scripts/papermill-js/src/index.js';
import { FileWatch } from '../../scripts/papermill-js/src/watch/file-watch.js';
import { contentOf } from '../../scripts/papermill-js/src/watch/saved-notebook.js';
import { type Scope, scriptedKernel, temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { type CellSketch, codeCell, readValid, sketchNotebook, textOf } from './support/notebooks.js';

const root = temporaryFolder({ after });
const scripted = await scriptedKernel(root);
let files = 0;

/** A notebook that is watched, with what has happened. */
class Watched {
  readonly events: WatchEvent[] = [];
  readonly output: string;
  readonly watch: ReturnType<typeof watchNotebook>;
  private readonly path: string;
  private readonly runs: AsyncGenerator<WatchedRun, void, void>;
  private readonly controller = new AbortController();
  private told = new EventTarget();

  private constructor(
    private readonly kernel: string,
    options: WatchOptions,
  ) {
    const name = join(root, String(++files));
    this.path = `${name}.ipynb`;
    this.output = `${name}-out.ipynb`;
    this.watch = watchNotebook(this.path, this.output, {
      kernelDirs: [kernel === 'tslab' ? tslabKernelDir : scripted],
      everyMs: 10,
      signal: this.controller.signal,
      ...options,
      onEvent: (event) => {
        this.events.push(event);
        this.told.dispatchEvent(new Event(event.type));
        options.onEvent?.(event);
      },
    });
    this.runs = this.watch[Symbol.asyncIterator]();
  }

  /** Saves the cells and has them run once. */
  static async start(
    scope: Scope,
    cells: readonly CellSketch[],
    { kernel = 'tslab', ...options }: WatchOptions & { kernel?: string } = {},
  ) {
    const watched = new Watched(kernel, options);
    scope.after(() => watched.end());
    await watched.save(cells);
    return { watched, first: await watched.next() };
  }

  save(cells: readonly CellSketch[]): Promise<void> {
    return this.write(serializeNotebook(sketchNotebook(cells, this.kernel)));
  }

  /** As an editor saves: another file, renamed. */
  async write(text: string): Promise<void> {
    await writeFile(`${this.path}.new`, text);
    await rename(`${this.path}.new`, this.path);
  }

  /** The next run that ends; which cells it ran, and what all of them have printed. */
  async next() {
    const before = this.events.length;
    const { value } = await this.runs.next();
    assert.ok(value);
    const executed = value.executed ?? assert.fail(value.error);
    const ran = this.events
      .slice(before)
      .flatMap((event) => (event.type === 'cell-start' ? [event.index + 1] : []));
    const code = executed.notebook.cells.flatMap((cell) => (cell.cell_type === 'code' ? [cell] : []));
    const statuses = executed.cells.map(({ status }) => status);
    return { ...value, executed, ran, texts: code.map((cell) => textOf(cell)), statuses };
  }

  /** Resolves at the next event of this type. */
  async until(type: WatchEvent['type']): Promise<void> {
    await once(this.told, type);
  }

  async end(): Promise<void> {
    this.controller.abort();
    for await (const _ of { [Symbol.asyncIterator]: () => this.runs });
  }
}

describe('Watching a notebook', { concurrency: 2, timeout: 60_000 }, () => {
  it('runs it, and after each save from the first changed cell on, in the same kernel', async (t) => {
    const cells = ['let runs = Math.random(); console.log(runs)', 'console.log(1)', 'console.log(runs > 0)'];
    const { watched, first } = await Watched.start(t, cells);
    assert.deepEqual(first.ran, [1, 2, 3]);

    await watched.save(cells.with(1, 'console.log(2)'));
    const changed = await watched.next();
    assert.deepEqual(changed.ran, [2, 3]);
    assert.deepEqual(changed.texts, [first.texts[0], '2\n', 'true\n']);
    const saved = await readValid(watched.output);
    assert.deepEqual(saved.cells[1]?.outputs?.[0]?.text, ['2\n']);

    await watched.save([...cells.with(1, 'console.log(2)'), 'console.log(runs)']);
    const added = await watched.next();
    assert.deepEqual(added.ran, [4]);
    assert.equal(added.texts[3], first.texts[0]);
    assert.ok(!watched.events.some(({ type }) => type === 'kernel-restart'));
  });

  it('lets a cell of TypeScript declare again what it has declared', async (t) => {
    const declare = (x: string) =>
      `const x = ${x}; class A { x = x } function f() { return x; } enum E { X } interface I { x: number | string }`;
    const use = 'const i: I = new A(); console.log(f(), i.x, E.X)';
    const { watched } = await Watched.start(t, [declare('1'), use]);
    await watched.save([declare("'one'"), use]);
    const { error, ran, texts } = await watched.next();
    assert.equal(error, undefined);
    assert.deepEqual([ran, texts[1]], [[1, 2], 'one one 0\n']);
  });

  it('waits after a failed cell, and goes on with it at the next save, even an unchanged one', async (t) => {
    const cells = ['let n = 1; console.log("once")', "if (n === 1) throw new Error('no')", 'console.log(n)'];
    const { watched, first } = await Watched.start(t, cells);
    assert.equal(first.error?.code, 'CELL_FAILED');
    assert.deepEqual(first.statuses, ['completed', 'failed', 'pending']);
    await watched.save(cells);
    assert.deepEqual((await watched.next()).ran, [2]);
    await watched.save(cells.with(1, 'n = 2'));
    const mended = await watched.next();
    assert.deepEqual(
      [mended.ran, mended.texts],
      [
        [2, 3],
        ['once\n', '', '2\n'],
      ],
    );
    assert.deepEqual(
      (await readValid(watched.output)).cells.map(({ id }) => id),
      ['cell-1', 'cell-2', 'cell-3'],
      'the marks of the failure are gone',
    );
  });

  it('takes over new text without running anything', async (t) => {
    const cells: CellSketch[] = ['k.print("a")', { source: 'old', type: 'markdown' }];
    const { watched } = await Watched.start(t, cells, { kernel: 'scripted' });
    await watched.save(cells.with(1, { source: 'new', type: 'markdown' }));
    const { ran, error } = await watched.next();
    assert.deepEqual([ran, error], [[], undefined]);
    assert.match(await readFile(watched.output, 'utf8'), /"new"/);
  });

  it('sees no difference in outputs, counts and metadata, but for tags that decide what is run', () => {
    const notebook = sketchNotebook(['1', { source: 'text', type: 'markdown' }]);
    const before = contentOf(notebook);
    codeCell(notebook, 0).outputs = [{ output_type: 'stream', name: 'stdout', text: 'other' }];
    codeCell(notebook, 0).execution_count = 3;
    codeCell(notebook, 0).metadata.tags = ['mine'];
    notebook.metadata.custom = 'new';
    assert.equal(contentOf(notebook), before);
    codeCell(notebook, 0).metadata.tags = ['skip-execution'];
    assert.notEqual(contentOf(notebook), before);
  });

  it('notices a file that is written over, or replaced by another', async (t) => {
    const path = join(root, 'saved.txt');
    await writeFile(path, 'a');
    let saved = (): void => undefined;
    const file = await FileWatch.open(path, { everyMs: 5, onSave: () => saved() });
    t.after(() => file.close());
    const after = async (change: () => Promise<void>): Promise<void> => {
      const noticed = new Promise<void>((resolve) => {
        saved = resolve;
      });
      await change();
      await noticed;
    };
    await after(() => writeFile(path, 'longer'));
    await writeFile(`${path}.new`, 'larger');
    await after(() => rename(`${path}.new`, path));
  });

  it('waits for the rest of a file that is being written', async (t) => {
    const { watched } = await Watched.start(t, ['k.print("a")'], { kernel: 'scripted' });
    const whole = serializeNotebook(sketchNotebook(['k.print("b")']));
    const next = watched.next();
    await Promise.all([watched.until('unreadable'), watched.write(whole.slice(0, 100))]);
    await watched.write(whole);
    assert.deepEqual((await next).texts, ['b']);
  });

  it('cancels a run that a save makes vain, and not one of which only later cells have changed', async (t) => {
    const cells = ['k.print("a")', 'k.print("b")', 'k.print("c")'];
    const { watched } = await Watched.start(t, cells, { kernel: 'scripted' });

    await watched.save(cells.with(1, 'k.print("waits"); await k.interrupted'));
    const overtaking = watched.next();
    await watched.until('output');
    await watched.save(cells.with(1, 'k.print("mended")'));
    const overtaken = await overtaking;
    assert.deepEqual([overtaken.error, overtaken.texts], [undefined, ['a', 'mended', 'c']]);
    assert.deepEqual(overtaken.ran, [2, 2, 3]);

    const slow = 'k.print("slow"); await new Promise((done) => setTimeout(done, 2000)); k.print("!")';
    await watched.save([slow, ...cells.slice(1)]);
    const next = watched.next();
    await watched.until('output');
    await watched.save([slow, cells[1] ?? '', 'k.print("late")']);
    const { texts, error, ran } = await next;
    assert.deepEqual([error, texts], [undefined, ['slow!', 'b', 'late']]);
    assert.deepEqual(ran, [1, 2, 3]);
  });

  it('starts a kernel anew when it is asked to, and when the last one has died', async (t) => {
    const cells = ['k.memory.n = (k.memory.n ?? 0) + 1; k.print(String(k.memory.n))', 'k.print("b")'];
    const { watched } = await Watched.start(t, cells, { kernel: 'scripted' });
    watched.watch.restart();
    const again = await watched.next();
    assert.deepEqual(
      [again.ran, again.texts],
      [
        [1, 2],
        ['1', 'b'],
      ],
    );

    await watched.save(cells.with(1, 'await k.exit(3)'));
    const dead = await watched.next();
    assert.equal(dead.error?.code, 'DEAD_KERNEL');
    await watched.save(cells);
    const alive = await watched.next();
    assert.deepEqual(
      [alive.ran, alive.texts],
      [
        [1, 2],
        ['1', 'b'],
      ],
    );
    const reasons = watched.events.flatMap((event) =>
      event.type === 'kernel-restart' ? [event.reason] : [],
    );
    assert.deepEqual(reasons, ['asked', 'died']);
  });

  it('starts it anew for each run where that is wanted', async (t) => {
    const cells = ['k.memory.n = (k.memory.n ?? 0) + 1; k.print(String(k.memory.n))', 'k.print("b")'];
    const { watched } = await Watched.start(t, cells, { kernel: 'scripted', restart: true });
    await watched.save(cells.with(1, 'k.print("c")'));
    assert.deepEqual((await watched.next()).texts, ['1', 'c']);
  });

  it('starts it anew where a kernel lets nothing be declared again', async (t) => {
    const declare =
      'if (k.memory.x) throw new SyntaxError("Identifier \'x\' has already been declared"); k.memory.x = 1';
    const { watched } = await Watched.start(t, ['k.print("a")', declare], { kernel: 'scripted' });
    await watched.save(['k.print("a")', `${declare};`]);
    const { error, ran } = await watched.next();
    assert.equal(error, undefined);
    assert.deepEqual(ran, [2, 1, 2]);
    assert.deepEqual(
      watched.events.find(({ type }) => type === 'kernel-restart'),
      { type: 'kernel-restart', reason: 'declared-already' },
    );
  });

  it('tells of parameters that no longer fit, and goes on when they do', async (t) => {
    const cells = [{ source: 'let n: number = 1;', tags: ['parameters'] }, 'console.log(n)'];
    const { watched, first } = await Watched.start(t, cells, { parameters: { n: 5 } });
    assert.deepEqual(first.texts, ['', '', '5\n']);
    await watched.save([{ source: 'let m: number = 1;', tags: ['parameters'] }, 'console.log(m)']);
    await assert.rejects(watched.next(), /'n' is not declared/);
    await watched.save(cells.with(1, 'console.log(n + 1)'));
    const { ran, texts, error } = await watched.next();
    assert.equal(error, undefined);
    assert.deepEqual([ran, texts[2]], [[3], '6\n']);
  });

  it('refuses what it cannot watch, and an output over the input', async () => {
    const path = join(root, 'refused.ipynb');
    await writeFile(path, serializeNotebook(sketchNotebook(['1'])));
    const refusal = async (input: string, output: string | null): Promise<string> => {
      try {
        for await (const _ of watchNotebook(input, output, { kernelDirs: [scripted] })) break;
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    assert.match(await refusal(join(root, 'nowhere.ipynb'), null), /there is no such file/);
    assert.match(
      await refusal(path, join(root, '.', 'refused.ipynb')),
      /would be written over what its author saves/,
    );
    assert.equal(await refusal(path, null), 'accepted');
  });
});
