import { dirname } from 'node:path';
import type { ExecutedNotebook } from '../../executed-notebook.js';
import type { NotebookOutcome, NotebookResult } from '../../notebook-result.js';
import { cutToText } from '../cut-text.js';
import {
  attemptsOf,
  codeCells,
  type DescribedCell,
  describeCells,
  kernelOf,
  localFile,
  parametersOf,
  shownPath,
} from '../describe.js';
import { escapeHtml, humanTime } from '../escape.js';
import { failuresOf, headline } from '../failures.js';
import { cellAnchor, renderCell } from './cell.js';
import { renderFailure } from './failure.js';
import { highlight } from './highlight.js';
import { type Heading, Prose } from './markdown.js';
import type { DrawDiagram } from './mermaid.js';
import type { PageBudget } from './output.js';

/** A notebook of a page. */
export interface Entry {
  readonly result: NotebookResult;
  /** For people: its path. */
  readonly name: string;
  /** Begins its ids in the page. */
  readonly anchor: string;
}

/** What a page gives to its notebooks. */
export interface NotebookContext {
  readonly budget: PageBudget;
  readonly drawDiagram: DrawDiagram | undefined;
  /** Where a link from a notebook in this folder leads; undefined leaves it as it is. */
  readonly linkTo: (folder: string | undefined, href: string) => string | undefined;
  /** Where a file of this machine is, seen from the page; undefined where it is not known where that will be. */
  readonly hrefOfFile: (file: string) => string | undefined;
}

/** A notebook with its facts, failures, contents and cells. */
export function renderNotebook(entry: Entry, context: NotebookContext): string {
  const { result, name, anchor } = entry;
  const failures = failuresOf(result);
  const { executed } = result;
  const language = executed ? languageOf(executed) : '';
  const told = failures.map((failure) => renderFailure(failure, language, anchor)).join('\n');
  const head = `<section class="notebook" id="${anchor}">
<header><h2>${badge(result.outcome)} <span>${escapeHtml(name)}</span></h2><a href="#top" title="to the top">↑</a></header>
${renderFacts(result, context)}
${told}`;
  if (!executed) return `${head}\n</section>`;
  const cells = describeCells(executed);
  const prose = proseOf(entry, context);
  const longestMs = Math.max(...codeCells(cells).map((cell) => cell.executed.durationMs), 1);
  const cellContext = { prose, budget: context.budget, language, anchor, longestMs, failures };
  const rendered = cells.map((cell) => renderCell(cell, cellContext)).join('\n');
  return `${head}
${renderTimeline(cells, anchor)}
${renderContents(prose.headings)}
${rendered}
</section>`;
}

function proseOf({ result, anchor }: Entry, { linkTo, drawDiagram }: NotebookContext): Prose {
  const file = localFile(result.input);
  const folder = file === undefined ? undefined : dirname(file);
  return new Prose({ anchor, folder, drawDiagram, linkTo: (href) => linkTo(folder, href) });
}

function languageOf({ notebook }: ExecutedNotebook): string {
  const { language_info, kernelspec } = notebook.metadata;
  return String(language_info?.name ?? kernelspec?.language ?? '');
}

const outcomeWords: Readonly<Record<NotebookOutcome, string>> = {
  passed: 'passed',
  failed: 'failed',
  cancelled: 'cancelled',
  'not-run': 'not run',
};

/** The word for how a notebook ended, in its colour. */
export function badge(outcome: NotebookOutcome): string {
  return `<span class="badge ${outcome}">${outcomeWords[outcome]}</span>`;
}

function renderFacts(result: NotebookResult, context: NotebookContext): string {
  const { executed, startedAt, durationMs, earlierFailures = [], output } = result;
  const again = attemptsOf(result);
  const parameters = executed ? Object.entries(parametersOf(executed)) : [];
  const facts: [string, string][] = [
    ...(startedAt ? [['Started', timeElement(startedAt)] satisfies [string, string]] : []),
    ...(durationMs > 0 ? [['Took', humanTime(durationMs)] satisfies [string, string]] : []),
    ...(executed ? [['Kernel', escapeHtml(kernelOf(executed))] satisfies [string, string]] : []),
    ...(again ? [['Executed', again] satisfies [string, string]] : []),
    ...earlierFailures.map((failure, index): [string, string] => [
      `Attempt ${index + 1}`,
      escapeHtml(cutToText(headline(failure), 300)),
    ]),
    ...(output === null ? [] : [['Saved as', renderPath(output, context)] satisfies [string, string]]),
    ...parameters.map(([name, value]): [string, string] => {
      const text = highlight(cutToText(JSON.stringify(value), 300), 'json');
      return [`<code>${escapeHtml(name)}</code>`, `<code>${text}</code>`];
    }),
  ];
  const items = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return items.length > 0 ? `<dl class="facts">${items.join('')}</dl>` : '';
}

function renderPath(output: string, { hrefOfFile }: NotebookContext): string {
  if (output === '-') return 'standard output';
  const name = `<code>${escapeHtml(shownPath(output, process.cwd()))}</code>`;
  const file = localFile(output);
  const href = file === undefined ? undefined : hrefOfFile(file);
  return href === undefined ? name : `<a href="${escapeHtml(href)}">${name}</a>`;
}

/** A moment for people, in UTC, and for programs. */
export function timeElement(date: Date): string {
  const iso = date.toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

/** Cells shorter than this share of the whole are drawn as one rest. */
const drawnShare = 0.004;

/** Where the time went: a piece for each code cell, as wide as it took. */
function renderTimeline(cells: readonly DescribedCell[], anchor: string): string {
  const ran = codeCells(cells).filter(({ executed }) => executed.durationMs > 0);
  const total = ran.reduce((sum, { executed }) => sum + executed.durationMs, 0);
  if (ran.length < 2 || total === 0) return '';
  const drawn = ran.filter(({ executed }) => executed.durationMs / total >= drawnShare);
  const rest = total - drawn.reduce((sum, { executed }) => sum + executed.durationMs, 0);
  const pieces = drawn.map(({ cell, executed, number, firstLine }) => {
    const title = `cell ${number}: ${humanTime(executed.durationMs)}  ${firstLine.slice(0, 80)}`;
    const href = escapeHtml(cellAnchor(anchor, cell));
    const grow = ((executed.durationMs / total) * 100).toFixed(2);
    return `<a class="${executed.status}" style="flex-grow:${grow}" href="#${href}" title="${escapeHtml(title)}"></a>`;
  });
  const others =
    rest > 0
      ? `<span style="flex-grow:${((rest / total) * 100).toFixed(2)}" title="shorter cells"></span>`
      : '';
  return `<nav class="timeline" aria-label="time of each cell">${pieces.join('')}${others}</nav>`;
}

/** Few headings need no table. */
const fewHeadings = 3;

function renderContents(headings: readonly Heading[]): string {
  if (headings.length <= fewHeadings) return '';
  const top = Math.min(...headings.map(({ level }) => level));
  const items = headings.map(({ level, text, id }) => {
    return `<li class="level-${level - top}"><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`;
  });
  return `<details class="contents"><summary>Contents</summary><ul>${items.join('')}</ul></details>`;
}
