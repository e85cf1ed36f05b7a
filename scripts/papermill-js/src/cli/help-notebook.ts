import type { NotebookParameter } from '../translators/parameters.js';

const helpColumn = 34;

/** What `--help-notebook` prints: the parameters, their types, defaults and comments, laid out as papermill does. */
export function notebookHelp(
  usage: string,
  notebook: string,
  parameters: readonly NotebookParameter[] | null,
): string {
  const head = `${usage}\n\nParameters inferred for notebook '${notebook}':\n`;
  if (!parameters) return `${head}\n  No cell tagged 'parameters'\n`;
  if (parameters.length === 0) {
    return `${head}\n  Can't infer anything about this notebook's parameters. It may not have any parameter defined.\n`;
  }
  return head + parameters.map((parameter) => `${describe(parameter)}\n`).join('');
}

function describe({ name, type, unchecked, default: value, help: comment }: NotebookParameter): string {
  const help = [comment, ...(unchecked ? [notes[unchecked]] : [])].filter((text) => text !== '').join(' ');
  const definition = `  ${name}: ${oneLine(type ?? 'Unknown type')} (default ${oneLine(value ?? 'undefined')})`;
  if (definition.length <= helpColumn - 4) return `${definition.padEnd(helpColumn)}${help}`.trimEnd();
  return help === '' ? definition : `${definition}\n${' '.repeat(helpColumn)}${help}`;
}

/** What a value is not held against fails in the cell, if it does. */
const notes = {
  all: '[type not checked: it is not spelled out in the notebook]',
  parts: '[type checked in part: the rest is not spelled out in the notebook]',
} as const;

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
