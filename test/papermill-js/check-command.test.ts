import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Output, serializeNotebook } from '../../scripts/papermill-js/src/index.js';
import { runCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { codeCell, readValid, sketchNotebook } from './support/notebooks.js';

const root = temporaryFolder({ after });
const onKernel = ['--kernel-dir', 'scripted'];
let folders = 0;

/** A folder with the scripted kernel and `in.ipynb`, whose cells print these texts and are saved with those. */
async function lesson(cells: readonly (readonly [prints: string, saved: string])[]): Promise<string> {
  const folder = join(root, String(++folders));
  await mkdir(folder);
  await scriptedKernel(folder);
  const notebook = sketchNotebook(cells.map(([prints]) => `k.print(${JSON.stringify(prints)})`));
  for (const [index, [, saved]] of cells.entries()) {
    const output: Output = { output_type: 'stream', name: 'stdout', text: saved };
    codeCell(notebook, index).outputs = [output];
  }
  await writeFile(join(folder, 'in.ipynb'), serializeNotebook(notebook));
  return folder;
}

describe('papermill-js --check', { concurrency: 2 }, () => {
  it('ends with 0 where the outputs are those that are saved, and writes nothing, not even to a pipe', async () => {
    const folder = await lesson([['a\n', 'a\n']]);
    const before = await readFile(join(folder, 'in.ipynb'), 'utf8');
    const { exitCode, stdout, stderr } = await runCommand(['in.ipynb', '--check', ...onKernel], folder);
    assert.deepEqual([exitCode, stdout], [0, ''], stderr);
    assert.match(stderr, /in\.ipynb: done, 1 of 1 cells in .* s, not saved/);
    assert.equal(await readFile(join(folder, 'in.ipynb'), 'utf8'), before);
  });

  it('ends with 1 where they differ, shows how, and writes the fresh ones where it is told to', async () => {
    const folder = await lesson([
      ['one\n', 'uno\n'],
      ['two\n', 'two\n'],
      ['three\nfour\n', 'three\n'],
    ]);
    const result = await runCommand(['in.ipynb', 'out.ipynb', '--check', ...onKernel], folder);
    assert.equal(result.exitCode, 1);
    assert.deepEqual(
      result.stderr
        .replace(/\d+\.\d\d s/g, 'T')
        .split('\n')
        .slice(4),
      [
        '[1/3] mismatch  stdout differs',
        '[3/3] mismatch  stdout differs',
        'in.ipynb: outputs differ, 1 of 3 cells in T, saved as out.ipynb',
        '',
        'error: 2 cells put out something else than is saved: cell 1 (cell-1): stdout differs; ' +
          'cell 3 (cell-3): stdout differs.',
        '',
        'Cell 1 (cell-1)  k.print("one\\n")',
        '  stdout differs (- saved, + now):',
        '  @@ -1,1 +1,1 @@',
        '  -uno',
        '  +one',
        '',
        'Cell 3 (cell-3)  k.print("three\\nfour\\n")',
        '  stdout differs (- saved, + now):',
        '  @@ -1,1 +1,2 @@',
        '   three',
        '  +four',
        '',
      ],
    );
    const { cells } = await readValid(join(folder, 'out.ipynb'));
    assert.deepEqual(
      cells.map(({ outputs }) => outputs?.map(({ text }) => text)),
      [[['one\n']], [['two\n']], [['three\n', 'four\n']]],
    );
  });

  it('reads nbval’s files of sanitizers, and adds or drops those that come along', async () => {
    const folder = await lesson([
      ['took 5 ms\n', 'took 7 ms\n'],
      ['<Foo at 0x12345>\n', '<Foo at 0x6789a>\n'],
    ]);
    await writeFile(join(folder, 'my.cfg'), '[Time]\nregex: took \\d+ ms\nreplace: took MS\n');
    const exitCodes = await Promise.all(
      [
        ['--check'],
        ['--check', '--sanitize-with', 'my.cfg'],
        ['--check', '--sanitize', 'durations'],
        ['--check', '--sanitize-with', 'my.cfg', '--sanitize', 'none'],
        ['--check', '--sanitize', 'none,durations,addresses'],
        ['--check-lax'],
      ].map(async (args) => (await runCommand(['in.ipynb', ...args, ...onKernel], folder)).exitCode),
    );
    assert.deepEqual(exitCodes, [1, 0, 0, 1, 0, 0]);
  });

  it('checks several notebooks, and names those that differ', async () => {
    const folder = await lesson([['a\n', 'b\n']]);
    const good = await readFile(join(folder, 'in.ipynb'), 'utf8');
    await writeFile(join(folder, 'good.ipynb'), good.replace('"b\\n"', '"a\\n"'));
    const { exitCode, stderr } = await runCommand(
      ['run', 'in.ipynb', 'good.ipynb', '--check', ...onKernel],
      folder,
    );
    assert.equal(exitCode, 1);
    assert.match(stderr, /failed {2}in\.ipynb .*stdout differs/);
    assert.match(stderr, /passed {2}good\.ipynb/);
    assert.match(stderr, /error: in\.ipynb: A cell puts out something else.*\n {2}-b\n {2}\+a\n/s);
  });

  it('refuses what makes no sense', async () => {
    const folder = await lesson([['a\n', 'a\n']]);
    // As a link a directory is one everywhere: on Windows files need rights of their own.
    await symlink(folder, join(folder, 'same'), 'junction');
    const refusals: readonly [string[], number, RegExp][] = [
      [['in.ipynb', '--sanitize', 'times'], 2, /--sanitize and --sanitize-with need --check or --check-lax/],
      [['in.ipynb', '--check', '--sanitize', 'tomes'], 2, /'tomes' is none of addresses, uuids, /],
      [['run', 'in.ipynb', '--check', '--in-place'], 2, /--in-place would write over the outputs/],
      [['in.ipynb', '--check', '--prepare-only'], 2, /--prepare-only executes nothing/],
      [['in.ipynb', 'in.ipynb', '--check'], 1, /would be written over it/],
      [['in.ipynb', 'same/in.ipynb', '--check'], 1, /would be written over it/],
      [['in.ipynb', '--check', '--sanitize-with', 'no.cfg'], 1, /sanitizers no\.cfg cannot be read: ENOENT/],
    ];
    for (const [args, code, message] of refusals) {
      const { exitCode, stderr } = await runCommand([...args, ...onKernel], folder);
      assert.match(stderr, message);
      assert.equal(exitCode, code, args.join(' '));
    }
  });
});
