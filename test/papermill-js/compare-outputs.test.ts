import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import {
  compareOutputs,
  type OutputDifference,
} from '../../scripts/papermill-js/src/check/compare-outputs.js';
import {
  describeDifference,
  summarizeDifference,
} from '../../scripts/papermill-js/src/check/describe-difference.js';
import { checkMarkers } from '../../scripts/papermill-js/src/check/markers.js';
import type { Cell, Output } from '../../scripts/papermill-js/src/index.js';

const stream = (text: string, name: 'stdout' | 'stderr' = 'stdout'): Output => ({
  output_type: 'stream',
  name,
  text,
});
const display = (data: Record<string, unknown>, count?: number): Output => {
  const bundle = data as Extract<Output, { output_type: 'display_data' }>['data'];
  if (count === undefined) return { output_type: 'display_data', data: bundle, metadata: {} };
  return { output_type: 'execute_result', data: bundle, metadata: {}, execution_count: count };
};
const error = (evalue: string, ...traceback: string[]): Output => ({
  output_type: 'error',
  ename: 'TypeError',
  evalue,
  traceback,
});

function compare(
  saved: readonly Output[],
  fresh: readonly Output[],
  images: 'type' | 'data' = 'type',
): string[] {
  return compareOutputs(saved, fresh, { sanitizers: [], images }).map(summarizeDifference);
}

describe('Outputs are the same', () => {
  const pairs: readonly [string, Output[], Output[]][] = [
    [
      'however the text of a stream is cut in pieces, and whatever comes between them',
      [stream('a\n'), stream('x\n', 'stderr'), stream('b\n')],
      [stream('a\nb\n'), stream('x\n', 'stderr')],
    ],
    [
      'where a progress bar went another way to the same end',
      [stream('10 %\r50 %\rdone\n')],
      [stream('done\n')],
    ],
    [
      'with another execution count, other metadata, and shown in place of returned',
      [display({ 'text/plain': '1' }, 3)],
      [{ ...display({ 'text/plain': '1' }), metadata: { width: 3 } } as Output],
    ],
    ['with another traceback of the same error', [error('no', 'line 1')], [error('no', 'line 2')]],
    [
      'with the names in JSON in another order',
      [display({ 'application/vnd.vega.v5+json': { a: 1, b: [{ c: 2, d: 3 }] } })],
      [display({ 'application/vnd.vega.v5+json': { b: [{ d: 3, c: 2 }], a: 1 } })],
    ],
    [
      'with another picture of the same type, and another widget',
      [display({ 'image/png': 'AAAA', 'application/vnd.jupyter.widget-view+json': { model_id: '1' } })],
      [display({ 'image/png': 'BBBB', 'application/vnd.jupyter.widget-view+json': { model_id: '2' } })],
    ],
    ['with a stream that says nothing', [stream('')], []],
    [
      'with colours, and ends of lines of Windows',
      [stream('\u001b[31ma\u001b[0m\r\nb\r\n')],
      [stream('a\nb\n')],
    ],
  ];
  for (const [title, saved, fresh] of pairs) it(title, () => assert.deepEqual(compare(saved, fresh), []));
});

describe('Outputs differ', () => {
  it('by any character of a stream, a result, HTML, JSON or an error’s message', () => {
    assert.deepEqual(compare([stream('a')], [stream('a ')]), ['stdout differs']);
    assert.deepEqual(compare([display({ 'text/plain': '1' }, 1)], [display({ 'text/plain': '2' }, 1)]), [
      'text/plain differs',
    ]);
    assert.deepEqual(
      compare(
        [display({ 'text/html': '<b>1</b>', 'application/json': { a: [1, 2] } })],
        [display({ 'text/html': '<b>2</b>', 'application/json': { a: [2, 1] } })],
      ),
      ['text/html differs', 'application/json differs'],
    );
    assert.deepEqual(compare([error('yes')], [error('no')]), ['error differs']);
  });

  it('by what is missing, new, or there another number of times', () => {
    assert.deepEqual(compare([stream('a'), stream('b', 'stderr')], [stream('b')]), [
      'stdout differs',
      'stderr is missing',
    ]);
    assert.deepEqual(compare([], [display({ 'image/png': 'AAAA' })]), ['image/png is new']);
    const one = display({ 'text/plain': '1' });
    assert.deepEqual(compare([one], [one, one]), ['text/plain comes 2 times, not 1']);
  });

  it('by the order of results of the same type', () => {
    const [one, two] = [display({ 'text/plain': '1' }), display({ 'text/plain': '2' })];
    assert.deepEqual(compare([one, two], [two, one]), ['text/plain differs']);
  });

  it('by the bytes of pictures, where those count, but not by their lines', () => {
    const picture = (data: string): Output[] => [display({ 'image/png': data, 'image/svg+xml': '<svg/>' })];
    assert.deepEqual(compare(picture('AAAA\nBBBB\n'), picture('AAAABBBB'), 'data'), []);
    assert.deepEqual(compare(picture('AAAA'), picture('AAAB'), 'data'), ['image/png differs']);
    const [difference] = compareOutputs(picture('AAAA'.repeat(1000)), picture('BBBB'), {
      sanitizers: [],
      images: 'data',
    });
    assert.ok(difference);
    assert.ok(describeDifference(difference).join('').length < 400, 'no base64 is shown');
  });
});

describe('A difference', () => {
  const lines = (saved: string[], fresh: string[]): string[] =>
    describeDifference({ what: 'stdout', saved, fresh }).map((line) => stripVTControlCharacters(line));

  it('is told as a unified diff, in colours', () => {
    const saved = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
    const difference: OutputDifference = {
      what: 'stdout',
      saved: [saved],
      fresh: [saved.replace('line 10', 'LINE 10')],
    };
    assert.deepEqual(describeDifference(difference), [
      'stdout differs (\u001b[31m- saved\u001b[39m, \u001b[32m+ now\u001b[39m):',
      '\u001b[36m@@ -8,7 +8,7 @@\u001b[39m',
      ' line 7',
      ' line 8',
      ' line 9',
      '\u001b[31m-line 10\u001b[39m',
      '\u001b[32m+LINE 10\u001b[39m',
      ' line 11',
      ' line 12',
      ' line 13',
    ]);
  });

  it('of nothing but blanks or the last newline can be seen', () => {
    assert.deepEqual(lines(['a \nb'], ['a\nb']).slice(2), ['-a·', '+a', ' b']);
    assert.deepEqual(lines(['a\n'], ['a']).slice(2), ['-a', '+a', '\\ No newline at end of file']);
  });

  it('within a long line is shown with what surrounds it', () => {
    const text = 'x'.repeat(5000);
    const [, , saved = '', fresh = ''] = lines([`${text}A${text}`], [`${text}B${text}`]);
    assert.match(saved, /^-…x{60}Ax+…$/);
    assert.match(fresh, /^\+…x{60}Bx+…$/);
  });

  it('is shown only so far, also between 100,000 lines that have nothing in common', () => {
    const many = (word: string): string => `first\n${`${word}\n`.repeat(100_000)}`;
    assert.deepEqual(lines([many('a')], [many('b')]).slice(1), [
      '@@ from line 2 on; 100002 lines saved, 100002 now @@',
      ' first',
      '-a',
      '-a',
      '-a',
      '+b',
      '+b',
      '+b',
      '…',
    ]);
    assert.deepEqual(lines([''], ['a\n'.repeat(500)]).slice(-2), ['+a', '… 421 more lines']);
  });

  it('names each of several results that differ', () => {
    const told = lines(['1', 'same', '2'], ['1!', 'same', '2!']);
    assert.deepEqual(told.slice(1), ['@@ -1,1 +1,1 @@', '-1', '+1!', '@@ -1,1 +1,1 @@', '-2', '+2!']);
  });
});

describe('A cell', () => {
  const markers = (source: string, tags: string[] = []): object =>
    checkMarkers({
      cell_type: 'code',
      id: 'a',
      source,
      metadata: { tags },
      outputs: [],
      execution_count: null,
    } as Cell);
  const none = { compare: undefined, raises: false, skip: false };

  it('says in nbval’s tags how it is to be checked', () => {
    assert.deepEqual(markers('1', ['other', 'nbval-ignore-output']), { ...none, compare: false });
    assert.deepEqual(markers('1', ['nbval-check-output', 'nbval-skip']), {
      compare: true,
      raises: false,
      skip: true,
    });
    assert.deepEqual(markers('1', ['nbval-raises-exception']), { ...none, raises: true });
    assert.deepEqual(markers('1', ['raises-exception', 'skip-execution']), {
      ...none,
      raises: true,
      skip: true,
    });
  });

  it('says so in comments of its language, which count more than tags', () => {
    for (const mark of ['# ', '#', '//', '// ', '  % ', '-- ']) {
      assert.deepEqual(markers(`x = 1\n${mark}NBVAL_IGNORE_OUTPUT\ny`), { ...none, compare: false }, mark);
    }
    assert.deepEqual(markers('// NBVAL_CHECK_OUTPUT', ['nbval-ignore-output']), { ...none, compare: true });
    assert.deepEqual(markers('x = 1 # NBVAL_SKIP'), none, 'nbval wants a line of its own');
    assert.deepEqual(markers('# NBVAL_CONSTRUCTOR'), none);
  });
});
