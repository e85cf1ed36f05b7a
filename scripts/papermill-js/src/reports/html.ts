import { basename } from 'node:path';
import type { ExecutedCell, ExecutedNotebook } from '../executed-notebook.js';
import { errorMarkerTag } from '../notebook/error-markers.js';
import { hasTag } from '../notebook/model.js';
import { escapeHtml, humanTime } from './escape.js';
import { renderCell } from './html-cell.js';
import { reportStyle } from './html-style.js';

/** Options of {@link renderHtmlReport}. */
export interface HtmlReportOptions {
  /** Heading of the page. Default: the notebook's name, or the number of notebooks. */
  readonly title?: string;
  /** Language of the notebooks' prose, for the page's `lang`. Default `en`. */
  readonly lang?: string;
}

/**
 * Renders executed notebooks as one page that needs nothing beside it: failures first, then each notebook
 * with its cells, outputs and the time each cell took. Light and dark; no scripts, and those that an output
 * brings along do not run.
 *
 * @param results what `executeNotebook` returned, or `error.executed` where it threw.
 * @example await writeFile('report.html', renderHtmlReport([await executeNotebook('a.ipynb', null)]));
 */
export function renderHtmlReport(
  results: readonly ExecutedNotebook[],
  options: HtmlReportOptions = {},
): string {
  const sorted = results
    .map((result, index): Entry => ({ result, name: nameOf(result), anchor: `notebook-${index + 1}` }))
    .sort((a, b) => Number(a.result.ok) - Number(b.result.ok));
  const title =
    options.title ?? (sorted.length === 1 ? sorted[0]?.name : undefined) ?? `${results.length} notebooks`;
  return `<!doctype html>
<html lang="${escapeHtml(options.lang ?? 'en')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${renderSummary(sorted)}
${sorted.map((entry) => renderNotebook(entry, sorted.length > 1)).join('\n')}
</main>
</body>
</html>
`;
}

/** Outputs are foreign HTML: the page shows it, and lets it neither run anything nor call anywhere. */
const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'";

interface Entry {
  readonly result: ExecutedNotebook;
  readonly name: string;
  readonly anchor: string;
}

function nameOf({ inputPath, outputPath }: ExecutedNotebook): string {
  const path = [inputPath, outputPath].find((candidate) => candidate !== null && candidate !== '-');
  return path === undefined || path === null ? 'notebook' : basename(path);
}

function renderSummary(entries: readonly Entry[]): string {
  const longest = Math.max(...entries.map(({ result }) => result.durationMs), 1);
  const rows = entries.map(({ result, name, anchor }) => {
    const done = result.cells.filter(({ status }) => status === 'completed').length;
    return `<tr><td>${badge(result.ok)}</td><td><a href="#${anchor}">${escapeHtml(name)}</a></td>
<td class="number">${done} of ${result.cells.length}</td><td class="number">${humanTime(result.durationMs)}</td>
<td class="wide">${bar(result.durationMs / longest)}</td></tr>`;
  });
  return `<table class="summary">
<thead><tr><th>Result</th><th>Notebook</th><th class="number">Cells</th><th class="number">Time</th><th></th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

function renderNotebook({ result, name, anchor }: Entry, withHeading: boolean): string {
  const byId = new Map(result.cells.map((cell) => [cell.id, cell]));
  const longest = Math.max(...result.cells.map(({ durationMs }) => durationMs), 1);
  const cells = result.notebook.cells
    .filter((cell) => !hasTag(cell, errorMarkerTag))
    .map((cell) => {
      const executed = byId.get(cell.id);
      const share = (executed?.durationMs ?? 0) / longest;
      return renderCell(cell, executed, bar(share), cellAnchor(anchor, cell.id));
    });
  const heading = withHeading ? `<h2>${badge(result.ok)} ${escapeHtml(name)}</h2>` : '';
  const failures = result.cells.filter(({ status }) => status === 'failed');
  return `<section id="${anchor}">${heading}
${failures.map((cell) => renderFailure(cell, cellAnchor(anchor, cell.id))).join('\n')}
${cells.join('\n')}
</section>`;
}

function renderFailure(cell: ExecutedCell, anchor: string): string {
  const what = cell.error ? `${cell.error.ename}: ${cell.error.evalue}` : 'failed';
  return `<p class="failure"><a href="#${escapeHtml(anchor)}">Cell ${cell.index + 1}</a> ${escapeHtml(what)}</p>`;
}

function cellAnchor(notebookAnchor: string, id: string): string {
  return `${notebookAnchor}-${id}`;
}

function badge(ok: boolean): string {
  return ok ? '<span class="badge ok">passed</span>' : '<span class="badge failed">failed</span>';
}

function bar(share: number): string {
  return `<span class="bar"><span style="width:${(share * 100).toFixed(1)}%"></span></span>`;
}
