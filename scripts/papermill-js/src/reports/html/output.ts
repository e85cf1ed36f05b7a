import type { IMimeBundle } from '@jupyterlab/nbformat';
import { AnsiUp } from 'ansi_up';
import type { Output } from '../../notebook/model.js';
import { cutText, inWords } from '../cut-text.js';
import { escapeHtml } from '../escape.js';
import { highlight } from './highlight.js';
import type { Prose } from './markdown.js';
import { renderMath } from './math.js';
import { largestPicture } from './pictures.js';

/** Longer texts lose their middle in the report; the notebook has them whole. */
const shownText = { characters: 200_000, lines: 1000 };
/** Larger tables, prose and formulas are shown as text, where they have one. */
const largestMarkup = 2_000_000;

/** What outputs of a page may still add to it, so that a page of a thousand floods can be opened at all. */
export interface PageBudget {
  charactersLeft: number;
}

/** What an output is rendered with. */
export interface OutputContext {
  readonly prose: Prose;
  readonly budget: PageBudget;
}

/** One output of a cell as HTML. */
export function renderOutput(output: Output, context: OutputContext): string {
  const html = render(output, context);
  context.budget.charactersLeft -= html.length;
  if (context.budget.charactersLeft >= 0) return html;
  return note('An output that no longer fits into this page; the notebook has it.');
}

function render(output: Output, context: OutputContext): string {
  switch (output.output_type) {
    case 'stream':
      return renderText(output.text, output.name);
    case 'error':
      return renderText(output.traceback.join('\n') || `${output.ename}: ${output.evalue}`, 'error');
    default:
      return renderBundle(output.data, context);
  }
}

/** Undefined for a value that cannot be shown so. */
type Renderer = (value: unknown, context: OutputContext) => string | undefined;

function ofText(render: (text: string, context: OutputContext) => string | undefined): Renderer {
  return (value, context) => {
    const text = textOf(value);
    return text === undefined ? undefined : render(text, context);
  };
}

/**
 * The richest type that a page without scripts can show, in JupyterLab's order. Types that need a script (charts of
 * Vega-Lite, maps, widgets) are not among them: a picture that stands beside them is shown.
 */
const renderers: readonly (readonly [mime: string, render: Renderer])[] = [
  ['text/html', ofText(renderHtml)],
  ['text/markdown', ofText(renderMarkdown)],
  ['image/svg+xml', ofText(renderSvg)],
  ...['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'].map((mime) => {
    return [mime, ofText((text) => picture(mime, text.replace(/\s/g, '')))] as const;
  }),
  ['text/latex', ofText(renderLatex)],
  ['application/json', (value) => (value === undefined ? undefined : renderJson(value))],
  ['text/plain', ofText((text) => renderText(text, 'result'))],
];

function renderBundle(data: IMimeBundle, context: OutputContext): string {
  for (const [mime, render] of renderers) {
    const html = render(data[mime], context);
    if (html !== undefined) return html;
  }
  const [mime = 'nothing'] = Object.keys(data);
  return note(`An output of the type ${mime}, which only Jupyter can show.`);
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value.join('');
  return typeof value === 'string' ? value : undefined;
}

/**
 * In a shadow tree of its own, an output's styles and unclosed elements stay with it. Undefined for what a script
 * would have to draw, or what is too large: another type may do better.
 */
function renderHtml(html: string): string | undefined {
  if (html.length > largestMarkup) return undefined;
  const still = html
    .replace(/<(script|iframe|object)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<(?:meta|base|link|embed)\b[^>]*>/gi, '');
  const hasText =
    /<(?:img|svg|table|video|audio|canvas)\b/i.test(still) || still.replace(/<[^>]*>/g, '').trim();
  if (still !== html && !hasText) return undefined;
  return `<div class="output html"><template shadowrootmode="open"><style>${tableStyle}</style>${closed(still)}</template></div>`;
}

/** Nothing in it may end the template, or swallow its end. */
function closed(html: string): string {
  const filtered = html.replace(
    /<(?=\/?(?:template|title|textarea|xmp|noembed|noframes|plaintext)\b)/gi,
    '&lt;',
  );
  const lower = filtered.toLowerCase();
  const comment = filtered.lastIndexOf('<!--') > filtered.lastIndexOf('-->') ? '-->' : '';
  const style = lower.lastIndexOf('<style') > lower.lastIndexOf('</style') ? '</style>' : '';
  return `${filtered}${comment}${style}`;
}

const tableStyle =
  ':host{display:block;overflow-x:auto}table{border-collapse:collapse;font-size:.875em}' +
  'td,th{border:1px solid var(--line);padding:.25em .6em;text-align:left}' +
  'th{background:var(--shade)}img,svg{max-width:100%;height:auto}a{color:var(--link)}';

function renderMarkdown(text: string, { prose }: OutputContext): string | undefined {
  if (text.length > largestMarkup) return undefined;
  return `<article class="prose output">${prose.render(text)}</article>`;
}

function renderLatex(text: string): string | undefined {
  if (text.length > largestMarkup) return undefined;
  return `<article class="prose output">${renderMath(...withoutSigns(text))}</article>`;
}

/** As an image, an SVG cannot run or load anything. */
function renderSvg(text: string): string | undefined {
  if (text.length > largestPicture) return undefined;
  return picture('image/svg+xml', Buffer.from(text).toString('base64'));
}

/** A plot may expect a white page, so it gets one. */
function picture(mime: string, base64: string): string | undefined {
  if (base64.length > largestPicture) return undefined;
  return `<img class="output picture" alt="output of the cell" src="data:${mime};base64,${base64}">`;
}

/** LaTeX with Jupyter's delimiters around it. */
function withoutSigns(text: string): [latex: string, isBlock: boolean] {
  const trimmed = text.trim();
  const block = /^(?:\$\$([\s\S]*)\$\$|\\\[([\s\S]*)\\\])$/.exec(trimmed);
  if (block) return [block[1] ?? block[2] ?? '', true];
  const inline = /^\$([\s\S]*)\$$/.exec(trimmed)?.[1];
  return [
    (inline ?? trimmed).replace(/^\\displaystyle\s*/, ''),
    inline === undefined || /^\\displaystyle/.test(inline),
  ];
}

function renderJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2) ?? '';
  const { head, hidden } = cutText(text, shownText);
  const shown = `<pre class="output result">${hidden > 0 ? escapeHtml(head) : highlight(text, 'json')}</pre>`;
  return hidden > 0
    ? `${shown}${note(`${inWords(text.length - head.length)} more in the notebook.`)}`
    : shown;
}

/** Text with its ANSI colours; of a flood, the beginning and the end. */
export function renderText(text: string, kind: string): string {
  const trimmed = text.endsWith('\n') ? text.slice(0, -1) : text;
  if (trimmed === '') return '';
  const { head, hidden, tail } = cutText(trimmed, shownText);
  if (hidden === 0) return `<pre class="output ${kind}">${renderAnsi(head)}</pre>`;
  const left = note(`${inWords(hidden)} left out here; the notebook has them.`);
  return `<pre class="output ${kind}">${renderAnsi(head)}</pre>${left}<pre class="output ${kind}">${renderAnsi(tail)}</pre>`;
}

/** Text as HTML, its ANSI colours as classes. */
export function renderAnsi(text: string): string {
  const ansi = new AnsiUp();
  ansi.use_classes = true;
  return ansi.ansi_to_html(text);
}

function note(text: string): string {
  return `<p class="note">${escapeHtml(text)}</p>`;
}
