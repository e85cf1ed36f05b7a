import type { NotebookParameter } from './parameters.js';

/**
 * Reads the simple assignments of a Python cell, as papermill does: `name: type = value  # type: T help`. A value
 * may go on over several lines; the comment that counts is the one on its last line.
 */
export function inspectPython(cell: string): NotebookParameter[] {
  return definitionsOf(cell).flatMap((definition) => parseDefinition(definition) ?? []);
}

/** The lines of each definition joined to one: a new one begins with a line that has an equals sign. */
function definitionsOf(cell: string): string[] {
  const groups: string[][] = [];
  for (const line of cell.split(/\r?\n/)) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const last = groups.at(-1);
    if (!last || line.includes('=')) groups.push([line]);
    else last.push(line);
  }
  return groups.map(joinLines);
}

/** Comments within a definition say nothing of the whole. */
function joinLines(lines: readonly string[]): string {
  return lines
    .map((line, index) => (index < lines.length - 1 ? (line.split('#', 1)[0] ?? '') : line).trim())
    .join('');
}

const definitionPattern =
  /^(?<name>[\p{ID_Start}_]\p{ID_Continue}*)\s*(?::\s*(?<annotation>[^=]+?)\s*)?=(?!=)\s*(?<rest>.*)$/u;

function parseDefinition(definition: string): NotebookParameter | undefined {
  const { name, annotation, rest } = definitionPattern.exec(definition)?.groups ?? {};
  if (name === undefined || rest === undefined) return undefined;
  const [value, comment] = splitComment(rest);
  const typed = /^type:\s*(?<type>\S*)\s*(?<help>.*)$/.exec(comment)?.groups;
  return {
    name,
    type: annotation?.replace(/^(["'])(.*)\1$/, '$2') ?? (typed?.type || undefined),
    default: value,
    help: typed?.help ?? comment,
  };
}

/** Splits at the first `#` that is not within quotes. */
function splitComment(text: string): [value: string, comment: string] {
  const match = /^(?:[^#"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*#/.exec(text);
  if (!match) return [text.trim(), ''];
  return [text.slice(0, match[0].length - 1).trim(), text.slice(match[0].length).trim()];
}
