import { jsonText, keysOf, lineBreak } from './json-text.js';
import { type Cell, type CodeCell, isObject, type Notebook, type Output } from './model.js';
import { splitLines } from './split-lines.js';
import { type NotebookStyle, nbformatStyle } from './style.js';

/**
 * The notebook as the text of an .ipynb file, laid out as nbformat's own writer does it, so that a diff between tools
 * stays small: keys sorted, indent 1, non-ASCII kept, text split into lines, newline at the end.
 *
 * @throws RangeError where the text is longer than a string can be, about 512 MB.
 */
export function serializeNotebook(notebook: Notebook): string {
  return [...notebookPieces(notebook, nbformatStyle)].join('');
}

/** The same text in a style, in pieces, since it may be longer than a string can be. */
export function* notebookPieces(notebook: Notebook, style: NotebookStyle): Generator<string> {
  yield* piecesAround(notebook, style, function* () {
    for (const [at, cell] of notebook.cells.entries()) {
      yield cellSeparator(at, style);
      yield* cellPieces(cell, style, outputPieces);
    }
  });
}

/** The text of a notebook, given that of its cells. */
export function* piecesAround<Piece>(
  notebook: Notebook,
  style: NotebookStyle,
  cells: () => Iterable<Piece>,
): Generator<Piece | string> {
  yield '{';
  for (const [at, key] of keysOf(notebook, style).entries()) {
    yield `${at === 0 ? '' : ','}${lineBreak(1, style)}${JSON.stringify(key)}: `;
    if (key !== 'cells') yield jsonText(notebook[key], 1, style);
    else if (notebook.cells.length === 0) yield '[]';
    else {
      yield '[';
      yield* cells();
      yield `${lineBreak(1, style)}]`;
    }
  }
  yield `${lineBreak(0, style)}}${style.endsWithLineEnd ? style.lineEnd : ''}`;
}

/** What stands before a cell. */
export function cellSeparator(at: number, style: NotebookStyle): string {
  return `${at === 0 ? '' : ','}${lineBreak(2, style)}`;
}

/** The text of a cell, given that of its outputs. */
export function* cellPieces<Piece>(
  cell: Cell,
  style: NotebookStyle,
  outputs: (cell: CodeCell, style: NotebookStyle) => Iterable<Piece>,
): Generator<Piece | string> {
  const value: Readonly<Record<string, unknown>> = cell;
  let separator = '{';
  // Outputs that are not in memory are not to be fetched to be looked at.
  for (const key of keysOf(value, style, 'outputs')) {
    yield `${separator}${lineBreak(3, style)}${JSON.stringify(key)}: `;
    if (key === 'outputs' && cell.cell_type === 'code') yield* outputs(cell, style);
    else yield jsonText(partOf(cell, key, style), 3, style);
    separator = ',';
  }
  yield `${lineBreak(2, style)}}`;
}

function partOf(cell: Cell, key: string, style: NotebookStyle): unknown {
  if (!style.splitsText) return cell[key];
  if (key === 'source') return [...splitLines(cell.source)];
  const { attachments } = cell;
  if (key !== 'attachments' || !isObject(attachments)) return cell[key];
  const split = Object.entries(attachments).map(([name, bundle]) => [
    name,
    isObject(bundle) ? splitBundle(bundle, style) : bundle,
  ]);
  return Object.fromEntries(split);
}

/** The text of a cell's outputs, as it stands in a cell. */
export function* outputPieces({ outputs }: CodeCell, style: NotebookStyle): Generator<string> {
  if (outputs.length === 0) {
    yield '[]';
    return;
  }
  for (const [at, output] of outputs.entries()) {
    yield `${at === 0 ? '[' : ','}${lineBreak(4, style)}`;
    if (output.output_type === 'stream' && style.splitsText) yield* streamPieces(output, style);
    else yield jsonText(splitOutput(output, style), 4, style);
  }
  yield `${lineBreak(3, style)}]`;
}

/** A stream may be very long, and so may be the list of its lines. */
function* streamPieces(output: Output, style: NotebookStyle): Generator<string> {
  const value: Readonly<Record<string, unknown>> = output;
  let separator = '{';
  for (const key of keysOf(value, style)) {
    yield `${separator}${lineBreak(5, style)}${JSON.stringify(key)}: `;
    const item = value[key];
    if (key === 'text' && typeof item === 'string' && item !== '') yield* linePieces(item, style);
    else yield jsonText(key === 'text' ? [] : item, 5, style);
    separator = ',';
  }
  yield `${lineBreak(4, style)}}`;
}

const linesInPiece = 1000;

function* linePieces(text: string, style: NotebookStyle): Generator<string> {
  const between = `,${lineBreak(6, style)}`;
  let block: string[] = [];
  let before = `[${lineBreak(6, style)}`;
  for (const line of splitLines(text)) {
    block.push(JSON.stringify(line));
    if (block.length < linesInPiece) continue;
    yield before + block.join(between);
    before = between;
    block = [];
  }
  yield `${block.length === 0 ? '' : before}${block.join(between)}${lineBreak(5, style)}]`;
}

function splitOutput(output: Output, style: NotebookStyle): unknown {
  if (!style.splitsText || !('data' in output) || !isObject(output.data)) return output;
  return { ...output, data: splitBundle(output.data, style) };
}

function splitBundle(bundle: Readonly<Record<string, unknown>>, style: NotebookStyle): object {
  const split = Object.entries(bundle).map(([mime, value]) => [
    mime,
    typeof value === 'string' && isSplit(mime) ? [...splitLines(value)] : value,
  ]);
  return style.numbers.copied(bundle, Object.fromEntries(split) as object);
}

/** nbformat splits text and these two; other types, such as base64 images, stay one string. */
function isSplit(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'application/javascript' || mime === 'image/svg+xml';
}
