import { stripVTControlCharacters } from 'node:util';
import type { NotebookOutcome, NotebookResult, RunResult } from '../notebook-result.js';
import { cutToText } from './cut-text.js';
import { attemptsOf, cellCounts, shownPath } from './describe.js';
import { humanTime } from './escape.js';
import { type Failure, failuresOf, headline } from './failures.js';

/** GitHub refuses the summary of a step that is larger. */
export const githubSummaryBytes = 1024 * 1024;

const detailCharacters = 8000;
const sourceCharacters = 4000;

const signs: Readonly<Record<NotebookOutcome, string>> = {
  passed: '✅ passed',
  failed: '❌ failed',
  cancelled: '⏹️ cancelled',
  'not-run': '⏭️ not run',
};

/** Options of {@link githubSummary}. */
export interface GithubSummaryOptions {
  /** GITHUB_WORKSPACE; paths are written relative to it. Default the current folder. */
  readonly workspace?: string;
  /** How long it may be, in bytes of UTF-8. Default GitHub's limit, 1 MiB. */
  readonly maxBytes?: number;
}

/**
 * Renders a run as the Markdown of a job summary on GitHub Actions: what became of each notebook, and each failure's
 * source and traceback to fold out. What does not fit is left out, failures last, and said so.
 */
export function githubSummary(run: RunResult, options: GithubSummaryOptions = {}): string {
  const { workspace = process.cwd(), maxBytes = githubSummaryBytes } = options;
  const parts = [
    `### ${verdict(run)}\n`,
    '| | Notebook | Code cells | Time |\n|---|---|--:|--:|',
    ...failuresFirst(run.notebooks).map((result) => row(result, workspace)),
    ...run.notebooks.flatMap((result) =>
      failuresOf(result).map((failure) => details(result, failure, workspace)),
    ),
  ];
  return `${joinWithin(parts, maxBytes)}\n`;
}

function verdict({ notebooks, ok, durationMs }: RunResult): string {
  const count = `${notebooks.length} notebook${notebooks.length === 1 ? '' : 's'}`;
  const passed = notebooks.filter(({ outcome }) => outcome === 'passed').length;
  const what = ok ? `✅ ${count} passed` : `❌ ${passed} of ${count} passed`;
  return `${what} in ${humanTime(durationMs)}`;
}

function failuresFirst(notebooks: readonly NotebookResult[]): NotebookResult[] {
  return [...notebooks].sort((a, b) => Number(a.outcome === 'passed') - Number(b.outcome === 'passed'));
}

function row(result: NotebookResult, workspace: string): string {
  const { done, all } = cellCounts(result);
  const again = attemptsOf(result);
  const cells = result.executed ? `${done} of ${all}` : '';
  const time = result.startedAt === undefined ? '' : humanTime(result.durationMs);
  return `| ${signs[result.outcome]}${again && `, ${again}`} | ${code(shownPath(result.input, workspace))} | ${cells} | ${time} |`;
}

function details({ input }: NotebookResult, failure: Failure, workspace: string): string {
  const { cell, line, traceback, message, name } = failure;
  const where = cell ? `, cell ${cell.number}${line ? `, line ${line}` : ''}` : '';
  const title = `<b>${html(shownPath(input, workspace))}${where}</b>: ${html(oneLine(headline(failure)))}`;
  const source = cell ? [fenced(cutToText(cell.cell.source.trimEnd(), sourceCharacters))] : [];
  const told = fenced(
    cutToText(stripVTControlCharacters(traceback || `${name}: ${message}`), detailCharacters),
  );
  return ['', `<details><summary>${title}</summary>`, '', ...source, '', told, '', '</details>'].join('\n');
}

/** A fence longer than any run of backticks within. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function code(text: string): string {
  return `<code>${html(oneLine(text)).replace(/\|/g, '&#124;')}</code>`;
}

function html(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;' })[character] ?? '&gt;');
}

function oneLine(text: string): string {
  return cutToText(stripVTControlCharacters(text).replace(/\s+/g, ' ').trim(), 300).replace(/\n/g, ' ');
}

function joinWithin(parts: readonly string[], maxBytes: number): string {
  const note = '\n\nThe rest did not fit into the summary.';
  const kept: string[] = [];
  let bytes = Buffer.byteLength(note) + 1;
  for (const part of parts) {
    bytes += Buffer.byteLength(part) + 1;
    if (bytes > maxBytes) return `${kept.join('\n')}${note}`;
    kept.push(part);
  }
  return kept.join('\n');
}
