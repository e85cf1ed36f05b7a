import { stripVTControlCharacters } from 'node:util';
import { cutToText } from '../cut-text.js';
import { escapeHtml } from '../escape.js';
import { type Failure, headline } from '../failures.js';
import { cellAnchor } from './cell.js';
import { highlight, languageOf, splitLines } from './highlight.js';
import { renderAnsi } from './output.js';

/** Lines of the source shown before and after the failing one; where that is unknown, so many from the top. */
const linesBefore = 6;
const linesAfter = 4;
const linesFromTop = 12;
const openLines = 15;
const tracebackCharacters = 20_000;

/** A failure to be read at a glance: what, where, the source around it, the traceback to fold out. */
export function renderFailure(failure: Failure, language: string, anchor: string): string {
  const { cell, line } = failure;
  const where = cell
    ? `<a href="#${escapeHtml(cellAnchor(anchor, cell.cell))}">Cell ${cell.number}${line ? `, line ${line}` : ''}</a>`
    : '';
  const under = cell?.heading ? `<span class="under">${escapeHtml(cell.heading)}</span>` : '';
  return `<section class="failure">
<p class="where">${where} ${under}</p>
<h3>${escapeHtml(stripped(headline(failure)))}</h3>
${cell ? renderExcerpt(cell.cell.source, language, line) : ''}
${renderTraceback(failure)}
</section>`;
}

function renderExcerpt(source: string, language: string, marked: number | undefined): string {
  const lines = splitLines(highlight(source.trimEnd(), languageOf(source, language)));
  const first = marked === undefined ? 1 : Math.max(1, marked - linesBefore);
  const last = Math.min(lines.length, marked === undefined ? linesFromTop : marked + linesAfter);
  const shown = lines.slice(first - 1, last).map((line, index) => {
    return `<span class="line${first + index === marked ? ' marked' : ''}">${line}\n</span>`;
  });
  const hidden = lines.length - shown.length;
  const more =
    hidden > 0 ? `<p class="note">${hidden} more line${hidden === 1 ? '' : 's'} in the cell.</p>` : '';
  return `<pre class="code numbered" style="counter-reset:line ${first - 1}"><code>${shown.join('')}</code></pre>${more}`;
}

/** Left out where the heading has said it all, folded where it is long. */
function renderTraceback(failure: Failure): string {
  const { traceback, message, name } = failure;
  const text = traceback || (message.includes('\n') ? `${name}: ${message}` : '');
  if (text === '' || stripped(text).trim() === stripped(headline(failure)).trim()) return '';
  const open = !failure.cell || text.split('\n').length <= openLines ? ' open' : '';
  return `<details${open}><summary>Details</summary><pre>${renderAnsi(cutToText(text, tracebackCharacters))}</pre></details>`;
}

function stripped(text: string): string {
  return stripVTControlCharacters(text);
}
