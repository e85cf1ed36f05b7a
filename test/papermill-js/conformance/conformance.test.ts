import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ensurePythonEnvironment, type PythonEnvironment } from '../../../scripts/lab/python-environment.js';
import { withoutPython } from '../../project/support/python.js';
import { jsonValues } from '../support/json-values.js';
import { temporaryFolder } from '../support/kernels.js';
import { cases, inPlace, wholeNotebook } from './cases.js';
import { differencesOf } from './compare.js';
import { type DifferenceName, deliberateDifferences } from './deliberate-differences.js';
import { type Both, pythonNotebook, type Ran, runBoth } from './run-both.js';

const requirements = path.join(import.meta.dirname, 'requirements.txt');
const behaviours = path.join(import.meta.dirname, '../fixtures/behaviours');
const readme = path.join(import.meta.dirname, '../../../scripts/papermill-js/README.md');

describe('papermill and papermill-js', { skip: withoutPython, concurrency: 2 }, () => {
  const folder = temporaryFolder({ after });
  let environment: PythonEnvironment;
  let runs = 0;
  before(async () => {
    environment = await ensurePythonEnvironment({ requirements });
  });

  const both = (
    files: Readonly<Record<string, string>>,
    args: readonly string[],
    stdin?: string,
  ): Promise<Both> => runBoth(environment, path.join(folder, String(++runs)), files, args, stdin);

  for (const { title, cells, args, files, output, exit, differ, piped } of cases) {
    // Only a POSIX shell makes a pipe that papermill takes for one.
    const skip = piped === true && process.platform === 'win32';
    it(`agree on ${title}, but for what differs on purpose`, { skip }, async () => {
      const notebook = pythonNotebook(cells);
      const ran = await both({ 'in.ipynb': notebook, ...files }, args, piped ? notebook : undefined);
      const printed = `${ran.papermill.stderr}\n---\n${ran.ours.stderr}`;
      const expected = typeof exit === 'number' ? [exit, exit] : exit;
      assert.deepEqual([ran.papermill.exitCode, ran.ours.exitCode], expected, printed);
      const [theirs, ours] = await Promise.all(
        [ran.papermill, ran.ours].map((one) =>
          output === '-' ? JSON.parse(one.stdout) : one.notebook(output),
        ),
      );
      const allowed: DifferenceName[] = ['version', ...differ];
      const shown = differencesOf(theirs, ours).map((difference) => ({
        ...difference,
        because: allowed.find((name) => deliberateDifferences[name].explains(difference)),
      }));
      assert.deepEqual(
        shown.filter(({ because }) => because === undefined),
        [],
      );
      assert.deepEqual(new Set(shown.map(({ because }) => because)), new Set(allowed));
    });
  }

  it('write what the cells print to the same files', async () => {
    const source = 'import sys\nfor i in range(200):\n    print(i)\n    print("é", i, file=sys.stderr)';
    const files = { 'in.ipynb': pythonNotebook([{ source }]) };
    const { papermill, ours } = await both(files, [...inPlace, '--stdout-file', 'so', '--stderr-file', 'se']);
    for (const file of ['so', 'se']) assert.equal(await ours.read(file), await papermill.read(file), file);
  });

  it('run an output again in the same way: new parameters in place of the old, and no marks of the failure', async () => {
    const cells = [{ source: 'n = 0', tags: ['parameters'] }, { source: 'print(1 / n)' }];
    const failed = await both({ 'in.ipynb': pythonNotebook(cells) }, [...inPlace, '-p', 'n', '0']);
    const again = await both({ 'in.ipynb': await failed.papermill.read('out.ipynb') }, [
      ...inPlace,
      '-p',
      'n',
      '2',
    ]);
    assert.deepEqual([again.papermill.exitCode, again.ours.exitCode], [0, 0]);
    const [theirs, ours] = [
      await again.papermill.notebook('out.ipynb'),
      await again.ours.notebook('out.ipynb'),
    ];
    const paths = differencesOf(theirs, ours).map((field) => field.path);
    // papermill keeps the version of the first run, and gives the injected cell another id each time.
    const own = ['notebook.cells[1].id', 'notebook.metadata.papermill.version'];
    assert.deepEqual(
      paths.filter((field) => !own.includes(field)),
      [],
    );
  });

  it('keep the same state of widgets, binary data and the outputs inside an Output widget with it', async () => {
    const notebook = await readFile(path.join(behaviours, 'python/widgets-keep-their-state.ipynb'), 'utf8');
    const { papermill, ours } = await both({ 'in.ipynb': notebook }, inPlace);
    assert.deepEqual([papermill.exitCode, ours.exitCode], [0, 0], ours.stderr);
    const [theirs = [], own = []] = await Promise.all([papermill, ours].map(widgetModels));
    assert.equal(theirs.length, 7);
    assert.deepEqual(own, theirs);
  });

  it('differ in the folder in which the kernel runs', async () => {
    const source = 'import os; print(os.path.basename(os.getcwd()), os.path.exists("beside.txt"))';
    const files = {
      'in.ipynb': pythonNotebook([{ source }]),
      'sub/beside.txt': '',
      'sub/in.ipynb': pythonNotebook([{ source }]),
    };
    const ran = await both(files, ['sub/in.ipynb', 'out.ipynb']);
    const text = async (one: Both['ours']) => JSON.stringify(await one.notebook('out.ipynb'));
    assert.match(await text(ran.papermill), /papermill False/);
    assert.match(await text(ran.ours), /sub True/);
    const same = await both(files, ['sub/in.ipynb', 'out.ipynb', '--cwd', 'sub']);
    assert.deepEqual(
      differencesOf(await same.papermill.notebook('out.ipynb'), await same.ours.notebook('out.ipynb')).map(
        ({ path: at }) => at,
      ),
      ['notebook.metadata.papermill.version'],
    );
  });

  it('differ where the notebook says how long a cell may take', async () => {
    const notebook = JSON.parse(pythonNotebook([{ source: 'import time; time.sleep(3)' }]));
    notebook.metadata.execution = { timeout: 1 };
    const { papermill, ours } = await both({ 'in.ipynb': JSON.stringify(notebook) }, inPlace);
    assert.deepEqual([papermill.exitCode, ours.exitCode], [0, 1]);
    assert.match(ours.stderr, /ran longer than the 1 s a cell may take/);
  });

  it('print the same help for a notebook', async () => {
    const notebooks = [wholeNotebook, [{ source: '1' }], [{ source: '1', tags: ['parameters'] }]];
    for (const cells of notebooks) {
      const { papermill, ours } = await both({ 'in.ipynb': pythonNotebook(cells) }, [
        'in.ipynb',
        '--help-notebook',
      ]);
      const withoutUsage = ({ stdout }: { stdout: string }) =>
        stdout.replace(/^Usage: .*\n/, '').replace(/ +$/gm, '');
      assert.equal(withoutUsage(ours), withoutUsage(papermill));
      assert.equal(ours.exitCode, papermill.exitCode);
    }
  });

  it('end with the same exit code where nothing can be executed', async () => {
    const notebook = pythonNotebook([{ source: 'a = 1', tags: ['parameters'] }]);
    const commands = [
      [...inPlace, '--engine', 'nope'],
      ['in.ipynb', 'out-{missing}.ipynb'],
      [...inPlace, '-k', 'nope'],
      ['nowhere.ipynb', 'out.ipynb'],
      [...inPlace, '-f', 'nowhere.yaml'],
      [...inPlace, '--bogus'],
      [...inPlace, '--log-level', 'LOUD'],
      [...inPlace, '-p', 'a'],
    ];
    const codes = await Promise.all(
      commands.map(async (args) => {
        const { papermill, ours } = await both({ 'in.ipynb': notebook }, args);
        return { args, papermill: papermill.exitCode, ours: ours.exitCode };
      }),
    );
    for (const { args, papermill, ours } of codes) assert.equal(ours, papermill, args.join(' '));
    assert.deepEqual(new Set(codes.map(({ ours }) => ours)), new Set([1, 2]));
  });

  it('differ where a parameter is not declared: papermill warns, ours refuses, unless it is told not to', async () => {
    const files = { 'in.ipynb': pythonNotebook([{ source: 'a = 1', tags: ['parameters'] }]) };
    const { papermill, ours } = await both(files, [...inPlace, '-p', 'typo', '1']);
    assert.deepEqual([papermill.exitCode, ours.exitCode], [0, 1]);
    assert.match(papermill.stderr, /Passed unknown parameter: typo/);
    assert.match(ours.stderr, /'typo' is not declared in the notebook's parameters cell; it declares a\./);
    assert.equal(await ours.notebook('out.ipynb'), undefined);
  });

  it('give a Python kernel any JSON value unchanged', async () => {
    const values = jsonValues(300);
    const source = 'import json; print(json.dumps(values))';
    const cells = [{ source: 'values = []', tags: ['parameters'] }, { source }];
    const files = { 'in.ipynb': pythonNotebook(cells), 'p.json': JSON.stringify({ values }) };
    const { ours } = await both(files, [...inPlace, '-f', 'p.json', '--stdout-file', 'so']);
    assert.deepEqual(JSON.parse(await ours.read('so')), values, ours.stderr);
  });

  it('know the same options', async () => {
    const { papermill, ours } = await both({}, ['--help']);
    const optionsOf = (help: string) => new Set(help.match(/--[a-z][a-z_-]*/g));
    const known = optionsOf(ours.stdout);
    // Accepted, as another test shows, but not advertised: one spelling is enough.
    known.add('--start_timeout');
    assert.deepEqual(
      [...optionsOf(papermill.stdout)].filter((option) => !known.has(option)),
      [],
    );
  });

  it('have every difference explained in the README', async () => {
    const text = await readFile(readme, 'utf8');
    for (const { readme: sentence } of Object.values(deliberateDifferences)) {
      assert.ok(text.replace(/\s+/g, ' ').includes(sentence), sentence);
    }
  });
});

/** The widgets of an output, without the ids that are others each time. */
async function widgetModels(ran: Ran): Promise<string[]> {
  const { metadata } = (await ran.notebook('out.ipynb')) as { metadata: { widgets: WidgetMetadata } };
  const { state } = metadata.widgets['application/vnd.jupyter.widget-state+json'];
  return Object.values(state)
    .map((model) => JSON.stringify(model).replace(/IPY_MODEL_\w+/g, 'IPY_MODEL'))
    .sort();
}

interface WidgetMetadata {
  readonly 'application/vnd.jupyter.widget-state+json': { readonly state: Record<string, unknown> };
}
