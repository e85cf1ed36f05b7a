import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { serializeNotebook } from '../../scripts/papermill-js/src/notebook/write.js';
import { runCommand, startCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { readValid, sketchNotebook } from './support/notebooks.js';

const root = temporaryFolder({ after });
const kernel = ['--kernel-dir', await scriptedKernel(join(root, 'kernels'))];

/** A folder with these notebooks, each of one cell. */
async function folderOf(name: string, notebooks: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(root, name);
  for (const [path, source] of Object.entries(notebooks)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, serializeNotebook(sketchNotebook([source])));
  }
  return folder;
}

function run(folder: string, ...args: string[]) {
  return runCommand(['run', ...args, ...kernel], folder);
}

describe('papermill-js run', { concurrency: 2 }, () => {
  it('executes the notebooks of a folder, writes each to its place, and tells which of them failed', async () => {
    const folder = await folderOf('folder', {
      'in/a.ipynb': 'k.print("a")',
      'in/deep/b.ipynb': 'throw new RangeError("b is wrong")',
      'in/c.ipynb': '1',
    });
    const { exitCode, stdout, stderr } = await run(folder, 'in', '-o', 'out', '--jobs', '2');
    assert.equal(exitCode, 1);
    assert.equal(stdout, '');
    const lines = stderr.split('\n');
    assert.equal(
      lines.filter((line) => /^\[\d\/3\] passed {2}in\/[ac]\.ipynb {2}1 of 1 cells in /.test(line)).length,
      2,
    );
    assert.match(
      stderr,
      /\] failed {2}in\/deep\/b\.ipynb {2}0 of 1 cells in .*, Cell 1 \(cell-1\) failed: RangeError/,
    );
    assert.match(
      stderr,
      /\nerror: in\/deep\/b\.ipynb: Cell 1 \(cell-1\) failed: RangeError: b is wrong\n\n {2}1 \| throw new/,
    );
    assert.match(stderr, /\n3 notebooks: 1 failed, 2 passed in [\d.]+ s\n$/);
    assert.deepEqual((await readdir(join(folder, 'out'), { recursive: true })).sort(), [
      'a.ipynb',
      'c.ipynb',
      'deep',
      join('deep', 'b.ipynb'),
    ]);
    const saved = await readValid(join(folder, 'out/a.ipynb'));
    assert.deepEqual(saved.cells[0]?.outputs?.[0]?.text, ['a']);
  });

  it('reads standard input once, to look at its parameters and to execute it again', async () => {
    const folder = await folderOf('stdin', { 'b.ipynb': '1' });
    const input = serializeNotebook(sketchNotebook(['throw new RangeError("piped")']));
    const args = ['run', '-', 'b.ipynb', '-p', 'n', '1', '--no-strict-parameters', '--retry', '1', ...kernel];
    const { exitCode, stderr } = await runCommand(args, folder, input);
    assert.equal(exitCode, 1);
    assert.match(stderr, /\nerror: -: Cell \d \(cell-1\) failed: RangeError: piped\n/);
  });

  it('stops waiting for standard input at a signal', { skip: process.platform === 'win32' }, async () => {
    const command = startCommand(['run', '-', '--log-format', 'json'], root, null);
    await command.untilStderr('"run-start"');
    command.child.kill('SIGINT');
    assert.equal((await command.ended).exitCode, 130);
    const single = startCommand(['-', 'out.ipynb', '--log-format', 'json'], root, null);
    await single.untilStderr('"run-start"');
    single.child.kill('SIGINT');
    assert.match((await single.ended).stderr, /"code":"EXECUTION_CANCELLED","message":"SIGINT was received"/);
  });

  it('writes nothing where no folder is named, and over the inputs with --in-place', async () => {
    const folder = await folderOf('place', { 'a.ipynb': 'k.print("a")' });
    const before = await readFile(join(folder, 'a.ipynb'), 'utf8');
    assert.equal((await run(folder, 'a.ipynb')).exitCode, 0);
    assert.equal(await readFile(join(folder, 'a.ipynb'), 'utf8'), before);
    assert.equal((await run(folder, '*.ipynb', '--in-place')).exitCode, 0);
    const { cells } = await readValid(join(folder, 'a.ipynb'));
    assert.equal(cells[0]?.outputs?.length, 1);
    assert.deepEqual(await readdir(folder), ['a.ipynb']);
  });

  it('divides the notebooks into shards that together are all of them', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.ipynb`);
    const folder = await folderOf('shards', Object.fromEntries(names.map((name) => [name, '1'])));
    for (const shard of ['1/2', '2/2']) {
      const { exitCode } = await run(folder, '*.ipynb', '--shard', shard, '-o', `out-${shard.charAt(0)}`);
      assert.equal(exitCode, 0);
    }
    const parts = await Promise.all(['out-1', 'out-2'].map((part) => readdir(join(folder, part))));
    assert.deepEqual(parts, [
      ['a.ipynb', 'c.ipynb', 'e.ipynb'],
      ['b.ipynb', 'd.ipynb'],
    ]);
  });

  it('is content with a shard in which there is nothing', async () => {
    const folder = await folderOf('few', { 'a.ipynb': '1' });
    const { exitCode, stderr } = await run(folder, 'a.ipynb', '--shard', '2/2');
    assert.equal(exitCode, 0);
    assert.match(stderr, /^\n0 notebooks: nothing to do in [\d.]+ s\n$/);
  });

  it('takes braces in the names of files for what they are', async () => {
    const folder = await folderOf('braces', { '{a}.ipynb': '1' });
    const { exitCode, stderr } = await run(
      folder,
      '.',
      '-o',
      'out/{region}',
      '-p',
      'region',
      'sul',
      '--no-strict-parameters',
    );
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(await readdir(join(folder, 'out/sul')), ['{a}.ipynb']);
  });

  it('fills in the paths of all notebooks and reports with what was given to any, and with one run id', async () => {
    const folder = await folderOf('templates', { 'b.ipynb': '1', 'c.ipynb': '1' });
    const declaring = sketchNotebook([{ source: "let region = ''", tags: ['parameters'] }]);
    await writeFile(join(folder, 'a.ipynb'), serializeNotebook(declaring));
    const given = ['-l', 'typescript', '-p', 'region', 'sul'];
    const into = [
      '-o',
      'out/{region}/{pm[run_uuid]}',
      '--report',
      'json=out/{region}/{pm[run_uuid]}/run.json',
    ];
    const dated = ['--report', 'junit=out/{pm[current_datetime_utc]:%Y}.xml'];
    const { exitCode, stderr } = await run(folder, '.', ...given, ...into, ...dated);
    assert.equal(exitCode, 0, stderr);
    const [id = ''] = await readdir(join(folder, 'out/sul'));
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual((await readdir(join(folder, 'out/sul', id))).sort(), [
      'a.ipynb',
      'b.ipynb',
      'c.ipynb',
      'run.json',
    ]);
    assert.match((await readdir(join(folder, 'out'))).join(), /^20\d\d\.xml,sul$/);
  });

  it('does not take what an earlier run wrote into a templated folder for inputs', async () => {
    const folder = await folderOf('templated', { 'a.ipynb': '1' });
    const args = ['.', '-o', 'out/{region}', '-p', 'region', 'sul', '--no-strict-parameters'];
    assert.equal((await run(folder, ...args)).exitCode, 0);
    assert.match((await run(folder, ...args)).stderr, /1 notebook: 1 passed/);
  });

  it('refuses a path with a name that nobody gave, and says which are known, before anything is executed', async () => {
    const folder = await folderOf('unknown', { 'a.ipynb': '1' });
    for (const path of [
      ['-o', 'out/{regon}'],
      ['--report', 'json=out/{regon}.json'],
    ]) {
      const { exitCode, stderr } = await run(folder, '.', '-p', 'region', 'sul', ...path);
      assert.equal(exitCode, 1);
      assert.match(stderr, /needs the parameter 'regon', which was not given\. Given were: pm, region/);
      assert.deepEqual(await readdir(folder), ['a.ipynb']);
    }
  });

  it('executes what failed again with --retry, and stops at the first failure with --fail-fast', async () => {
    const folder = await folderOf('again', { '1.ipynb': 'throw new Error("no")', '2.ipynb': '1' });
    const { exitCode, stderr } = await run(folder, '.', '--retry', '1', '--fail-fast');
    assert.equal(exitCode, 1);
    assert.match(stderr, /^again {2}1\.ipynb {2}Cell 1/);
    assert.match(stderr, /failed {2}1\.ipynb {2}0 of 1 cells in [\d.]+ s, 2 attempts, Cell 1/);
    assert.match(stderr, /2 notebooks: 1 failed, 1 not run in/);
  });

  it('leaves out what passed before and has not changed, with --resume', async () => {
    const folder = await folderOf('resume', {
      '1.ipynb': 'k.print("x")',
      '2.ipynb': 'throw new Error("no")',
    });
    await run(folder, '*.ipynb', '-o', 'out');
    const { exitCode, stderr } = await run(folder, '*.ipynb', '-o', 'out', '--resume');
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /^\[1\/2\] passed {2}1\.ipynb {2}unchanged since it passed\n2\.ipynb: cell 1 failed before: all cells are run, for the kernel with their variables is gone\n\[2\/2\] failed {2}2\.ipynb/,
    );
    assert.match(stderr, /\n2 notebooks: 1 failed, 1 passed, 1 of them unchanged in /);
  });

  it('says of notebooks that it only prepared that it did', async () => {
    const folder = await folderOf('prepared', { '1.ipynb': '1' });
    const { exitCode, stderr } = await run(folder, '1.ipynb', '-o', 'out', '--prepare-only');
    assert.equal(exitCode, 0);
    assert.match(stderr, /^1 notebook: 1 prepared in /m);
  });

  it('refuses a report that would overwrite a notebook, or another report', async () => {
    const folder = await folderOf('overwriting', { '1.ipynb': '1' });
    const before = await readFile(join(folder, '1.ipynb'), 'utf8');
    const cases: [args: string[], message: RegExp][] = [
      [
        ['--report', 'html=1.ipynb'],
        /--report html=1\.ipynb would overwrite the notebook 1\.ipynb, and nothing was/,
      ],
      [['-o', 'out', '--report', 'json=out/1.ipynb'], /would overwrite the notebook out/],
      [
        ['--report', 'json=r', '--report', 'junit=./r'],
        /--report junit=\.\/r would overwrite what --report json=r writes/,
      ],
    ];
    for (const [args, message] of cases) {
      const { exitCode, stderr } = await run(folder, '1.ipynb', ...args);
      assert.equal(exitCode, 1);
      assert.match(stderr, message);
    }
    assert.equal(await readFile(join(folder, '1.ipynb'), 'utf8'), before);
    assert.deepEqual(await readdir(folder), ['1.ipynb']);
  });

  it('tells of each cell with --verbose', async () => {
    const folder = await folderOf('verbose', { '1.ipynb': 'k.print("x")', '2.ipynb': '1' });
    const { stderr } = await run(folder, '.', '--verbose');
    assert.match(
      stderr,
      /^1\.ipynb: scripted ready after [\d.]+ s\n1\.ipynb \[1\/1\] [\d.]+ s {2}ok {2}k\.print\("x"\)\n\[1\/2\] passed/,
    );
  });

  it('saves what ran and says what did not, when it is interrupted', async () => {
    const folder = await folderOf('interrupted', {
      '1.ipynb': 'k.print("runs"); await k.interrupted;',
      '2.ipynb': '1',
    });
    const command = startCommand(['run', '.', '-o', 'out', '--log-output', ...kernel], folder);
    await command.untilStderr('runs');
    command.child.kill('SIGINT');
    const { exitCode, stderr } = await command.ended;
    assert.equal(exitCode, 130);
    assert.match(stderr, /2 notebooks: 1 cancelled, 1 not run in/);
    const { cells } = await readValid(join(folder, 'out/1.ipynb'));
    assert.match(JSON.stringify(cells), /SIGINT was received/);
  });

  it('refuses what makes no sense with exit code 2, and finds nothing with 1', async () => {
    await folderOf('own', { 'a.ipynb': '1' });
    const cases: [args: string[], exitCode: number, message: RegExp][] = [
      [[], 2, /missing required argument 'notebook'/],
      [['a', '--jobs', '0'], 2, /Expected a whole number from 1, or auto/],
      [['a', '--shard', '3/2'], 2, /such as 1\/4/],
      [['a', '--in-place', '-o', 'out'], 2, /contradict each other/],
      [
        ['a', '--report', 'junit=-', '--report', 'json=-'],
        2,
        /the junit report and the json report would be mixed/,
      ],
      [['a', '--resume'], 2, /say where they are: --output-dir/],
      [['own/a.ipynb', '-o', 'own'], 1, /own\/a\.ipynb would be written over itself.*--in-place/],
      [['nowhere/*.ipynb'], 1, /No notebook was found for 'nowhere/],
      [['--help'], 0, /^$/],
    ];
    for (const [args, expected, message] of cases) {
      const { exitCode, stderr } = await runCommand(['run', ...args], root);
      assert.equal(exitCode, expected, args.join(' '));
      assert.match(stderr, message);
    }
  });
});
