import MarkdownIt, { type MarkdownIt as MarkdownItType } from 'markdown-it';
import { escapeHtml } from '../escape.js';
import { highlight } from './highlight.js';
import { addMath } from './math.js';
import { type DrawDiagram, renderDiagram } from './mermaid.js';
import { pictureFrom } from './pictures.js';

/** A heading of a notebook's prose, for its table of contents. */
export interface Heading {
  /** From 1. */
  readonly level: number;
  readonly text: string;
  readonly id: string;
}

/** What prose needs to know of where it stands. */
export interface ProsePlace {
  /** Begins the ids of the notebook's headings. */
  readonly anchor: string;
  /** The notebook's folder, for pictures; undefined where it has none. */
  readonly folder: string | undefined;
  /** Where a link of the notebook leads from the page; undefined leaves it as it is. */
  readonly linkTo: (href: string) => string | undefined;
  readonly drawDiagram: DrawDiagram | undefined;
}

/** Renders the Markdown of one notebook as Jupyter would, and notes its headings. */
export class Prose {
  readonly headings: Heading[] = [];
  private readonly markdown = new MarkdownIt({ html: true, linkify: true });
  private readonly ids = new Set<string>();

  constructor(private readonly place: ProsePlace) {
    this.markdown.use(addMath).use(addTaskLists);
    const { rules } = this.markdown.renderer;
    rules.fence = (tokens, index) => this.fence(tokens[index]?.info ?? '', tokens[index]?.content ?? '');
    rules.html_block = (tokens, index) => this.html(tokens[index]?.content ?? '');
    rules.html_inline = (tokens, index) => this.html(tokens[index]?.content ?? '');
    rules.image = (tokens, index) => {
      const token = tokens[index];
      const src = token?.attrGet('src') ?? '';
      return this.picture(String(src), token?.content ?? '', String(token?.attrGet('title') ?? ''));
    };
    rules.table_open = () => '<figure class="table"><table>';
    rules.table_close = () => '</table></figure>';
    this.markdown.core.ruler.push('places', ({ tokens }) => {
      for (const [index, token] of tokens.entries()) {
        if (token.type === 'heading_open') this.noteHeading(token, tokens[index + 1]?.children ?? []);
        for (const child of token.children ?? []) if (child.type === 'link_open') this.turnLink(child);
      }
    });
  }

  /** A Markdown cell or output as HTML. */
  render(source: string): string {
    return this.markdown.render(source);
  }

  private fence(info: string, content: string): string {
    const [language = ''] = info.trim().split(/\s+/, 1);
    if (language === 'mermaid') return renderDiagram(content, this.place.drawDiagram);
    return `<pre><code>${highlight(content.replace(/\n$/, ''), language)}</code></pre>\n`;
  }

  private html(content: string): string {
    return filterTags(content).replace(
      /(<img\b[^>]*?\bsrc\s*=\s*)(?:"([^"]*)"|'([^']*)')/gi,
      (whole, before: string, double?: string, single?: string) => {
        const data = pictureFrom(this.place.folder, double ?? single ?? '');
        return data === undefined ? whole : `${before}"${data}"`;
      },
    );
  }

  private picture(src: string, alt: string, title: string): string {
    const data = src.startsWith('data:') ? src : pictureFrom(this.place.folder, src);
    const label = escapeHtml(alt || title || src);
    if (data !== undefined)
      return `<img src="${escapeHtml(data)}" alt="${label}" title="${escapeHtml(title)}">`;
    // The page loads nothing from afar.
    return `<a class="picture-link" href="${escapeHtml(src)}">picture: ${label}</a>`;
  }

  private noteHeading(token: HeadingToken, inline: readonly { readonly content: string }[]): void {
    const text = inline
      .map(({ content }) => content)
      .join('')
      .trim();
    const wanted = this.idOf(text);
    let id = wanted;
    for (let suffix = 2; this.ids.has(id); suffix++) id = `${wanted}-${suffix}`;
    this.ids.add(id);
    token.attrSet('id', id);
    this.headings.push({ level: Number(token.tag.slice(1)), text, id });
  }

  /** Jupyter names a heading's anchor after its text, with hyphens for spaces; here several notebooks share a page. */
  private idOf(text: string): string {
    return `${this.place.anchor}-${text.replace(/\s+/g, '-')}`;
  }

  private turnLink(token: LinkToken): void {
    const href = String(token.attrGet('href') ?? '');
    const target = href.startsWith('#') ? `#${this.idOf(decoded(href.slice(1)))}` : this.place.linkTo(href);
    if (target !== undefined) token.attrSet('href', target);
  }
}

interface LinkToken {
  attrGet(name: string): unknown;
  attrSet(name: string, value: string): void;
}

interface HeadingToken {
  readonly tag: string;
  attrSet(name: string, value: string): void;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `- [ ]` and `- [x]`, as GitHub and Jupyter show them. */
function addTaskLists(markdown: MarkdownItType): void {
  markdown.core.ruler.push('task_lists', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      const item = tokens[index - 2];
      const text =
        token.type === 'inline' && item?.type === 'list_item_open' ? token.children?.[0] : undefined;
      const mark = text?.type === 'text' ? /^\[([ xX])\] /.exec(text.content) : undefined;
      if (!item || !text || !mark) continue;
      item.attrJoin('class', 'task');
      text.content = `${mark[1] === ' ' ? '☐' : '☑'} ${text.content.slice(mark[0].length)}`;
    }
  });
}

/**
 * Takes the effect from the elements that would swallow the rest of the page, run something or lead away from it: those
 * that GitHub's Markdown filters, templates and what belongs into a page's head. A comment without an end would be one
 * more.
 */
export function filterTags(html: string): string {
  const filtered = html.replace(
    /<(?=\/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext|template|meta|base|link)\b)/gi,
    '&lt;',
  );
  return filtered.lastIndexOf('<!--') > filtered.lastIndexOf('-->') ? `${filtered}-->` : filtered;
}
