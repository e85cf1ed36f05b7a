import { escapeHtml } from '../escape.js';

/** Draws a diagram as SVG, or gives undefined where it cannot: not every kind of Mermaid's is known. */
export type DrawDiagram = (source: string) => string | undefined;

/** Loads what draws diagrams, which takes a while: to be called where there is one. */
export async function loadMermaid(): Promise<DrawDiagram> {
  const { renderMermaidSVG } = await import('beautiful-mermaid');
  return (source) => {
    try {
      const svg = renderMermaidSVG(source, {
        bg: 'var(--page)',
        fg: 'var(--text)',
        font: 'system-ui',
        padding: 8,
        transparent: true,
      });
      return inPage(svg);
    } catch {
      return undefined;
    }
  };
}

/** The library's style asks for a font from afar and is meant for a page of its own. */
function inPage(svg: string): string {
  return svg.replace(/@import[^;]*;/g, '').replace(/^(\s*)(text|svg) \{/gm, '$1.diagram $2 {');
}

/** A diagram in the page; where it cannot be drawn, its source and a line that says so. */
export function renderDiagram(source: string, draw: DrawDiagram | undefined): string {
  const svg = draw?.(source);
  if (svg !== undefined) return `<figure class="diagram">${svg}</figure>`;
  const [kind = ''] = /^\s*[a-z][\w-]*/i.exec(withoutPreamble(source)) ?? [];
  const which = kind === '' ? 'This Mermaid diagram' : `This Mermaid diagram (${escapeHtml(kind.trim())})`;
  const caption = `${which} is of a kind, or has a line, that cannot be drawn here. Its source:`;
  return `<figure class="diagram"><figcaption>${caption}</figcaption><pre><code>${escapeHtml(source)}</code></pre></figure>`;
}

/** A diagram may begin with settings and comments. */
function withoutPreamble(source: string): string {
  return source.replace(/^\s*---\n.*?\n\s*---\s*\n/s, '').replace(/^\s*%%.*$/gm, '');
}
