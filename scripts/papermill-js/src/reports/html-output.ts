import type { IMimeBundle } from '@jupyterlab/nbformat';
import { AnsiUp } from 'ansi_up';
import MarkdownIt from 'markdown-it';
import type { Output } from '../notebook/model.js';
import { escapeHtml } from './escape.js';

const markdown = new MarkdownIt({ html: false, linkify: true });
/** Longer texts are cut in the report; the notebook has them whole. */
const shownLines = 1000;
const shownCharacters = 200_000;

/** One output of a cell as HTML. */
export function renderOutput(output: Output): string {
  switch (output.output_type) {
    case 'stream':
      return renderText(output.text, output.name);
    case 'error':
      return renderText(output.traceback.join('\n') || `${output.ename}: ${output.evalue}`, 'error');
    default:
      return renderBundle(output.data);
  }
}

/** The richest type that a page without scripts can show, in JupyterLab's order. */
function renderBundle(data: IMimeBundle): string {
  const text = (mime: string): string | undefined => {
    const value = data[mime];
    return typeof value === 'string' ? value : undefined;
  };
  const html = text('text/html');
  if (html !== undefined) return renderHtml(html);
  const prose = text('text/markdown');
  if (prose !== undefined) return `<div class="prose output">${markdown.render(prose)}</div>`;
  const svg = text('image/svg+xml');
  if (svg !== undefined) return picture('image/svg+xml', Buffer.from(svg).toString('base64'));
  for (const mime of ['image/png', 'image/jpeg', 'image/gif', 'image/webp']) {
    const image = text(mime);
    if (image !== undefined) return picture(mime, image.replace(/\s/g, ''));
  }
  const plain = text('text/plain');
  if (plain !== undefined) return renderText(plain, 'result');
  const [mime = 'nothing'] = Object.keys(data);
  return `<p class="note">An output of the type ${escapeHtml(mime)}, which only Jupyter can show.</p>`;
}

/** In a shadow tree of its own, an output's styles and unclosed elements stay with it. */
function renderHtml(html: string): string {
  const inside = html.replace(/<(?=\/?template)/gi, '&lt;');
  return `<div class="output html"><template shadowrootmode="open"><style>${tableStyle}</style>${inside}</template></div>`;
}

const tableStyle =
  'table{border-collapse:collapse}td,th{border:1px solid var(--line);padding:.25em .6em;text-align:left}' +
  'th{background:var(--shade)}img,svg{max-width:100%;height:auto}';

/** As an image, an SVG cannot run or load anything. It may expect a white page, so it gets one. */
function picture(mime: string, base64: string): string {
  return `<img class="output picture" alt="output of the cell" src="data:${mime};base64,${base64}">`;
}

function renderText(text: string, kind: string): string {
  const trimmed = text.replace(/\n$/, '');
  if (trimmed === '') return '';
  const shown = trimmed.slice(0, shownCharacters).split('\n').slice(0, shownLines).join('\n');
  const ansi = new AnsiUp();
  ansi.use_classes = true;
  const hidden = trimmed.length - shown.length;
  const note =
    hidden > 0 ? `<p class="note">${hidden.toLocaleString('en')} more characters in the notebook.</p>` : '';
  return `<pre class="output ${kind}">${ansi.ansi_to_html(shown)}</pre>${note}`;
}
