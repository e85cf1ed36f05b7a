import type { Output } from '../../../scripts/papermill-js/src/index.js';

/** A cell of a notebook that nbval and papermill-js check. */
export interface CheckedCell {
  readonly source: string;
  readonly saved: readonly Output[];
  readonly tags?: readonly string[];
  /** It was saved without a count, as one that was never run. */
  readonly neverRun?: true;
  /** Whether it differs from what is saved. */
  readonly differs: boolean;
  /** Why nbval says the opposite; undefined where it agrees. */
  readonly nbvalDisagrees?: string;
}

type Bundle = Extract<Output, { output_type: 'display_data' }>['data'];

const text = (value: string, name: 'stdout' | 'stderr' = 'stdout'): Output => ({
  output_type: 'stream',
  name,
  text: value,
});
const shown = (data: Bundle): Output => ({ output_type: 'display_data', data, metadata: {} });
const returned = (data: Bundle): Output => ({
  output_type: 'execute_result',
  data,
  metadata: { kept: 1 },
  execution_count: 99,
});
const thrown = (ename: string, evalue: string): Output => ({
  output_type: 'error',
  ename,
  evalue,
  traceback: ['another one'],
});
const display = (bundle: string): string => `display(${bundle}, raw=True)`;
const divided = 'division by zero';

/** nbval's own file for its tests has these. */
export const sanitizers = String.raw`[Dates and times]
regex: \d\d\d\d-\d\d-\d\d
replace: DATESTAMP

regex: \d\d:\d\d:\d\d
replace: TIMESTAMP

[Memory addresses]
regex: (<[a-zA-Z_][0-9a-zA-Z_.]* at )(0x[0-9a-fA-F]+)(>)
replace: \1MEMORY_ADDRESS\3
`;

export const cells: readonly CheckedCell[] = [
  { source: "print('a')", saved: [text('a\n')], differs: false },
  { source: "print('a')", saved: [text('b\n')], differs: true },
  { source: "print('a')", saved: [text('a')], differs: true },
  { source: "print('a')", saved: [], differs: true },
  { source: 'x = 1', saved: [text('gone')], differs: true },
  { source: 'x = 1', saved: [], neverRun: true, differs: false },
  {
    source: "print('a')",
    saved: [],
    neverRun: true,
    differs: true,
    nbvalDisagrees: 'it does not compare what was never run, so a notebook without outputs passes',
  },
  {
    source: "print('a')",
    saved: [text('a\n')],
    neverRun: true,
    differs: false,
    nbvalDisagrees: 'outputs without counts, as tools leave them that clean notebooks, are an error',
  },
  {
    source: "import sys; print('a', end=''); print('e', file=sys.stderr); print('b')",
    saved: [text('e\n', 'stderr'), text('ab\n')],
    differs: false,
  },
  { source: "import sys; print('e', file=sys.stderr)", saved: [text('f\n', 'stderr')], differs: true },
  { source: String.raw`print('10\r20\r30')`, saved: [text('10\r30\n')], differs: false },
  {
    source: String.raw`print('abc\b\bd')`,
    saved: [text('ad\n')],
    differs: false,
    nbvalDisagrees: 'its expression for a backspace matches the edge of a word',
  },
  {
    source: '1/0',
    saved: [thrown('ZeroDivisionError', divided)],
    tags: ['raises-exception'],
    differs: false,
  },
  {
    source: '1/0',
    saved: [thrown('ZeroDivisionError', 'another')],
    tags: ['nbval-raises-exception'],
    differs: true,
  },
  { source: '# NBVAL_RAISES_EXCEPTION\n1/0', saved: [thrown('ZeroDivisionError', divided)], differs: false },
  {
    source: display("{'text/html': '<b>1</b>', 'text/plain': 'x'}"),
    saved: [shown({ 'text/html': ['<b>', '1</b>'], 'text/plain': 'x' })],
    differs: false,
  },
  {
    source: display("{'text/html': '<b>1</b>', 'text/plain': 'x'}"),
    saved: [shown({ 'text/plain': 'x' })],
    differs: true,
  },
  { source: '2 ** 10', saved: [returned({ 'text/plain': '1024' })], differs: false },
  { source: 'display(1)', saved: [returned({ 'text/plain': '1' })], differs: false },
  {
    source: display("{'image/png': 'AAAA', 'text/plain': 'x'}"),
    saved: [shown({ 'image/png': 'BBBB', 'text/plain': 'x' })],
    differs: false,
  },
  {
    source: display("{'image/png': 'AAAA', 'text/plain': 'x'}"),
    saved: [shown({ 'text/plain': 'x' })],
    differs: true,
    nbvalDisagrees: 'it does not look for pictures at all',
  },
  {
    source: display("{'image/svg+xml': '<svg>1</svg>'}"),
    saved: [shown({ 'image/svg+xml': '<svg>2</svg>' })],
    differs: false,
    nbvalDisagrees: 'it compares the text of SVG, in which plots have another date and other ids each time',
  },
  {
    source: display("{'application/json': {'a': 1, 'b': [2]}}"),
    saved: [shown({ 'application/json': { b: [2], a: 1 } })],
    differs: false,
  },
  {
    source: display("{'application/json': {'a': 1, 'b': [2]}}"),
    saved: [shown({ 'application/json': { a: 1, b: [3] } })],
    differs: true,
  },
  {
    source: display("{'application/vnd.jupyter.widget-view+json': {'model_id': '1'}, 'text/plain': 'w'}"),
    saved: [shown({ 'application/vnd.jupyter.widget-view+json': { model_id: '2' }, 'text/plain': 'w' })],
    differs: false,
  },
  {
    source: 'display(1); display(2)',
    saved: [shown({ 'text/plain': '1' }), shown({ 'text/plain': '2' })],
    differs: false,
  },
  {
    source: 'display(1); display(2)',
    saved: [shown({ 'text/plain': '2' }), shown({ 'text/plain': '1' })],
    differs: true,
  },
  { source: 'display(1); display(2)', saved: [shown({ 'text/plain': '1' })], differs: true },
  {
    source: 'print(1); display(2); print(3)',
    saved: [text('1\n3\n'), shown({ 'text/plain': '2' })],
    differs: false,
  },
  {
    source: 'import random; random.random()',
    saved: [returned({ 'text/plain': '2' })],
    tags: ['nbval-ignore-output'],
    differs: false,
  },
  { source: '#NBVAL_IGNORE_OUTPUT\n1', saved: [], differs: false },
  {
    source: '# NBVAL_CHECK_OUTPUT\n1',
    saved: [returned({ 'text/plain': '2' })],
    tags: ['nbval-ignore-output'],
    differs: true,
  },
  { source: '# NBVAL_SKIP\nboom', saved: [text('x')], differs: false },
  { source: 'boom', saved: [], tags: ['nbval-skip'], differs: false },
  {
    source: "print('2026-01-02 12:30:11 <Foo at 0xabc>')",
    saved: [text('2025-05-06 01:02:03 <Foo at 0xdef12>\n')],
    differs: false,
  },
  { source: "print('12:30')", saved: [text('01:02\n')], differs: true },
  { source: '', saved: [text('x')], differs: true },
];
