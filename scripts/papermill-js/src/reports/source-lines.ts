import { readFile, stat } from 'node:fs/promises';
import { type JSONPath, visit } from 'jsonc-parser';
import type { Cell } from '../notebook/model.js';
import { localFile } from './describe.js';

/** A larger file is not searched: its line numbers are of no use to a person either. */
const largestFile = 64 * 1024 * 1024;

/** Where the lines of the cells' sources stand in an .ipynb file. */
export interface SourceLines {
  /** The line of the file, from 1, on which a line of a cell's source (also from 1) stands; undefined if nowhere. */
  lineOf(cell: Cell, line: number): number | undefined;
}

/** Finds the lines of a notebook file; undefined where it is no file of this machine or cannot be read any more. */
export async function readSourceLines(path: string): Promise<SourceLines | undefined> {
  const file = localFile(path);
  if (file === undefined) return undefined;
  try {
    const { size } = await stat(file);
    return size > largestFile ? undefined : findSourceLines(await readFile(file, 'utf8'));
  } catch {
    // A report of a run does not fail because its input has gone since.
    return undefined;
  }
}

/** Finds the lines of the cells' sources in the text of an .ipynb file. */
export function findSourceLines(json: string): SourceLines {
  const cells: { id?: string; source: string; fileLines: number[] }[] = [];
  visit(json, {
    onLiteralValue(value, _offset, _length, startLine, _startCharacter, pathOf) {
      if (typeof value !== 'string') return;
      const place = placeOf(pathOf());
      if (!place) return;
      cells[place.cell] ??= { source: '', fileLines: [] };
      const cell = cells[place.cell];
      if (!cell) return;
      if (place.field === 'id') cell.id = value;
      else addPiece(cell, value, startLine + 1);
    },
  });
  return {
    lineOf({ id, source }, line) {
      const found =
        cells.find((cell) => cell?.id === id && cell.source === source) ??
        cells.find((cell) => cell?.source === source);
      return found?.fileLines[line - 1];
    },
  };
}

function placeOf([root, cell, field]: JSONPath): { cell: number; field: 'id' | 'source' } | undefined {
  if (root !== 'cells' || typeof cell !== 'number') return undefined;
  return field === 'id' || field === 'source' ? { cell, field } : undefined;
}

/** A piece is a line with its line break as a rule; nbformat allows a whole source in one, or any other division. */
function addPiece(cell: { source: string; fileLines: number[] }, piece: string, fileLine: number): void {
  if (cell.source === '' || cell.source.endsWith('\n')) cell.fileLines.push(fileLine);
  for (let at = piece.indexOf('\n'); at >= 0 && at < piece.length - 1; at = piece.indexOf('\n', at + 1)) {
    cell.fileLines.push(fileLine);
  }
  cell.source += piece;
}
