import type { MarkdownIt } from 'markdown-it';
import temml from 'temml';
import { escapeHtml } from '../escape.js';

/** LaTeX as MathML, which browsers draw without scripts or fonts; as code where it cannot be read. */
export function renderMath(latex: string, isBlock: boolean): string {
  try {
    const math = temml.renderToString(latex, { displayMode: isBlock, throwOnError: true, maxExpand: 1000 });
    return isBlock ? `<span class="math">${math}</span>` : math;
  } catch {
    const code = `<code class="latex">${escapeHtml(latex)}</code>`;
    return isBlock ? `<span class="math">${code}</span>` : code;
  }
}

/** Formulas as Jupyter takes them: `$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]` and `\begin{…}` at the start of a line. */
export function addMath(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('escape', 'math', (state, silent) => {
    const found = formulaAt(state.src.slice(state.pos, state.posMax));
    if (!found) return false;
    if (!silent) {
      const token = state.push('math', 'math', 0);
      token.content = found.latex;
      token.block = found.isBlock;
    }
    state.pos += found.length;
    return true;
  });
  markdown.block.ruler.before(
    'fence',
    'math_block',
    (state, startLine, endLine, silent) => {
      const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
      const text = state.src.slice(start, state.eMarks[endLine - 1]);
      const found = blockAt(text);
      if (!found) return false;
      if (silent) return true;
      const token = state.push('math', 'math', 0);
      token.content = found.latex;
      token.block = true;
      state.line = startLine + text.slice(0, found.length).split('\n').length;
      return true;
    },
    { alt: ['paragraph', 'blockquote', 'list'] },
  );
  markdown.renderer.rules.math = (tokens, index) => {
    const { content = '', block = false } = tokens[index] ?? {};
    return renderMath(content, block);
  };
}

interface Formula {
  readonly latex: string;
  readonly isBlock: boolean;
  /** Characters with its delimiters. */
  readonly length: number;
}

const inlineForms: readonly { readonly form: RegExp; readonly isBlock: boolean }[] = [
  { form: /^\$\$(.+?)\$\$/s, isBlock: true },
  { form: /^\\\\\[(.+?)\\\\\]/s, isBlock: true },
  { form: /^\\\\\((.+?)\\\\\)/s, isBlock: false },
  // As pandoc has it, so that prices stay prices: no blank inside the signs, no digit after the second.
  { form: /^\$(?![\s$])((?:\\.|[^\\$])*?[^\s\\$]|(?:\\.|[^\\$])*?\\.)\$(?!\d)/s, isBlock: false },
];

function formulaAt(text: string): Formula | undefined {
  if (!text.startsWith('$') && !text.startsWith('\\\\')) return undefined;
  for (const { form, isBlock } of inlineForms) {
    const [whole, latex] = form.exec(text) ?? [];
    if (whole !== undefined && latex !== undefined) return { latex, isBlock, length: whole.length };
  }
  return undefined;
}

/** A formula that has its lines for itself; one with text after it is left to the paragraph. */
function blockAt(text: string): Formula | undefined {
  const [whole, latex] = /^\$\$(.+?)\$\$[ \t]*(?=\n|$)/s.exec(text) ?? [];
  if (whole !== undefined && latex !== undefined) return { latex, isBlock: true, length: whole.length };
  const environment = /^\\begin\{([a-z]+\*?)\}.*?\\end\{\1\}[ \t]*(?=\n|$)/s.exec(text)?.[0];
  return environment === undefined
    ? undefined
    : { latex: environment, isBlock: true, length: environment.length };
}
