import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ensurePythonEnvironment, type PythonEnvironment } from '../../../scripts/lab/python-environment.js';
import { withoutPython } from '../../project/support/python.js';
import { temporaryFolder } from '../support/kernels.js';
import { differencesOf } from './compare.js';
import { type DifferenceName, deliberateDifferences } from './deliberate-differences.js';
import { type Both, type PythonCell, pythonNotebook, runBoth } from './run-both.js';

const requirements = path.join(import.meta.dirname, 'requirements.txt');
const readme = path.join(import.meta.dirname, '../../../scripts/papermill-js/README.md');

const parametersCell = {
  source:
    'n = 1  # how many\ntext: str = "a"\nitems = []\nf = 0.5\nb = False\nnothing = None\nd = {}\nbig = 0',
  tags: ['parameters'],
};

/** A cell of each kind, and output of each kind. */
const wholeNotebook: PythonCell[] = [
  { source: '# Title', type: 'markdown' },
  parametersCell,
  {
    source:
      'import sys\nprint(repr((n, text, items, f, b, nothing, d, big)))\nprint("err é", file=sys.stderr)',
  },
  { source: '' },
  { source: 'raise SystemError("skipped")', tags: ['skip-execution'] },
  {
    source:
      'from IPython.display import display, HTML, clear_output\ndisplay(HTML("<b>é</b>"))\nh = display("first", display_id=True)\n{"a": 1}',
  },
  { source: 'h.update("second")\nfor i in range(3):\n    print(i, end="\\r")\nprint("done")' },
  { source: 'print("a"); clear_output(wait=True); print("b"); PAPERMILL_INPUT_PATH' },
  { source: 'raw', type: 'raw' },
];

const everyWayOfParameters = [
  ...['-p', 'n', '3', '-p', 'f', '1.0', '-r', 'text', '7', '-y', 'items: [a, "é\\n"]', '-f', 'p.yaml'],
  ...['-p', 'big', '123456789012345678901234567890', '-p', 'nothing', 'None', '--inject-paths'],
  ...['-b', Buffer.from('{n: 99, b: no}').toString('base64'), '-y', '{text: lost, n: 98}'],
];

interface Case {
  readonly title: string;
  readonly cells: readonly PythonCell[];
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** Where the output is; `-` for standard output. */
  readonly output: string;
  /** The exit code of both, or of papermill and of ours. */
  readonly exit: number | readonly [number, number];
  /** The differences that show here, no fewer and no more. */
  readonly differ: readonly DifferenceName[];
  readonly piped?: boolean;
}

const inPlace = ['in.ipynb', 'out.ipynb'];
const cases: Case[] = [
  {
    title: 'a notebook with cells, outputs and parameters of every kind, its path a template',
    cells: wholeNotebook,
    files: { 'p.yaml': 'b: yes\nd: {k: [1, 1.0, null, "x", 010, 012], t: 2026-01-31}\n' },
    args: ['in.ipynb', 'out-{n:03d}-{text}.ipynb', ...everyWayOfParameters, '--report-mode'],
    output: 'out-003-7.ipynb',
    exit: 0,
    differ: ['ids', 'plainText', 'largeIntegers', 'foldedText', 'skipped'],
  },
  {
    title: 'a failing cell',
    cells: [{ source: '1' }, { source: '1/0' }, { source: '2' }],
    args: inPlace,
    output: 'out.ipynb',
    exit: 1,
    differ: ['ids', 'markerText'],
  },
  {
    title: 'an expected exception',
    cells: [{ source: '1/0', tags: ['raises-exception'] }, { source: '2' }],
    args: inPlace,
    output: 'out.ipynb',
    exit: [1, 0],
    differ: ['expectedExceptions'],
  },
  {
    title: 'a notebook that ends itself',
    cells: [{ source: 'import sys; sys.exit()' }, { source: '2' }],
    args: inPlace,
    output: 'out.ipynb',
    exit: 0,
    differ: ['earlyEnd'],
  },
  {
    title: 'a kernel that dies',
    cells: [{ source: '1' }, { source: 'import os; os._exit(3)' }, { source: '2' }],
    args: inPlace,
    output: 'out.ipynb',
    exit: 138,
    differ: ['truth'],
  },
  {
    title: 'a cell that takes too long',
    cells: [{ source: 'import time; time.sleep(600)' }, { source: '2' }],
    args: [...inPlace, '--execution-timeout', '1'],
    output: 'out.ipynb',
    exit: 1,
    differ: ['truth'],
  },
  {
    title: 'a notebook that is only prepared',
    cells: wholeNotebook,
    args: [...inPlace, '--prepare-only', '-p', 'n', '3', '--report-mode'],
    output: 'out.ipynb',
    exit: 0,
    differ: ['ids', 'prepared'],
  },
  {
    title: 'a notebook that comes through a pipe and goes into one',
    cells: [{ source: 'print(1)' }],
    args: ['-k', 'python3', '-l', 'python'],
    output: '-',
    exit: 0,
    differ: ['kernelspec'],
    piped: true,
  },
  {
    title: 'a notebook that comes through a pipe, with the output as the only path',
    cells: [{ source: 'print(1)' }],
    args: ['out.ipynb'],
    output: 'out.ipynb',
    exit: 0,
    differ: [],
    piped: true,
  },
  {
    title: 'values whose look decides what they are',
    cells: [{ source: 'a = b = c = d = e = f = None', tags: ['parameters'] }, { source: 'print(a, b, c)' }],
    args: [
      ...inPlace,
      ...['-p', 'a', '1e3', '-p', 'b', '-1', '-p', 'c', 'True'],
      ...['-p', 'd', 'true', '-p', 'e', '007', '-p', 'f', '.5'],
    ],
    output: 'out.ipynb',
    exit: 0,
    differ: ['ids', 'typing'],
  },
];

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
