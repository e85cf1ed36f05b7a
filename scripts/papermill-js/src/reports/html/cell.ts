import { peekOutputs } from '../../notebook/cell-texts.js';
import { type Cell, type CodeCell, hasTag, isObject } from '../../notebook/model.js';
import type { DescribedCell } from '../describe.js';
import { escapeHtml, humanTime } from '../escape.js';
import type { Failure } from '../failures.js';
import { highlight, languageOf, splitLines } from './highlight.js';
import { type OutputContext, renderOutput } from './output.js';

/** What a cell is rendered with. */
export interface CellContext extends OutputContext {
  readonly language: string;
  /** Begins the ids of the notebook's cells. */
  readonly anchor: string;
  /** Milliseconds of the notebook's slowest cell. */
  readonly longestMs: number;
  readonly failures: readonly Failure[];
}

/** The id of a cell's element, for links to it. */
export function cellAnchor(notebookAnchor: string, cell: Cell): string {
  return `${notebookAnchor}-cell-${cell.id}`;
}

/** One cell of a report: prose as prose; code with its count, its time as a bar, and its outputs. */
export function renderCell(described: DescribedCell, context: CellContext): string {
  const { cell } = described;
  const id = `id="${escapeHtml(cellAnchor(context.anchor, cell))}"`;
  if (cell.cell_type === 'markdown') {
    return `<article class="prose" ${id}>${context.prose.render(withAttachments(cell))}</article>`;
  }
  if (cell.cell_type === 'raw') return `<pre class="raw" ${id}>${escapeHtml(cell.source)}</pre>`;
  if (cell.source.trim() === '') return '';
  const outputs = peekOutputs(cell)
    .map((output) => renderOutput(output, context))
    .join('\n');
  return `<article class="cell ${described.executed.status}" ${id}>
${renderGutter(described, cell, context)}
<section class="body">${renderSource(cell, described, context)}
${outputs}</section>
</article>`;
}

function renderGutter({ executed, number }: DescribedCell, cell: CodeCell, context: CellContext): string {
  const { status, durationMs } = executed;
  const count = `<span class="count" title="cell ${number} of the notebook">[${cell.execution_count ?? ' '}]</span>`;
  if (status !== 'completed' && status !== 'failed') {
    const word = status === 'skipped' ? 'skipped' : 'not run';
    return `<aside class="gutter">${count}<span class="time">${word}</span></aside>`;
  }
  const time = `<span class="time">${humanTime(durationMs)}</span>`;
  return `<aside class="gutter">${count}${time}${bar(durationMs / context.longestMs)}</aside>`;
}

/** A bar of this share, from 0 to 1. */
export function bar(share: number): string {
  return `<span class="bar"><span style="width:${(share * 100).toFixed(1)}%"></span></span>`;
}

function renderSource(cell: CodeCell, { executed }: DescribedCell, context: CellContext): string {
  const failure = context.failures.find((candidate) => candidate.cell?.cell.id === cell.id);
  const code = renderCode(cell.source, context.language, failure?.line);
  const labels = [
    ...(hasTag(cell, 'injected-parameters') ? ['parameters of this run'] : []),
    ...(hasTag(cell, 'raises-exception') ? [executed.error ? 'failed, as it should' : 'may fail'] : []),
    ...(hasTag(cell, 'skip-execution') ? ['tagged skip-execution'] : []),
  ];
  const tags = labels.map((label) => `<span class="tag">${label}</span>`).join(' ');
  const isHidden = cell.metadata.jupyter?.source_hidden === true;
  return isHidden ? `<details><summary>code</summary>${tags}${code}</details>` : `${tags}${code}`;
}

/** Code in its colours; with numbered lines, one of them marked, where it is known which one failed. */
export function renderCode(source: string, language: string, markedLine?: number): string {
  const html = highlight(source, languageOf(source, language));
  if (markedLine === undefined) return `<pre class="code"><code>${html}</code></pre>`;
  const lines = splitLines(html).map((line, index) => {
    return `<span class="line${index + 1 === markedLine ? ' marked' : ''}">${line}\n</span>`;
  });
  return `<pre class="code numbered"><code>${lines.join('')}</code></pre>`;
}

/** Pictures pasted into a markdown cell lie beside its text, as `attachment:NAME`. */
function withAttachments(cell: Cell): string {
  if (!isObject(cell.attachments)) return cell.source;
  const { attachments } = cell;
  return cell.source.replace(/attachment:([^)\s"']+)/g, (reference, name: string) => {
    const bundle: unknown = attachments[name] ?? attachments[decodeURI(name)];
    const [mime, data] = isObject(bundle) ? (Object.entries(bundle)[0] ?? []) : [];
    return mime && typeof data === 'string' ? `data:${mime};base64,${data}` : reference;
  });
}
