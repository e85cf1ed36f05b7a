import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  type JsonEvent,
  type JsonReport,
  runResult,
  serializeNotebook,
  writeReports,
} from '../../scripts/papermill-js/src/index.js';
import { runCommand, startCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { type CellSketch, readValid, sketchNotebook } from './support/notebooks.js';
import { sketchResult } from './support/runs.js';

const root = temporaryFolder({ after });
let folders = 0;

/** A folder of its own with these notebooks, and the scripted kernel beside them. */
async function lessons(notebooks: Readonly<Record<string, CellSketch[]>>): Promise<string> {
  const folder = join(root, String(++folders));
  await mkdir(folder);
  await scriptedKernel(folder);
  for (const [name, cells] of Object.entries(notebooks)) {
    await writeFile(join(folder, `${name}.ipynb`), serializeNotebook(sketchNotebook(cells)));
  }
  return folder;
}

const onKernel = ['--kernel-dir', 'scripted'];
const failing = ["k.print('fine\\n')", "throw new TypeError('no')", '1'];

function eventsOf(stderr: string): JsonEvent[] {
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('Reports from the command line', { concurrency: 2 }, () => {
  it('are refused before anything runs where their folder cannot be made', async () => {
    const folder = await lessons({ good: ["k.print('hello')"] });
    await writeFile(join(folder, 'file'), '');
    const { exitCode, stderr } = await runCommand(
      ['run', 'good.ipynb', ...onKernel, '-o', 'out/', '--report', 'junit=file/report.xml'],
      folder,
    );
    assert.equal(exitCode, 1);
    assert.match(stderr, /The report file\/report\.xml cannot be written: .*file is no folder/);
    assert.equal(existsSync(join(folder, 'out')), false);
  });

  it('are written in every format asked for, also of a failed run', async () => {
    const folder = await lessons({ good: ["k.print('hello')"], bad: failing });
    const reports = ['html=r/page.html', 'html=pages/', 'junit=r/junit.xml', 'json=r/run.json'];
    const options = reports.flatMap((report) => ['--report', report]);
    const { exitCode } = await runCommand(
      ['run', 'bad.ipynb', 'good.ipynb', ...onKernel, ...options],
      folder,
    );
    assert.equal(exitCode, 1);
    assert.deepEqual((await readdir(folder)).sort(), ['bad.ipynb', 'good.ipynb', 'pages', 'r', 'scripted']);
    assert.deepEqual((await readdir(join(folder, 'r'))).sort(), ['junit.xml', 'page.html', 'run.json']);
    assert.deepEqual((await readdir(join(folder, 'pages'))).sort(), ['bad.html', 'good.html', 'index.html']);
    const index = await readFile(join(folder, 'pages/index.html'), 'utf8');
    assert.match(index, /<a href="bad\.html">bad\.ipynb<\/a>.*<a href="good\.html">good\.ipynb<\/a>/s);
    assert.match(await readFile(join(folder, 'pages/bad.html'), 'utf8'), /<h3>TypeError: no<\/h3>/);
    assert.match(await readFile(join(folder, 'r/junit.xml'), 'utf8'), /<failure message="TypeError: no"/);
    const report: JsonReport = JSON.parse(await readFile(join(folder, 'r/run.json'), 'utf8'));
    assert.deepEqual(
      report.notebooks.map(({ input, outcome }) => [input, outcome]),
      [
        ['bad.ipynb', 'failed'],
        ['good.ipynb', 'passed'],
      ],
    );
  });

  it('tell of a notebook that could not be started', async () => {
    const folder = await lessons({ in: ['1'] });
    const { exitCode } = await runCommand(
      ['in.ipynb', 'o.ipynb', '-k', 'nope', '--report', 'junit=r.xml'],
      folder,
    );
    assert.equal(exitCode, 1);
    assert.match(
      await readFile(join(folder, 'r.xml'), 'utf8'),
      /<error message="KernelNotFoundError: No kernel/,
    );
  });

  it('end the command too where a file system makes no folders, such as /proc', {
    skip: !existsSync('/proc/self') && 'there is no /proc',
  }, async () => {
    const folder = await lessons({ in: ['1'] });
    const { exitCode, stderr } = await runCommand(
      ['in.ipynb', 'o.ipynb', ...onKernel, '--report', 'html=/proc/nope/x.html'],
      folder,
    );
    assert.equal(exitCode, 1);
    assert.match(stderr, /The report \/proc\/nope\/x\.html cannot be written: ENOENT/);
  });

  it('fail the command where they cannot be written, after the notebook and the other reports', async () => {
    const folder = await lessons({ in: ["k.print('hello')"] });
    await mkdir(join(folder, 'r.xml'));
    const reports = ['--report', 'junit=r.xml', '--report', 'json=r.json'];
    const { exitCode, stderr } = await runCommand(['in.ipynb', 'o.ipynb', ...onKernel, ...reports], folder);
    assert.equal(exitCode, 1);
    assert.match(stderr, /error: The file r\.xml cannot be written: /);
    await readValid(join(folder, 'o.ipynb'));
    assert.equal(JSON.parse(await readFile(join(folder, 'r.json'), 'utf8')).ok, true);
  });

  it('are written of an interrupted run too', async () => {
    const folder = await lessons({ in: ['await k.interrupted'] });
    const args = ['in.ipynb', 'o.ipynb', ...onKernel, '--report', 'json=r.json', '--log-format', 'json'];
    const command = startCommand(args, folder);
    await command.untilStderr('"cell-start"');
    command.child.kill('SIGINT');
    const { exitCode, stderr } = await command.ended;
    assert.equal(exitCode, 130);
    const report: JsonReport = JSON.parse(await readFile(join(folder, 'r.json'), 'utf8'));
    assert.equal(report.notebooks[0]?.outcome, 'cancelled');
    assert.equal(report.notebooks[0]?.error?.code, 'EXECUTION_CANCELLED');
    assert.equal(eventsOf(stderr).at(-1)?.type, 'error');
  });

  it('name files from the repository’s root, where CI says it', async () => {
    const folder = await lessons({ in: ['1'] });
    const args = ['in.ipynb', 'o.ipynb', ...onKernel, '--report', 'junit=r.xml'];
    await runCommand(args, folder, '', { GITHUB_WORKSPACE: '', CI_PROJECT_DIR: root });
    const xml = await readFile(join(folder, 'r.xml'), 'utf8');
    assert.ok(xml.includes(` file="${basename(folder)}/in.ipynb"`));
  });

  it('go where a scheme says', async () => {
    const written = new Map<string, string>();
    const mem = {
      read: async (path: string) => written.get(path) ?? '',
      write: async (path: string, text: string) => void written.set(path, text),
    };
    const run = runResult([sketchResult('a.ipynb', ['1'])]);
    const targets = [
      { format: 'html', path: 'mem://reports/' },
      { format: 'json', path: 'mem://run.json' },
    ] as const;
    await writeReports(run, targets, { ioHandlers: { mem }, title: 'Nightly' });
    assert.deepEqual([...written.keys()].sort(), [
      'mem://reports/a.html',
      'mem://reports/index.html',
      'mem://run.json',
    ]);
    assert.match(written.get('mem://reports/index.html') ?? '', /<title>Nightly<\/title>/);
  });

  it('go to GitHub where that runs the command: annotations, and the step’s summary', async () => {
    const folder = await lessons({ bad: failing });
    const summaryPath = join(folder, 'summary.md');
    await writeFile(summaryPath, 'before\n');
    const variables = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder, GITHUB_STEP_SUMMARY: summaryPath };
    const { exitCode, stdout } = await runCommand(
      ['bad.ipynb', 'o.ipynb', ...onKernel],
      folder,
      '',
      variables,
    );
    assert.equal(exitCode, 1);
    assert.match(
      stdout,
      /^::error file=bad\.ipynb,line=\d+,title=bad\.ipynb%2C cell 2::TypeError: no%0A%0A.*\n$/,
    );
    assert.match(
      await readFile(summaryPath, 'utf8'),
      /^before\n### ❌ 0 of 1 notebook passed.*\| ❌ failed \|/s,
    );
    const piped = await runCommand(['bad.ipynb', '-', ...onKernel], folder, '', variables);
    assert.equal(JSON.parse(piped.stdout).nbformat, 4);
    assert.match(piped.stderr, /^::error file=bad\.ipynb/m);
    const reported = await runCommand(
      ['run', 'bad.ipynb', '--report', 'json=-', ...onKernel],
      folder,
      '',
      variables,
    );
    assert.equal(JSON.parse(reported.stdout).ok, false);
    assert.match(reported.stderr, /^::error file=bad\.ipynb/m);
    const both = await runCommand(
      ['bad.ipynb', '-', '--report', 'json=-', ...onKernel],
      folder,
      '',
      variables,
    );
    assert.equal(both.exitCode, 2);
    assert.match(both.stderr, /the notebook and the json report would be mixed on standard output/);
  });
});

describe('--log-format json', { concurrency: 2 }, () => {
  it('tells each event of a notebook as a line on stderr, and what ended it', async () => {
    const folder = await lessons({ in: failing });
    const args = ['in.ipynb', 'o.ipynb', ...onKernel, '--log-format', 'json', '--log-output'];
    const { exitCode, stdout, stderr } = await runCommand(args, folder);
    assert.deepEqual([exitCode, stdout], [1, '']);
    const events = eventsOf(stderr);
    const ofNotebook = events.filter(({ notebook }) => notebook === 'in.ipynb').map(({ type }) => type);
    assert.deepEqual(ofNotebook, [
      'notebook-start',
      'kernel-ready',
      ...['cell-start', 'output', 'cell-end'],
      ...['cell-start', 'output', 'cell-end'],
      'ending',
      'ending',
      'notebook-end',
      'notebook-result',
      'error',
    ]);
    const ended = events.find(({ type }) => type === 'run-end');
    assert.ok(ended?.type === 'run-end');
    assert.deepEqual(ended.notebooks, [{ notebook: 'in.ipynb', outcome: 'failed' }]);
    for (const { time } of events) assert.equal(new Date(time).toISOString(), time);
  });

  it('names the notebook of each line where there are several', async () => {
    const folder = await lessons({ a: ["k.print('A')"], b: ["k.print('B')"] });
    const args = ['run', 'a.ipynb', 'b.ipynb', '--jobs', '2', ...onKernel, '--log-format=json'];
    const { exitCode, stderr } = await runCommand(args, folder);
    assert.equal(exitCode, 0, stderr);
    const said = eventsOf(stderr).flatMap((event) =>
      event.type === 'output' ? [[event.notebook, event.text]] : [],
    );
    assert.deepEqual(said.sort(), [
      ['a.ipynb', 'A'],
      ['b.ipynb', 'B'],
    ]);
  });

  it('is JSON too where nothing could be executed', async () => {
    const folder = await lessons({ in: ['1'] });
    const log = ['--log-format', 'json'];
    const wrong = await runCommand(['in.ipynb', 'o.ipynb', '--no-such-option', ...log], folder);
    assert.equal(wrong.exitCode, 2);
    const [usage] = eventsOf(wrong.stderr);
    assert.ok(usage?.type === 'error');
    assert.equal(usage.name, 'UsageError');
    assert.match(usage.message, /unknown option '--no-such-option'/);
    const missing = await runCommand(['none.ipynb', 'o.ipynb', ...log], folder);
    assert.equal(missing.exitCode, 1);
    const last = eventsOf(missing.stderr).at(-1);
    assert.ok(last?.type === 'error');
    assert.equal(last.code, 'NOTEBOOK_IO');
  });
});
