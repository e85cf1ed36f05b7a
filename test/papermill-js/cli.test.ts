import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { serializeNotebook, version } from '../../scripts/papermill-js/src/index.js';
import { runCommand, startCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { type CellSketch, readValid, sketchNotebook } from './support/notebooks.js';

const root = temporaryFolder({ after });
let folders = 0;

/** A folder of its own with `in.ipynb` and the scripted kernel beside it. */
async function lesson(cells: CellSketch[], flags: string[] = []): Promise<string> {
  const folder = join(root, String(++folders));
  await mkdir(folder);
  await scriptedKernel(folder, flags);
  await writeFile(join(folder, 'in.ipynb'), serializeNotebook(sketchNotebook(cells)));
  return folder;
}

const onKernel = ['--kernel-dir', 'scripted'];

describe('papermill-js', { concurrency: 2 }, () => {
  it('runs a notebook, shows each cell on stderr, and leaves stdout empty', async () => {
    const folder = await lesson([
      "k.print('hello')",
      { source: '# text', type: 'markdown' },
      'k.memory.x = 1',
    ]);
    const { exitCode, stdout, stderr } = await runCommand(['in.ipynb', 'out/out.ipynb', ...onKernel], folder);
    assert.equal(exitCode, 0);
    assert.equal(stdout, '');
    const lines = stderr.replace(/\d+\.\d\d s/g, 'T').split('\n');
    assert.deepEqual(lines, [
      'in.ipynb: scripted ready after T',
      "[1/3] T  ok  k.print('hello')",
      '[3/3] T  ok  k.memory.x = 1',
      'in.ipynb: done, 3 of 3 cells in T, saved as out/out.ipynb',
      '',
    ]);
    await readValid(join(folder, 'out/out.ipynb'));
  });

  it('ends with 1 for a failed cell, and shows the cell, its source and the traceback', async () => {
    const folder = await lesson(["k.print('fine')", "const x = 1;\nthrow new TypeError('no ' + x)"]);
    const result = await runCommand(['in.ipynb', 'out.ipynb', ...onKernel, '--no-progress-bar'], folder);
    assert.equal(result.exitCode, 1);
    assert.equal(
      result.stderr,
      `
error: Cell 2 (cell-2) failed: TypeError: no 1

  1 | const x = 1;
  2 | throw new TypeError('no ' + x)

TypeError: no 1
`,
    );
    assert.equal((await readValid(join(folder, 'out.ipynb'))).metadata.papermill.exception, true);
  });

  it('ends with 138 when the kernel dies', async () => {
    const folder = await lesson(['await k.exit(4)']);
    const { exitCode, stderr } = await runCommand(['in.ipynb', ...onKernel], folder);
    assert.equal(exitCode, 138);
    assert.match(stderr, /The kernel died in cell 1 \(cell-1\): exit code 4/);
  });

  it('injects parameters of all ways in papermill’s order', async () => {
    const folder = await lesson([{ source: 'var a, b, c, d;', tags: ['parameters'] }]);
    await writeFile(join(folder, 'p.yaml'), 'a: file\nb: file\nc: file\nd: file');
    const args = ['-r', 'd', '4', '-p', 'c', '-1', '-p', 'd', '5', '-y', 'b: [1]', '-f', 'p.yaml'];
    const { exitCode } = await runCommand(['in.ipynb', 'out.ipynb', ...args, '--prepare-only'], folder);
    assert.equal(exitCode, 1, 'the notebook names no language');
    await runCommand(['in.ipynb', 'out.ipynb', ...args, ...onKernel], folder);
    const { cells } = await readValid(join(folder, 'out.ipynb'));
    assert.equal(
      cells[1]?.source.join(''),
      '// Parameters\nvar a = "file";\nvar b = [1];\nvar c = -1;\nvar d = "4";',
    );
  });

  it('reads from stdin and writes to stdout', async () => {
    const folder = await lesson(["k.print('through pipes')"]);
    const input = await readFile(join(folder, 'in.ipynb'), 'utf8');
    const { exitCode, stdout } = await runCommand(['-', '-', ...onKernel], folder, input);
    assert.equal(exitCode, 0);
    assert.deepEqual(JSON.parse(stdout).cells[0].outputs[0].text, ['through pipes']);
  });

  it('says what a single path means where standard input is an empty pipe', async () => {
    const { exitCode, stderr } = await runCommand(['-', 'out.ipynb'], root, '');
    assert.equal(exitCode, 1);
    assert.match(stderr, /Standard input.*it is empty.*a single path is the output/);
  });

  it('repeats what the cells print when asked to', async () => {
    const folder = await lesson([
      "k.print('a line\\n'); k.print('\\u001b[31mred\\u001b[0m, no end')",
      'k.memory.x = 1',
    ]);
    const args = ['in.ipynb', 'out.ipynb', ...onKernel, '--log-output'];
    const { stderr } = await runCommand(args, folder);
    assert.match(stderr, /\na line\nred, no end\n\[1\/2\]/);
  });

  it('writes an HTML report, also of a failed run', async () => {
    const folder = await lesson(["throw new Error('<oh>')"]);
    const { exitCode } = await runCommand(
      ['in.ipynb', ...onKernel, '--report', 'html=report/r.html'],
      folder,
    );
    assert.equal(exitCode, 1);
    assert.match(await readFile(join(folder, 'report/r.html'), 'utf8'), /Error: &lt;oh&gt;/);
  });

  it('writes what the cells print to files, as they print it, under the very names given', async () => {
    const folder = await lesson(["k.print('one\\n'); k.print('oops\\n', 'stderr'); k.print('two\\n')"]);
    const files = ['--stdout-file', 'so.txt', '--stderr-file', '{se}.txt'];
    await writeFile(join(folder, 'so.txt'), 'of an earlier run');
    const { exitCode } = await runCommand(['in.ipynb', 'out.ipynb', ...onKernel, ...files], folder);
    assert.equal(exitCode, 0);
    assert.equal(await readFile(join(folder, 'so.txt'), 'utf8'), 'one\ntwo\n');
    assert.equal(await readFile(join(folder, '{se}.txt'), 'utf8'), 'oops\n');
    const nowhere = await runCommand(['in.ipynb', 'o.ipynb', '--stdout-file', 'no/so.txt'], folder);
    assert.equal(nowhere.exitCode, 1);
    assert.match(nowhere.stderr, /The file no\/so\.txt cannot be written/);
  });

  it('fills in the paths, and injects them as they were given', async () => {
    const folder = await lesson([{ source: 'var day;', tags: ['parameters'] }]);
    const args = ['in.ipynb', 'out/{day:02d}.ipynb', '-p', 'day', '3', '--inject-paths', '--report-mode'];
    const { exitCode, stderr } = await runCommand([...args, ...onKernel], folder);
    assert.equal(exitCode, 0, stderr);
    const { cells, metadata } = await readValid(join(folder, 'out/03.ipynb'));
    assert.equal(
      cells[1]?.source.join(''),
      '// Parameters\nvar PAPERMILL_INPUT_PATH = "in.ipynb";\n' +
        'var PAPERMILL_OUTPUT_PATH = "out/{day:02d}.ipynb";\nvar day = 3;',
    );
    assert.equal(metadata.papermill.output_path, 'out/03.ipynb');
    for (const cell of cells) assert.deepEqual(cell.metadata.jupyter, { source_hidden: true });
  });

  it('writes the notebook to a redirected stdout where no output is given, and is silent then', async () => {
    const folder = await lesson([{ source: '// none', tags: ['parameters'] }, "k.print('x')"]);
    const args = ['in.ipynb', ...onKernel, '-p', 'typo', '1', '--no-strict-parameters'];
    const { exitCode, stdout, stderr } = await runCommand(args, folder);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.equal(JSON.parse(stdout).metadata.papermill.output_path, '-');
  });

  it('tells more or less by the log level', async () => {
    const folder = await lesson(["k.print('said\\n'); k.print('warned\\n', 'stderr')"]);
    const told = async (...args: string[]) =>
      (await runCommand(['in.ipynb', 'o.ipynb', ...onKernel, '--no-progress-bar', ...args], folder)).stderr;
    const [info, warning, error, debug] = await Promise.all([
      told('--log-output'),
      told('--log-output', '--log-level', 'WARNING'),
      told('--log-output', '--log-level', 'ERROR'),
      told('--log-level', 'DEBUG'),
    ]);
    assert.deepEqual([info, warning, error], ['said\nwarned\n', 'warned\n', '']);
    assert.match(debug, /^debug: notebook-start inputPath=in\.ipynb outputPath=o\.ipynb cellCount=1$/m);
  });

  it('takes papermill’s other spellings', async () => {
    const folder = await lesson([{ source: 'var a, b, c;', tags: ['parameters'] }]);
    const args = ['-pa', '1', '--parameters=b', '2', '--parameters_raw', 'c', '3', '--start_timeout', '50'];
    const more = ['--prepare-only', '--prepare-execute', '--execution-timeout', '0', '-l', 'javascript'];
    const { exitCode, stderr } = await runCommand(
      ['in.ipynb', 'o.ipynb', ...args, ...more, ...onKernel],
      folder,
    );
    assert.equal(exitCode, 0, stderr);
    const { cells } = await readValid(join(folder, 'o.ipynb'));
    assert.equal(cells[1]?.source.join(''), '// Parameters\nvar a = 1;\nvar b = 2;\nvar c = "3";');
    assert.equal(cells[1]?.metadata.papermill.status, 'completed');
  });

  it('prints the parameters of a notebook, and starts nothing', async () => {
    const source =
      "const topic: string = 'sales'; // what to read\nlet shards = 2;\nlet at: Region = 'sul'; // where";
    const folder = await lesson([{ source, tags: ['parameters'] }]);
    const { exitCode, stdout } = await runCommand(['in.ipynb', '--help-notebook', '-k', 'tslab'], folder);
    assert.equal(exitCode, 0);
    assert.deepEqual(stdout.split('\n'), [
      'Usage: papermill-js [options] [input] [output]',
      '',
      "Parameters inferred for notebook 'in.ipynb':",
      "  topic: string (default 'sales')",
      `${' '.repeat(34)}what to read`,
      '  shards: number (default 2)',
      "  at: Region (default 'sul')      where [type not checked: it is not spelled out in the notebook]",
      '',
    ]);
    const none = await runCommand(['in.ipynb', '--help-notebook', '-k', 'tslab'], await lesson(['1']));
    assert.equal(none.exitCode, 1);
    assert.match(none.stdout, /No cell tagged 'parameters'/);
  });

  it('ends with 2 for a wrong command line, and says what is wrong', async () => {
    const cases: [string[], RegExp][] = [
      [[], /missing required argument 'input'/],
      [['a', 'b', 'c'], /too many arguments/],
      [['', 'a'], /a path is empty; is a variable of your shell not set\?/],
      [['a', ''], /a path is empty/],
      [['run', 'a', ''], /a path is empty/],
      [['watch', ''], /a path is empty/],
      [['a', '--bogus'], /unknown option '--bogus'/],
      [['a', '-p', 'x'], /-p takes two arguments, a name and a value/],
      [['a', '--execution-timeout', '-1'], /number of seconds, 0 or more, and at most 2000000/],
      [['a', '--start-timeout', '-1'], /number of seconds above 0, and at most 2000000/],
      [['a', '--report', 'pdf=x'], /Expected FORMAT=PATH with one of these formats: html, junit, json/],
      [['a', '--log-level', 'LOUD'], /Allowed choices are NOTSET, DEBUG/],
      [['a', '--autosave-cell-every', 'x'], /number of seconds/],
    ];
    const results = await Promise.all(cases.map(([args]) => runCommand(args, root)));
    for (const [index, [args, message]] of cases.entries()) {
      assert.equal(results[index]?.exitCode, 2, args.join(' '));
      assert.match(results[index]?.stderr ?? '', message);
    }
  });

  it('prints its version and its help to stdout', async () => {
    const [printedVersion, help] = await Promise.all([
      runCommand(['--version'], root),
      runCommand(['-h'], root),
    ]);
    assert.deepEqual([printedVersion.exitCode, printedVersion.stdout], [0, `${version}\n`]);
    for (const command of ['run', 'watch']) {
      const { exitCode, stdout } = await runCommand([command, '--version'], root);
      assert.deepEqual([exitCode, stdout], [0, `${version}\n`], command);
    }
    assert.equal(help.exitCode, 0);
    for (const flag of ['--parameters_raw', '--kernel-dir', '--execution-timeout', '--prepare-only', '138']) {
      assert.ok(help.stdout.includes(flag), flag);
    }
  });

  it('goes on where nobody reads what it tells, and says so where nobody takes the notebook', async () => {
    const folder = await lesson(['k.print("ran")']);
    const untold = startCommand(['in.ipynb', 'untold.ipynb', ...onKernel], folder);
    untold.child.stderr?.destroy();
    assert.equal((await untold.ended).exitCode, 0);
    const { cells } = await readValid(join(folder, 'untold.ipynb'));
    assert.equal(cells[0]?.outputs?.length, 1);

    const untaken = startCommand(['in.ipynb', '-', ...onKernel], folder);
    untaken.child.stdout?.destroy();
    const { exitCode, stderr } = await untaken.ended;
    assert.equal(exitCode, 1);
    assert.match(stderr, /error: The notebook could not be written to standard output: .*EPIPE/);
  });

  it('refuses a folder as its output, and a file of what cells print that would be a notebook', async () => {
    const folder = await lesson(['1']);
    const asFolder = await runCommand(['in.ipynb', 'out/', ...onKernel], folder);
    assert.match(asFolder.stderr, /The output out\/ is a folder\. Name a file in it/);
    const over = await runCommand(['in.ipynb', 'o.ipynb', '--stdout-file', 'in.ipynb', ...onKernel], folder);
    assert.match(over.stderr, /--stdout-file in\.ipynb would overwrite the notebook in\.ipynb/);
    assert.deepEqual([asFolder.exitCode, over.exitCode], [1, 1]);
    assert.notEqual(await readFile(join(folder, 'in.ipynb'), 'utf8'), '');
  });

  it('ends with 1 and one clear sentence for a notebook that is not there', async () => {
    const { exitCode, stderr } = await runCommand(['nowhere.ipynb'], root);
    assert.equal(exitCode, 1);
    assert.equal(stderr, '\nerror: The notebook nowhere.ipynb cannot be read: there is no such file.\n');
  });

  it('says of a folder in the notebook’s place that it is one', async () => {
    const { exitCode, stderr } = await runCommand(['.'], root);
    assert.equal(exitCode, 1);
    const reason = 'it is a folder; papermill-js run executes the notebooks in one';
    assert.equal(stderr, `\nerror: The notebook . cannot be read: ${reason}.\n`);
  });

  it('says what to do where there is no folder for temporary files', async () => {
    const folder = await lesson(['1']);
    // A file, for Node itself makes a missing folder there from version 22 on.
    const nowhere = join(folder, 'in.ipynb');
    const variables = { TMPDIR: nowhere, TEMP: nowhere, TMP: nowhere };
    const args = ['in.ipynb', 'out.ipynb', ...onKernel];
    const { exitCode, stderr } = await runCommand(args, folder, undefined, variables);
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /error: The kernel '\w+' did not start: its connection file cannot be written: .*Name another folder/,
    );
    const { cells } = await readValid(join(folder, 'out.ipynb'));
    assert.deepEqual(
      cells.map(({ metadata }) => metadata.papermill?.status),
      [undefined, 'pending'],
    );
  });

  // Windows has no signals that another process could send.
  const onPosix = { skip: process.platform === 'win32' };

  for (const [signal, exitCode] of [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`saves the notebook, stops the kernel and ends with ${exitCode} on ${signal}`, onPosix, async () => {
      const source = "k.print('pid ' + process.pid + '\\n'); await k.interrupted";
      const folder = await lesson([source, "k.print('never')"]);
      const command = startCommand(['in.ipynb', 'out.ipynb', ...onKernel, '--log-output'], folder);
      await command.untilStderr('pid ');
      command.child.kill(signal);
      const result = await command.ended;
      assert.equal(result.exitCode, exitCode);
      assert.match(result.stderr, /The execution was cancelled in cell 1/);
      const { cells } = await readValid(join(folder, 'out.ipynb'));
      assert.deepEqual(
        cells.map(({ metadata }) => metadata.papermill?.status),
        [undefined, undefined, 'failed', 'pending'],
      );
      const pid = Number(/pid (\d+)/.exec(result.stderr)?.[1]);
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
      assert.deepEqual(await readdir(folder), ['in.ipynb', 'out.ipynb', 'scripted']);
    });
  }

  it('says after a signal what is still done: the kernel, the notebook, the reports', onPosix, async () => {
    const folder = await lesson(["k.print('now\\n'); await k.interrupted"]);
    const args = ['in.ipynb', 'out.ipynb', ...onKernel, '--report', 'json=report.json'];
    const command = startCommand([...args, '--stdout-file', 'printed'], folder);
    while (!(await readFile(join(folder, 'printed'), 'utf8').catch(() => '')))
      await new Promise((resolve) => setTimeout(resolve, 10));
    command.child.kill('SIGINT');
    const told = [
      'SIGINT was received: interrupting cell 1 of in.ipynb; a second signal ends the command at once',
      'stopping the kernel …',
      'saving the notebook …',
      'in.ipynb: stopped, ',
      'writing the reports …',
    ];
    const lines = (await command.ended).stderr.split('\n');
    const at = told.map((text) => lines.findIndex((line) => line.startsWith(text)));
    assert.ok(!at.includes(-1), lines.join('\n'));
    assert.deepEqual(
      at,
      at.toSorted((a, b) => a - b),
    );
  });

  it('ends at once at a second signal, and leaves no connection file', onPosix, async (t) => {
    const folder = await lesson(["k.print('pid ' + process.pid + '\\n'); await new Promise(() => 0)"]);
    const temporary = await mkdtemp(join(root, 'tmp-'));
    const args = ['in.ipynb', 'out.ipynb', ...onKernel, '--log-output'];
    const command = startCommand(args, folder, undefined, { TMPDIR: temporary });
    t.after(() => command.child.kill('SIGKILL'));
    // Node keeps compiled code there too, from version 22 on.
    const connectionFiles = async (): Promise<string[]> =>
      (await readdir(temporary)).filter((name) => name.startsWith('papermill-js-'));
    await command.untilStderr('pid ');
    assert.equal((await connectionFiles()).length, 1);
    command.child.kill('SIGINT');
    command.child.kill('SIGTERM');
    const result = await command.ended;
    assert.ok(result.exitCode === 130 || result.exitCode === 143, `exit code ${result.exitCode}`);
    assert.deepEqual(await connectionFiles(), []);
  });
});
