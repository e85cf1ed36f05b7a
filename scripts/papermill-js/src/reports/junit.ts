import { stripVTControlCharacters } from 'node:util';
import { peekOutputs } from '../notebook/cell-texts.js';
import { type CodeCell, hasTag, type JsonObject } from '../notebook/model.js';
import type { NotebookResult, RunResult } from '../notebook-result.js';
import { cutToText } from './cut-text.js';
import {
  codeCells,
  type DescribedCell,
  describeCells,
  kernelOf,
  parametersOf,
  shownPath,
} from './describe.js';
import { type Failure, failuresOf, headline } from './failures.js';
import { readSourceLines } from './source-lines.js';
import { type Attributes, element } from './xml.js';

/** GitLab refuses files of 30 MB: what cells print is left out beyond this, shared by all of them. */
const printedCharacters = 10_000_000;
const printedOfCell = 64_000;
const detailCharacters = 64_000;
const nameCharacters = 120;

/**
 * Renders a run as JUnit XML for GitHub's reporters, GitLab and Jenkins: a `testsuite` a notebook, a `testcase` a code
 * cell. A cell's own failure is a `failure`; what ended the run there (a timeout, a dead kernel, a signal) is an
 * `error`, in a testcase of its own where it is no cell's; what was not run is `skipped`, with the reason.
 *
 * @param folder paths are written relative to it. Default the current folder.
 */
export async function renderJUnitReport(run: RunResult, folder = process.cwd()): Promise<string> {
  const budget = { left: printedCharacters };
  const suites: Suite[] = [];
  for (const result of run.notebooks) suites.push(await suiteOf(result, folder, budget));
  const total = (field: keyof Counts): number => suites.reduce((sum, { counts }) => sum + counts[field], 0);
  const attributes = {
    name: 'papermill-js',
    tests: total('tests'),
    failures: total('failures'),
    errors: total('errors'),
    time: inSeconds(run.durationMs),
  };
  const xml = element(
    'testsuites',
    attributes,
    suites.map((suite) => suite.xml),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`;
}

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

interface Suite {
  readonly counts: Counts;
  readonly xml: string;
}

interface TestCase {
  readonly name: string;
  readonly durationMs: number;
  /** Line of the notebook's file. */
  readonly line?: number | undefined;
  readonly outcome: 'passed' | 'failures' | 'errors' | 'skipped';
  readonly elements: readonly string[];
}

async function suiteOf(result: NotebookResult, folder: string, budget: { left: number }): Promise<Suite> {
  const file = shownPath(result.input, folder);
  const classname = file.replace(/\.ipynb$/, '');
  const cases = await testCases(result, budget);
  const count = (outcome: TestCase['outcome']): number =>
    cases.filter((testCase) => testCase.outcome === outcome).length;
  const counts = {
    tests: cases.length,
    failures: count('failures'),
    errors: count('errors'),
    skipped: count('skipped'),
  };
  const attributes = {
    name: classname,
    ...counts,
    time: inSeconds(result.durationMs),
    timestamp: result.startedAt && timestamp(result.startedAt),
    file,
  };
  const xml = element('testsuite', attributes, [
    element('properties', {}, propertiesOf(result)),
    ...cases.map(({ name, durationMs, line, elements }) => {
      const own: Attributes = { name, classname, file, line, time: inSeconds(durationMs) };
      return element('testcase', own, elements);
    }),
  ]);
  return { counts, xml };
}

function propertiesOf(result: NotebookResult): string[] {
  const { outcome, attempts, output, executed, earlierFailures = [] } = result;
  const parameters: JsonObject = executed ? parametersOf(executed) : {};
  const values: [string, string][] = [
    ['outcome', outcome],
    ['attempts', String(attempts)],
    ...earlierFailures.map((failure, index): [string, string] => [`attempt.${index + 1}`, headline(failure)]),
    ...(output === null ? [] : [['output', output] satisfies [string, string]]),
    ...(executed ? [['kernel', kernelOf(executed)] satisfies [string, string]] : []),
    ...Object.entries(parameters).map(([name, value]): [string, string] => {
      return [`parameter.${name}`, typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  ];
  return values.map(([name, value]) => element('property', { name, value: cutToText(value, 1000) }));
}

async function testCases(result: NotebookResult, budget: { left: number }): Promise<TestCase[]> {
  const failures = failuresOf(result);
  const cells = result.executed ? codeCells(describeCells(result.executed)) : [];
  const lines = failures.some(({ cell }) => cell) ? await readSourceLines(result.input) : undefined;
  const why = whyPending(result, failures);
  const ofCells = cells.map((described): TestCase => {
    const failure = failures.find(({ cell }) => cell?.cell.id === described.cell.id);
    const line = failure && lines?.lineOf(described.cell, failure.line ?? 1);
    const testCase = caseOf(described, failure, line, why, budget);
    return { ...testCase, elements: [...testCase.elements, ...earlierElements(described, failure, result)] };
  });
  const ofNotebook = failures.filter(
    ({ cell }) => !cell || !cells.some(({ number }) => number === cell.number),
  );
  if (ofNotebook.length > 0) return [...ofCells, ...ofNotebook.map(caseOfNotebook)];
  return ofCells.length > 0 ? ofCells : [emptyCase(result, why)];
}

function caseOf(
  described: DescribedCell,
  failure: Failure | undefined,
  line: number | undefined,
  why: string,
  budget: { left: number },
): TestCase {
  const { cell, executed, number, heading, firstLine } = described;
  const title = heading === '' ? firstLine : `${heading} › ${firstLine}`;
  const common = { name: short(`Cell ${number}: ${title}`), durationMs: executed.durationMs, line };
  const printed = cell.cell_type === 'code' ? printedBy(cell, budget) : [];
  if (failure) {
    const outcome = failure.kind === 'cell' ? 'failures' : 'errors';
    return { ...common, outcome, elements: [failureElement(failure), ...printed] };
  }
  if (executed.status === 'completed') return { ...common, outcome: 'passed', elements: printed };
  const message = hasTag(cell, 'skip-execution') ? 'The cell is tagged skip-execution.' : why;
  return { ...common, outcome: 'skipped', elements: [element('skipped', { message })] };
}

/** What happened to the cell in the attempts before, as Maven's surefire writes it. */
function earlierElements(
  { cell }: DescribedCell,
  failure: Failure | undefined,
  { earlierFailures = [] }: NotebookResult,
): string[] {
  const kind = failure ? 'rerunFailure' : 'flakyFailure';
  return earlierFailures
    .filter(({ cellId }) => cellId === cell.id)
    .map(({ name, message }) => {
      const text = stripVTControlCharacters(cutToText(message, detailCharacters));
      return element(kind, { message: short(text, 1000), type: name }, [element('stackTrace', {}, text)]);
    });
}

function caseOfNotebook(failure: Failure): TestCase {
  return { name: 'The notebook', durationMs: 0, outcome: 'errors', elements: [failureElement(failure)] };
}

/** A notebook without code cells, or one that was not begun. */
function emptyCase({ outcome }: NotebookResult, why: string): TestCase {
  const name = 'The notebook';
  if (outcome === 'passed') return { name, durationMs: 0, outcome: 'passed', elements: [] };
  return { name, durationMs: 0, outcome: 'skipped', elements: [element('skipped', { message: why })] };
}

function failureElement(failure: Failure): string {
  const { kind, name, message, traceback, cell, line } = failure;
  const where = cell ? `Cell ${cell.number} (${cell.cell.id})${line ? `, line ${line}` : ''}\n` : '';
  const details = stripVTControlCharacters(traceback || `${name}: ${message}`);
  return element(
    kind === 'cell' ? 'failure' : 'error',
    { message: short(stripVTControlCharacters(headline(failure)), 1000), type: name },
    `${where}${cutToText(details, detailCharacters)}`,
  );
}

function whyPending({ outcome, error }: NotebookResult, failures: readonly Failure[]): string {
  const cell = failures.find((failure) => failure.cell)?.cell;
  if (cell) return `Not run: cell ${cell.number} ended the notebook before.`;
  if (error) return `Not run: ${error.name}: ${error.message.split('\n', 1)[0]}`;
  if (outcome === 'cancelled') return 'Not run: the run was cancelled before.';
  return outcome === 'not-run' ? 'Not run: the run ended before its turn.' : 'Not run.';
}

/** What a cell printed, and the text of its results. */
function printedBy(cell: CodeCell, budget: { left: number }): string[] {
  const text = { stdout: '', stderr: '' };
  for (const output of peekOutputs(cell)) {
    if (output.output_type === 'stream') text[output.name === 'stderr' ? 'stderr' : 'stdout'] += output.text;
    if (output.output_type !== 'display_data' && output.output_type !== 'execute_result') continue;
    const plain = output.data['text/plain'];
    if (typeof plain === 'string') text.stdout += `${plain}\n`;
  }
  return (['stdout', 'stderr'] as const).flatMap((name) => {
    const shown = stripVTControlCharacters(cutToText(text[name], printedOfCell)).trimEnd();
    if (shown === '') return [];
    budget.left -= shown.length;
    const kept = budget.left < 0 ? 'Left out: the notebook has it.' : shown;
    return [element(name === 'stdout' ? 'system-out' : 'system-err', {}, kept)];
  });
}

function short(text: string, length = nameCharacters): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…` : line;
}

function inSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** As Ant writes it: UTC, without fractions and without a zone. */
function timestamp(date: Date): string {
  return date.toISOString().slice(0, 19);
}
