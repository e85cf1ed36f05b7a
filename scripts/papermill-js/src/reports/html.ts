import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { NotebookResult, RunResult } from '../notebook-result.js';
import { version } from '../version.js';
import { localFile, shownPath } from './describe.js';
import { escapeHtml } from './escape.js';
import { loadMermaid } from './html/mermaid.js';
import { type Entry, type NotebookContext, renderNotebook } from './html/notebook.js';
import { reportStyle } from './html/style.js';
import { renderSummary } from './html/summary.js';
import type { ReportOptions } from './report-options.js';

/** Options of {@link renderHtmlReport}. */
export interface HtmlReportOptions extends ReportOptions {
  /** Where the page will be written, so that links to files lead there from it. Default: they stay as they are. */
  readonly path?: string;
}

/** A page of many. */
export interface HtmlPage {
  /** The file's name. */
  readonly name: string;
  readonly html: string;
}

/** Outputs of a page may be this large together; a browser gets slow with more. */
const pageCharacters = 100_000_000;

/**
 * Renders a run as one page that needs nothing beside it: what became of each notebook, failures first, then each
 * notebook with its cells, outputs and the time each cell took. Light and dark; no scripts, and those that an output
 * brings along do not run.
 *
 * @example await writeFile('report.html', await renderHtmlReport(run));
 */
export async function renderHtmlReport(run: RunResult, options: HtmlReportOptions = {}): Promise<string> {
  const entries = entriesOf(run);
  const anchorOf = (entry: Entry): string => `#${entry.anchor}`;
  const context = await contextOf(entries, options, anchorOf);
  const title = options.title ?? titleOf(entries);
  const notebooks = failuresFirst(entries).map((entry) => renderNotebook(entry, context));
  const body = `<h1>${escapeHtml(title)}</h1>
${renderSummary(run, failuresFirst(entries), anchorOf)}
${notebooks.join('\n')}`;
  return page(title, body, options);
}

/** The same as an `index.html` and a page for each notebook, one after the other. */
export async function* renderHtmlSite(
  run: RunResult,
  options: HtmlReportOptions = {},
): AsyncGenerator<HtmlPage, void> {
  const entries = entriesOf(run);
  const names = pageNames(entries);
  const nameOf = (entry: Entry): string => names.get(entry) ?? 'index.html';
  const title = options.title ?? titleOf(entries);
  for (const entry of entries) {
    const context = await contextOf(entries, options, (other) => nameOf(other));
    const back = `<p class="back"><a href="index.html">${escapeHtml(title)}</a></p>`;
    const html = page(entry.name, `${back}${renderNotebook(entry, context)}`, options);
    yield { name: nameOf(entry), html };
  }
  // Last: where it is, all that it links to is.
  const summary = renderSummary(run, failuresFirst(entries), nameOf);
  yield { name: 'index.html', html: page(title, `<h1>${escapeHtml(title)}</h1>\n${summary}`, options) };
}

function entriesOf({ notebooks }: RunResult): Entry[] {
  return notebooks.map((result, index) => ({
    result,
    name: shownPath(result.input, process.cwd()),
    anchor: `notebook-${index + 1}`,
  }));
}

function titleOf(entries: readonly Entry[]): string {
  const [first] = entries;
  return first && entries.length === 1 ? basename(first.name) : `${entries.length} notebooks`;
}

function failuresFirst(entries: readonly Entry[]): Entry[] {
  const rank = ({ outcome }: NotebookResult): number =>
    ['failed', 'cancelled', 'not-run', 'passed'].indexOf(outcome);
  return [...entries].sort((a, b) => rank(a.result) - rank(b.result));
}

async function contextOf(
  entries: readonly Entry[],
  { path }: HtmlReportOptions,
  hrefOf: (entry: Entry) => string,
): Promise<NotebookContext> {
  const byPath = new Map(entries.map((entry) => [localFile(entry.result.input), entry]));
  const hrefOfFile = (file: string): string | undefined => {
    if (path === undefined) return undefined;
    return relative(dirname(resolve(path)), file)
      .split(sep)
      .map(encodeURIComponent)
      .join('/');
  };
  return {
    budget: { charactersLeft: pageCharacters },
    drawDiagram: entries.some(({ result }) => hasDiagram(result)) ? await loadMermaid() : undefined,
    hrefOfFile,
    linkTo(folder, href) {
      if (folder === undefined || /^(?:[a-z][a-z\d+.-]*:|\/|#)/i.test(href)) return undefined;
      const [, file = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(href) ?? [];
      const target = resolve(folder, decoded(file));
      const entry = byPath.get(target);
      if (entry) return hrefOf(entry);
      const found = hrefOfFile(target);
      return found === undefined ? undefined : `${found}${rest}`;
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hasDiagram({ executed }: NotebookResult): boolean {
  const cells = executed?.notebook.cells ?? [];
  return cells.some(({ cell_type, source }) => cell_type === 'markdown' && source.includes('mermaid'));
}

/** `notebooks-a.html` for `notebooks/a.ipynb`: each once, also where a file system knows no capitals. */
function pageNames(entries: readonly Entry[]): Map<Entry, string> {
  const taken = new Set(['index']);
  return new Map(
    entries.map((entry) => {
      const wanted =
        entry.name
          .replace(/\.ipynb$/, '')
          .replace(/[^\p{L}\p{N}_.]+/gu, '-')
          .replace(/^[-.]+|[-.]+$/g, '') || 'notebook';
      let name = wanted;
      for (let suffix = 2; taken.has(name.toLowerCase()); suffix++) name = `${wanted}-${suffix}`;
      taken.add(name.toLowerCase());
      return [entry, `${name}.html`];
    }),
  );
}

/** Outputs are foreign HTML: the page shows it, and lets it neither run anything nor call anywhere. */
const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; " +
  "form-action 'none'; base-uri 'none'";

function page(title: string, body: string, { lang = 'en' }: HtmlReportOptions): string {
  return `<!doctype html>
<html lang="${escapeHtml(lang)}" id="top">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="generator" content="papermill-js ${version}">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
${themeChoice}
<main>
${body}
</main>
</body>
</html>
`;
}

/** Without scripts: the style looks which one is checked. */
const themeChoice = `<fieldset class="theme" aria-label="colours">
${['auto', 'light', 'dark']
  .map(
    (name) =>
      `<label><input type="radio" name="theme" value="${name}"${name === 'auto' ? ' checked' : ''}> ${name}</label>`,
  )
  .join('')}
</fieldset>`;
