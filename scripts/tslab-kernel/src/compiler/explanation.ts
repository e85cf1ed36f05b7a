import type { Converter } from 'tslab/dist/converter.js';

/** What is known of a name in a cell. */
export interface Explanation {
  /** The offset of the name in the cell, and its end. */
  readonly start: number;
  readonly end: number;
  /** Its declaration in TypeScript. */
  readonly signature: string;
  /** Its documentation in Markdown, with a line for each of its tags. */
  readonly documentation: string;
  /** Both, for those who show only text. */
  readonly text: string;
}

/** What an editor shows of a name, in the parts that TypeScript makes of it. */
export type QuickInfo = ReturnType<Converter['inspect']>;

type Parts = NonNullable<QuickInfo['displayParts']>;

/** Puts what an editor shows of a name into words; `print` makes plain text of it. */
export function explain(info: QuickInfo, print: (info: QuickInfo) => string): Explanation {
  const { start, length } = info.textSpan;
  const tags = (info.tags ?? []).map(({ name, text }) =>
    `*@${name}* ${formatTag(name, join(text))}`.trimEnd(),
  );
  const paragraphs = [join(info.documentation), tags.join('  \n')].filter((text) => text !== '');
  return {
    start,
    end: start + length,
    signature: join(info.displayParts),
    documentation: paragraphs.join('\n\n'),
    text: print(info),
  };
}

/** An example is code; of a parameter the first word is its name. */
function formatTag(name: string, text: string): string {
  if (name === 'example' && !text.includes('```')) return `\n${fence(text)}\n`;
  return name === 'param' ? text.replace(/^(\S+)/, '`$1`') : text;
}

export function fence(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}

function join(parts: Parts | undefined): string {
  return (parts ?? []).map(({ text }) => text).join('');
}
