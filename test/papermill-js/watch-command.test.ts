import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { serializeNotebook } from '../../scripts/papermill-js/src/index.js';
import { runCommand, startCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { type CellSketch, readValid, sketchNotebook } from './support/notebooks.js';

const root = temporaryFolder({ after });
let folders = 0;

/** The command, watching a notebook of these cells, with what it has said since it was last looked at. */
async function watching(t: TestContext, cells: readonly CellSketch[], args: readonly string[] = []) {
  const folder = join(root, String(++folders));
  await mkdir(folder);
  await scriptedKernel(folder);
  const save = (now: readonly CellSketch[]): Promise<void> =>
    writeFile(join(folder, 'in.ipynb'), serializeNotebook(sketchNotebook(now)));
  await save(cells);
  const command = startCommand(
    ['watch', 'in.ipynb', 'out.ipynb', '--kernel-dir', 'scripted', ...args],
    folder,
    null,
  );
  t.after(async () => {
    command.child.kill('SIGTERM');
    await command.ended;
  });
  let text = '';
  let seen = 0;
  command.child.stderr?.on('data', (chunk: string) => {
    text += chunk;
  });
  const waiting = 'waiting for the next save of in.ipynb\n';
  /** What it says up to the end of the next run. */
  const next = async (): Promise<string[]> => {
    while (!text.includes(waiting, seen)) {
      const ended = await Promise.race([
        new Promise<undefined>((resolve) => command.child.stderr?.once('data', () => resolve(undefined))),
        command.ended,
      ]);
      assert.ok(!ended, text);
    }
    const end = text.indexOf(waiting, seen);
    const said = text.slice(seen, end);
    seen = end + waiting.length;
    return said
      .replace(/\d+\.\d+ s/g, 'T')
      .replace(/watch: $/, '')
      .trimEnd()
      .split('\n');
  };
  return { folder, save, command, next };
}

describe('papermill-js watch', { concurrency: 2, timeout: 60_000 }, () => {
  it('says which cell changed and which are run, and writes the notebook and the report again', async (t) => {
    const cells = [
      'k.print("a")',
      'k.print("b")',
      { source: '# text', type: 'markdown' as const },
      'k.print("c")',
    ];
    const { folder, save, next, command } = await watching(t, cells, ['--report', 'html=out.html']);
    assert.deepEqual(await next(), [
      'in.ipynb: scripted ready after T',
      '[1/4] T  ok  k.print("a")',
      '[2/4] T  ok  k.print("b")',
      '[4/4] T  ok  k.print("c")',
      'in.ipynb: done, 4 of 4 cells in T, saved as out.ipynb',
    ]);
    await save(cells.with(1, 'k.print("new")'));
    assert.deepEqual(await next(), [
      'watch: cell 2 changed: running cells 2-4',
      '[2/4] T  ok  k.print("new")',
      '[4/4] T  ok  k.print("c")',
      'in.ipynb: done, 4 of 4 cells in T, saved as out.ipynb',
    ]);
    const { cells: saved } = await readValid(join(folder, 'out.ipynb'));
    assert.deepEqual(
      saved.map(({ outputs }) => outputs?.map(({ text }) => text)),
      [[['a']], [['new']], undefined, [['c']]],
    );
    assert.match(await readFile(join(folder, 'out.html'), 'utf8'), /k\.print\(.*new/);
    command.child.stdin?.write('q');
    assert.equal((await command.ended).exitCode, 0);
  });

  it('shows a failure, waits for the cell to be mended, and goes on with it', async (t) => {
    const cells = ['k.print("a")', 'throw new TypeError("no")', 'k.print("c")'];
    const { save, next } = await watching(t, cells);
    const failed = (await next()).join('\n');
    assert.match(failed, /in\.ipynb: stopped, 1 of 3 cells/);
    assert.match(failed, /error: Cell 2 \(cell-2\) failed: TypeError: no\n\n {2}1 \| throw/);
    await save(cells);
    assert.equal((await next())[0], 'watch: cell 2 had failed: running cells 2-3');
    await save(cells.with(1, 'k.print("b")'));
    assert.equal((await next())[0], 'watch: cell 2 changed: running cells 2-3');
  });

  it('starts the kernel anew when r is pressed', async (t) => {
    const { next, command } = await watching(t, ['k.print("a")', 'k.print("b")']);
    await next();
    command.child.stdin?.write('r\n');
    assert.deepEqual(await next(), [
      'watch: starting the kernel anew, running all cells',
      'in.ipynb: scripted ready after T',
      '[1/2] T  ok  k.print("a")',
      '[2/2] T  ok  k.print("b")',
      'in.ipynb: done, 2 of 2 cells in T, saved as out.ipynb',
    ]);
  });

  it('saves the notebook, stops the kernel and ends with 130 at SIGINT', {
    skip: process.platform === 'win32',
  }, async (t) => {
    const { folder, save, next, command } = await watching(
      t,
      ['k.print(String(process.pid))'],
      ['--log-output'],
    );
    await next();
    const pid = Number((await readValid(join(folder, 'out.ipynb'))).cells[0]?.outputs?.[0]?.text);
    assert.ok(pid > 0);
    await save(['k.print("begun"); await k.interrupted']);
    await command.untilStderr('begun');
    command.child.kill('SIGINT');
    assert.equal((await command.ended).exitCode, 130);
    const { cells } = await readValid(join(folder, 'out.ipynb'));
    assert.ok(cells.some(({ metadata }) => metadata.papermill?.status === 'failed'));
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });

  it('refuses what cannot be watched', async () => {
    const folder = join(root, String(++folders));
    await mkdir(folder);
    await writeFile(join(folder, 'in.ipynb'), serializeNotebook(sketchNotebook(['1'])));
    const refusals: readonly [string[], number, RegExp][] = [
      [['nowhere.ipynb'], 1, /there is no such file/],
      [['in.ipynb', './in.ipynb'], 1, /would be written over what its author saves/],
      [['-'], 2, /standard input and output are none/],
      [['in.ipynb', '--prepare-only'], 2, /unknown option '--prepare-only'/],
      [[], 2, /missing required argument 'notebook'/],
    ];
    for (const [args, code, message] of refusals) {
      const { exitCode, stderr } = await runCommand(['watch', ...args], folder);
      assert.match(stderr, message);
      assert.equal(exitCode, code, args.join(' '));
    }
  });
});
