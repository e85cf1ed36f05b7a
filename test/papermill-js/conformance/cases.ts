import type { DifferenceName } from './deliberate-differences.js';
import type { PythonCell } from './run-both.js';

const parametersCell = {
  source:
    'n = 1  # how many\ntext: str = "a"\nitems = []\nf = 0.5\nb = False\nnothing = None\nd = {}\nbig = 0',
  tags: ['parameters'],
};

/** A cell of each kind, and output of each kind. */
export const wholeNotebook: PythonCell[] = [
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

/** A command for both, and how the two outputs may differ. */
export interface Case {
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

export const inPlace = ['in.ipynb', 'out.ipynb'];
export const cases: readonly Case[] = [
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
