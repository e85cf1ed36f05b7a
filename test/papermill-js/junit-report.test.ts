import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import {
  CellTimeoutError,
  DeadKernelError,
  KernelNotFoundError,
  LateError,
  type NotebookResult,
  notebookResult,
  OutputMismatchError,
  renderJUnitReport,
  runResult,
  serializeNotebook,
} from '../../scripts/papermill-js/src/index.js';
import { temporaryFolder } from './support/kernels.js';
import { sketchNotebook } from './support/notebooks.js';
import { sketchExecuted, sketchResult } from './support/runs.js';

const root = temporaryFolder({ after });

interface Detail {
  readonly message: string;
  readonly type: string;
  readonly text: string;
}

interface TestCase {
  readonly name: string;
  readonly classname: string;
  readonly file: string;
  readonly line?: string;
  readonly time: string;
  readonly failure?: Detail;
  readonly error?: Detail;
  readonly skipped?: Detail;
  readonly 'system-out'?: { text: string };
  readonly 'system-err'?: { text: string };
  readonly flakyFailure?: Detail[];
  readonly rerunFailure?: Detail[];
}

interface Suite {
  readonly name: string;
  readonly tests: string;
  readonly failures: string;
  readonly errors: string;
  readonly skipped: string;
  readonly time: string;
  readonly timestamp?: string;
  readonly file: string;
  readonly properties: { property: { name: string; value: string }[] };
  readonly testcase: TestCase[];
}

/** The report as a reader sees it; fails where it is no XML. */
async function suitesOf(...results: NotebookResult[]): Promise<Suite[]> {
  const xml = await renderJUnitReport(runResult(results), root);
  assert.equal(XMLValidator.validate(xml), true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    textNodeName: 'text',
    alwaysCreateTextNode: true,
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
    isArray: (name) => ['testsuite', 'testcase', 'property', 'flakyFailure', 'rerunFailure'].includes(name),
  });
  return parser.parse(xml).testsuites.testsuite;
}

async function onlySuite(result: NotebookResult): Promise<Suite> {
  const [suite] = await suitesOf(result);
  assert.ok(suite);
  return suite;
}

/** Line breaks between the elements are no part of what they say. */
function withoutText({ text: _, ...rest }: Detail): object {
  return rest;
}

const boom = { ename: 'TypeError', evalue: 'no', traceback: ['TypeError: no', '    at Cell[2]:2:7'] };

describe('The JUnit report', () => {
  it('has a suite a notebook and a case a code cell, named by heading and first line', async () => {
    const suites = await suitesOf(
      sketchResult('lessons/a.ipynb', [
        { source: '# The *title*', type: 'markdown' },
        '\n// first\nlet x = 1;',
        '  ',
        'x',
      ]),
      sketchResult('b.ipynb', ['1']),
    );
    assert.deepEqual(
      suites.map(({ name, file, tests, time, timestamp }) => ({ name, file, tests, time, timestamp })),
      [
        {
          name: 'lessons/a',
          file: 'lessons/a.ipynb',
          tests: '2',
          time: '1.234',
          timestamp: '2026-01-31T12:00:00',
        },
        { name: 'b', file: 'b.ipynb', tests: '1', time: '1.234', timestamp: '2026-01-31T12:00:00' },
      ],
    );
    assert.deepEqual(
      suites[0]?.testcase.map(({ name, classname, file, time }) => [name, classname, file, time]),
      [
        ['Cell 2: The title › // first', 'lessons/a', 'lessons/a.ipynb', '0.100'],
        ['Cell 4: The title › x', 'lessons/a', 'lessons/a.ipynb', '0.200'],
      ],
    );
  });

  it('calls a failed cell a failure, with the line in the notebook’s file, and skips the rest with the reason', async () => {
    const cells = [
      '1',
      'const a = 1;\nthrow new TypeError("no");',
      '2',
      { source: '3', tags: ['skip-execution'] },
    ];
    const path = join(root, 'fails.ipynb');
    await writeFile(path, serializeNotebook(sketchNotebook(cells)));
    const suite = await onlySuite(
      sketchResult(path, cells, {
        1: { status: 'failed', error: boom },
        2: { status: 'pending' },
        3: { status: 'skipped' },
      }),
    );
    const { tests, failures, errors, skipped } = suite;
    assert.deepEqual([tests, failures, errors, skipped], ['4', '1', '0', '2']);
    const [passed, failed, pending, tagged] = suite.testcase;
    assert.equal(passed?.failure, undefined);
    assert.deepEqual(failed?.failure, {
      message: 'TypeError: no',
      type: 'TypeError',
      text: 'Cell 2 (cell-2), line 2\nTypeError: no\n    at Cell[2]:2:7',
    });
    const lines = serializeNotebook(sketchNotebook(cells)).split('\n');
    assert.match(lines[Number(failed?.line) - 1] ?? '', /throw new TypeError/);
    assert.equal(failed?.file, 'fails.ipynb');
    assert.equal(pending?.skipped?.message, 'Not run: cell 2 ended the notebook before.');
    assert.equal(tagged?.skipped?.message, 'The cell is tagged skip-execution.');
  });

  it('calls what ended the run in a cell an error of that cell', async () => {
    const cell = { cellIndex: 0, cellId: 'cell-1', source: '1' };
    const exit = { exitCode: 3, signal: null, processOutput: '' };
    for (const error of [new CellTimeoutError(cell, 1000), new DeadKernelError(exit, cell)]) {
      const report = { ename: error.name, evalue: error.message, traceback: [] };
      error.attach(
        sketchExecuted('a.ipynb', ['1', '2'], {
          0: { status: 'failed', error: report },
          1: { status: 'pending' },
        }),
      );
      const suite = await onlySuite(notebookResult('a.ipynb', { error }));
      assert.deepEqual([suite.tests, suite.failures, suite.errors, suite.skipped], ['2', '0', '1', '1']);
      assert.equal(suite.testcase[0]?.error?.type, error.name);
    }
  });

  it('calls outputs that differ from the saved ones failures, all of them', async () => {
    const mismatch = { ename: 'OutputMismatch', evalue: 'stdout differs', traceback: [] };
    const fate = { status: 'failed', error: mismatch } as const;
    const executed = sketchExecuted('a.ipynb', ['1', '2'], { 0: fate, 1: fate });
    const error = new OutputMismatchError([
      { cellIndex: 0, cellId: 'cell-1', source: '1', report: mismatch },
      { cellIndex: 1, cellId: 'cell-2', source: '2', report: mismatch },
    ]).attach(executed);
    const suite = await onlySuite(notebookResult('a.ipynb', { error }));
    assert.deepEqual([suite.failures, suite.errors], ['2', '0']);
  });

  it('gives what is no cell’s a case of its own', async () => {
    const missing = await onlySuite(
      notebookResult('a.ipynb', { error: new KernelNotFoundError('nope', ['/d'], []) }),
    );
    assert.deepEqual([missing.tests, missing.errors], ['1', '1']);
    assert.equal(missing.testcase[0]?.name, 'The notebook');
    assert.match(missing.testcase[0]?.error?.text ?? '', /No kernel named 'nope' is installed/);
    const late = new DeadKernelError({ exitCode: 1, signal: null, processOutput: 'last words' });
    late.attach(sketchExecuted('a.ipynb', ['1']));
    const died = await onlySuite(notebookResult('a.ipynb', { error: late }));
    assert.deepEqual(
      died.testcase.map(({ error }) => error?.type),
      [undefined, 'DeadKernelError'],
    );
    assert.match(died.testcase[1]?.error?.text ?? '', /last words/);
    const rejected = new LateError(boom, undefined).attach(sketchExecuted('a.ipynb', ['1']));
    const rejection = await onlySuite(notebookResult('a.ipynb', { error: rejected }));
    assert.equal(rejection.testcase[1]?.error?.type, 'LateError');
    assert.match(rejection.testcase[1]?.error?.text ?? '', /TypeError: no\n {4}at Cell\[2\]/);
  });

  it('skips notebooks whose turn never came', async () => {
    const nothing = { executed: undefined, error: undefined, startedAt: undefined, durationMs: 0 };
    const result = sketchResult('a.ipynb', [], {}, { outcome: 'not-run', attempts: 0, ...nothing });
    const suite = await onlySuite(result);
    assert.deepEqual([suite.tests, suite.skipped, suite.timestamp], ['1', '1', undefined]);
    assert.equal(suite.testcase[0]?.skipped?.message, 'Not run: the run ended before its turn.');
  });

  it('names kernel, parameters and attempts as properties', async () => {
    const earlierFailures = [{ name: 'KernelStartError', message: 'busy', cellId: undefined }];
    const result = sketchResult('a.ipynb', ['1'], {}, { attempts: 2, earlierFailures });
    Object.assign(result.executed?.notebook.metadata ?? {}, {
      papermill: { parameters: { n: [1], s: '"' } },
    });
    const { properties } = await onlySuite(result);
    assert.deepEqual(Object.fromEntries(properties.property.map(({ name, value }) => [name, value])), {
      outcome: 'passed',
      attempts: '2',
      'attempt.1': 'KernelStartError: busy',
      kernel: 'scripted, typescript 6.0.3',
      'parameter.n': '[1]',
      'parameter.s': '"',
    });
  });

  it('tells what failed in attempts before as Maven’s surefire does', async () => {
    const earlierFailures = [{ name: 'TypeError', message: 'no\nway', cellId: 'cell-1' }];
    const fields = { attempts: 2, earlierFailures };
    const passed = await onlySuite(sketchResult('a.ipynb', ['1'], {}, fields));
    const told = [{ message: 'no way', type: 'TypeError', stackTrace: { text: 'no\nway' } }];
    assert.deepEqual(passed.testcase[0]?.flakyFailure?.map(withoutText), told);
    const failed = await onlySuite(
      sketchResult('a.ipynb', ['1'], { 0: { status: 'failed', error: boom } }, fields),
    );
    assert.equal(failed.testcase[0]?.failure?.type, 'TypeError');
    assert.deepEqual(failed.testcase[0]?.rerunFailure?.map(withoutText), told);
  });

  it('keeps what cells print, without colours, and cuts floods', async () => {
    const { testcase } = await onlySuite(
      sketchResult('a.ipynb', ['1', '2'], {
        0: {
          outputs: [
            { output_type: 'stream', name: 'stdout', text: '\u001b[32mgreen\u001b[0m\n' },
            { output_type: 'stream', name: 'stderr', text: 'oops\n' },
            { output_type: 'display_data', data: { 'text/plain': 'a table' }, metadata: {} },
          ],
        },
        1: {
          outputs: [{ output_type: 'stream', name: 'stdout', text: `first ${'x'.repeat(50_000_000)} last` }],
        },
      }),
    );
    assert.equal(testcase[0]?.['system-out']?.text, 'green\na table');
    assert.equal(testcase[0]?.['system-err']?.text, 'oops');
    const flood = testcase[1]?.['system-out']?.text ?? '';
    assert.ok(flood.length < 65_000);
    assert.match(flood, /^first x+\n… 49,936,011 characters left out …\nx+ last$/);
  });

  it('stays below the size that GitLab takes, however much is printed', async () => {
    const cells = Array.from({ length: 400 }, () => '1');
    const output = { output_type: 'stream', name: 'stdout', text: 'y'.repeat(64_000) } as const;
    const fates = Object.fromEntries(cells.map((_, index) => [index, { outputs: [output] }]));
    const xml = await renderJUnitReport(runResult([sketchResult('a.ipynb', cells, fates)]));
    assert.ok(xml.length < 20_000_000);
    assert.match(xml, /Left out: the notebook has it\./);
  });

  it('is XML whatever the text', async () => {
    const text = '\u0000\u0001\u001b[0m\b]]> & <x> "quoted" \ud800 \udc00 \ufffe \uffff 😀 é\r\n\ttab';
    const suite = await onlySuite(
      sketchResult(`${text}.ipynb`, [text], {
        0: {
          status: 'failed',
          error: { ename: text, evalue: text, traceback: [text] },
          outputs: [{ output_type: 'stream', name: 'stdout', text }],
        },
      }),
    );
    const [testcase] = suite.testcase;
    const seen = testcase?.failure?.text ?? '';
    assert.match(seen, /\]\]> & <x> "quoted" \ufffd \ufffd \ufffd \ufffd 😀 é\r\n\ttab$/);
    assert.ok(testcase?.failure?.type.startsWith('\ufffd'));
  });
});
