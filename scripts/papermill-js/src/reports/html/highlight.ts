import hljs from 'highlight.js/lib/common';
import fsharp from 'highlight.js/lib/languages/fsharp';
import julia from 'highlight.js/lib/languages/julia';
import latex from 'highlight.js/lib/languages/latex';
import matlab from 'highlight.js/lib/languages/matlab';
import powershell from 'highlight.js/lib/languages/powershell';
import scala from 'highlight.js/lib/languages/scala';
import { escapeHtml } from '../escape.js';

hljs.registerLanguage('fsharp', fsharp);
hljs.registerLanguage('julia', julia);
hljs.registerLanguage('latex', latex);
hljs.registerLanguage('matlab', matlab);
hljs.registerLanguage('powershell', powershell);
hljs.registerLanguage('scala', scala);
hljs.registerAliases(['octave'], { languageName: 'matlab' });

/** Longer sources are shown without colours: they are data. */
const highlightedCharacters = 50_000;

/** The language of a cell: its notebook's, unless it begins with `%%bash` as in IPython or `#!fsharp` as in .NET's kernel. */
export function languageOf(source: string, notebookLanguage: string): string {
  const named = /^\s*(?:%%|#!)(\w+)/.exec(source)?.[1]?.toLowerCase();
  return named !== undefined && hljs.getLanguage(named) ? named : notebookLanguage;
}

/** Code as HTML with classes for its colours; plain where the language is unknown. */
export function highlight(code: string, language: string): string {
  const name = language.toLowerCase();
  if (code.length > highlightedCharacters || !hljs.getLanguage(name)) return escapeHtml(code);
  return hljs.highlight(code, { language: name, ignoreIllegals: true }).value;
}

/** Divides highlighted code into lines, each with its own elements closed. */
export function splitLines(html: string): string[] {
  const open: string[] = [];
  return html.split('\n').map((line) => {
    const before = open.join('');
    for (const [tag] of line.matchAll(/<\/?span[^>]*>/g)) {
      if (tag.startsWith('</')) open.pop();
      else open.push(tag);
    }
    return `${before}${line}${'</span>'.repeat(open.length)}`;
  });
}
