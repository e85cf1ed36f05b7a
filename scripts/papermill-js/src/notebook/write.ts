import { isObject, type Notebook } from './model.js';

/**
 * The notebook as the text of an .ipynb file, laid out as nbformat's own writer does it, so that a diff
 * between tools stays small: keys sorted, indent 1, non-ASCII kept, text split into lines, newline at the end.
 */
export function serializeNotebook(notebook: Notebook): string {
  return `${JSON.stringify(sortKeys({ ...notebook, cells: notebook.cells.map(splitCell) }), null, 1)}\n`;
}

function splitCell(cell: Notebook['cells'][number]): object {
  const split = { ...cell, source: splitLines(cell.source) };
  if (cell.cell_type !== 'code') return split;
  return { ...split, outputs: cell.outputs.map(splitOutput) };
}

function splitOutput(output: object): object {
  if ('text' in output && typeof output.text === 'string') {
    return { ...output, text: splitLines(output.text) };
  }
  if (!('data' in output) || !isObject(output.data)) return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    typeof value === 'string' && isSplit(mime) ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

/** nbformat splits text and these two; other types, such as base64 images, stay one string. */
function isSplit(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'application/javascript' || mime === 'image/svg+xml';
}

function splitLines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}
