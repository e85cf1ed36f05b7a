import type { NotebookOutcome, RunResult } from '../../notebook-result.js';
import { attemptsOf, cellCounts } from '../describe.js';
import { escapeHtml, humanTime } from '../escape.js';
import { failuresOf, headline } from '../failures.js';
import { bar } from './cell.js';
import { badge, type Entry, timeElement } from './notebook.js';

const outcomes: readonly NotebookOutcome[] = ['failed', 'cancelled', 'not-run', 'passed'];

/** What became of the run: how many ended how, and each notebook in a line. */
export function renderSummary(
  run: RunResult,
  entries: readonly Entry[],
  hrefOf: (entry: Entry) => string,
): string {
  const counts = outcomes.map((outcome) => ({
    outcome,
    count: entries.filter(({ result }) => result.outcome === outcome).length,
  }));
  const present = counts.filter(({ count }) => count > 0);
  const tiles = present.map(({ outcome, count }) => `<li><b>${count}</b> ${badge(outcome)}</li>`).join('');
  const parts = present.map(
    ({ outcome, count }) => `<span class="${outcome}" style="flex-grow:${count}"></span>`,
  );
  return `<section class="overview">
<ul class="counts">${tiles}<li class="when">${timeElement(run.startedAt)}, took ${humanTime(run.durationMs)}</li></ul>
<div class="shares" aria-hidden="true">${parts.join('')}</div>
${renderTable(entries, hrefOf)}
</section>`;
}

function renderTable(entries: readonly Entry[], hrefOf: (entry: Entry) => string): string {
  const longest = Math.max(...entries.map(({ result }) => result.durationMs), 1);
  const rows = entries.map((entry) => {
    const { result, name } = entry;
    const { done, all } = cellCounts(result);
    const [failure] = failuresOf(result);
    const why = failure
      ? `<p class="why">${failure.cell ? `Cell ${failure.cell.number}: ` : ''}${escapeHtml(headline(failure).slice(0, 200))}</p>`
      : '';
    const again = attemptsOf(result);
    const tag = again && `<span class="tag">${again}</span>`;
    return `<tr><td>${badge(result.outcome)}</td>
<td class="name"><a href="${escapeHtml(hrefOf(entry))}">${escapeHtml(name)}</a> ${tag}${why}</td>
<td class="number">${result.executed ? `${done} of ${all}` : ''}</td>
<td class="number">${result.startedAt === undefined ? '' : humanTime(result.durationMs)}</td>
<td class="wide">${bar(result.durationMs / longest)}</td></tr>`;
  });
  return `<table class="summary">
<thead><tr><th>Result</th><th>Notebook</th><th class="number">Code cells</th><th class="number">Time</th><th class="wide"></th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}
