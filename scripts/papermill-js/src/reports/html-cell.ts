import MarkdownIt from 'markdown-it';
import type { ExecutedCell } from '../executed-notebook.js';
import { type Cell, type CodeCell, hasTag, isObject } from '../notebook/model.js';
import { escapeHtml, humanTime } from './escape.js';
import { renderOutput } from './html-output.js';

const markdown = new MarkdownIt({ html: true, linkify: true });

/** One cell of a report: prose as prose; code with its count, its time as a bar, and its outputs. */
export function renderCell(
  cell: Cell,
  executed: ExecutedCell | undefined,
  timeBar: string,
  anchor: string,
): string {
  const id = `id="${escapeHtml(anchor)}"`;
  if (cell.cell_type === 'markdown') {
    return `<div class="prose" ${id}>${markdown.render(withAttachments(cell))}</div>`;
  }
  if (cell.cell_type === 'raw') return `<pre class="raw" ${id}>${escapeHtml(cell.source)}</pre>`;
  if (cell.source.trim() === '') return '';
  const status = executed?.status ?? 'pending';
  const ran = status === 'completed' || status === 'failed';
  const time = ran ? `<span class="time">${humanTime(executed?.durationMs ?? 0)}</span>${timeBar}` : status;
  return `<div class="cell ${status}" ${id}>
<div class="gutter"><span class="count">[${cell.execution_count ?? ' '}]</span>${time}</div>
<div class="body">${renderSource(cell)}
${cell.outputs.map(renderOutput).join('\n')}</div>
</div>`;
}

function renderSource(cell: CodeCell): string {
  const code = `<pre class="code"><code>${escapeHtml(cell.source)}</code></pre>`;
  const injected = hasTag(cell, 'injected-parameters')
    ? '<span class="tag">parameters of this run</span>'
    : '';
  const isHidden = cell.metadata.jupyter?.source_hidden === true;
  return isHidden ? `<details><summary>code</summary>${injected}${code}</details>` : `${injected}${code}`;
}

/** Pictures pasted into a markdown cell lie beside its text, as `attachment:NAME`. */
function withAttachments(cell: Cell): string {
  if (!isObject(cell.attachments)) return cell.source;
  const { attachments } = cell;
  return cell.source.replace(/attachment:([^)\s"']+)/g, (reference, name: string) => {
    const bundle: unknown = attachments[name];
    const [mime, data] = isObject(bundle) ? (Object.entries(bundle)[0] ?? []) : [];
    return mime && typeof data === 'string' ? `data:${mime};base64,${data}` : reference;
  });
}
