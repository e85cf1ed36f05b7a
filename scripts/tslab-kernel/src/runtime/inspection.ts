import type { QuickInfo } from './tslab.js';

/** What is known of a name in a cell. */
export interface Inspection {
  /** Its declaration in TypeScript. */
  readonly signature: string;
  /** Its documentation in Markdown, with a line for each of its tags. */
  readonly documentation: string;
  /** Both, for those who show only text. */
  readonly text: string;
  /** What it holds now, where it is a variable of an earlier cell. */
  readonly value: string | undefined;
}

type Parts = NonNullable<QuickInfo['displayParts']>;

export function describeQuickInfo(info: QuickInfo): Pick<Inspection, 'signature' | 'documentation'> {
  const tags = (info.tags ?? []).map(({ name, text }) =>
    `*@${name}* ${formatTag(name, join(text))}`.trimEnd(),
  );
  const paragraphs = [join(info.documentation), tags.join('  \n')].filter((text) => text !== '');
  return { signature: join(info.displayParts), documentation: paragraphs.join('\n\n') };
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
