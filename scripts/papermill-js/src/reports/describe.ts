import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { ExecutedCell, ExecutedNotebook } from '../executed-notebook.js';
import { isLocal, localPath, shownPath as withoutSecrets } from '../io/path-scheme.js';
import { errorMarkerTag } from '../notebook/error-markers.js';
import { type Cell, hasTag, isObject, type JsonObject } from '../notebook/model.js';
import type { NotebookResult } from '../notebook-result.js';

/** A cell of an executed notebook beside what became of it. */
export interface DescribedCell {
  readonly cell: Cell;
  /** Position among the executed cells, from 1, as messages count. */
  readonly number: number;
  readonly executed: ExecutedCell;
  /** The nearest heading above it, without markup; empty where there is none. */
  readonly heading: string;
  /** The first line of its source that is not blank. */
  readonly firstLine: string;
}

/** The cells of a notebook in their order, without papermill's error markers. */
export function describeCells({ notebook, cells }: ExecutedNotebook): DescribedCell[] {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  let heading = '';
  return notebook.cells
    .filter((cell) => !hasTag(cell, errorMarkerTag))
    .map((cell, index) => {
      if (cell.cell_type === 'markdown') heading = lastHeading(cell.source) ?? heading;
      const unknown: ExecutedCell = { index, id: cell.id, status: 'pending', durationMs: 0 };
      const executed = byId.get(cell.id) ?? unknown;
      return { cell, number: executed.index + 1, executed, heading, firstLine: firstLineOf(cell.source) };
    });
}

/** The cells that a kernel could run: code that is not blank. */
export function codeCells(cells: readonly DescribedCell[]): DescribedCell[] {
  return cells.filter(({ cell }) => cell.cell_type === 'code' && cell.source.trim() !== '');
}

/** What is worth saying of how often a notebook was executed; empty where that was once. */
export function attemptsOf({ attempts, outcome }: NotebookResult): string {
  if (attempts > 1) return `attempt ${attempts}`;
  return attempts === 0 && outcome === 'passed' ? 'unchanged, not run again' : '';
}

/** How many code cells came to their end, of how many. */
export function cellCounts(result: NotebookResult): { readonly done: number; readonly all: number } {
  const cells = result.executed ? codeCells(describeCells(result.executed)) : [];
  return { done: cells.filter(({ executed }) => executed.status === 'completed').length, all: cells.length };
}

/** The parameters that a run was given, as `metadata.papermill` holds them. */
export function parametersOf({ notebook }: ExecutedNotebook): JsonObject {
  const { papermill } = notebook.metadata;
  return isObject(papermill) && isObject(papermill.parameters) ? (papermill.parameters as JsonObject) : {};
}

/** The kernel's name for people, with the version of its language; empty where the notebook names none. */
export function kernelOf({ notebook }: ExecutedNotebook): string {
  const { kernelspec, language_info } = notebook.metadata;
  const name = kernelspec?.display_name || kernelspec?.name || '';
  const version = language_info?.version;
  const language = language_info?.name;
  return typeof version === 'string' && language ? `${name}, ${language} ${version}` : String(name);
}

/** The file of this machine that a path means; undefined for a URL or a pipe. */
export function localFile(path: string): string | undefined {
  return path === '-' || !isLocal(path) ? undefined : resolve(localPath(path));
}

/**
 * A path for people and for other tools: relative to the folder where it lies within, with forward slashes; a URL
 * without its password.
 */
export function shownPath(path: string, folder: string): string {
  if (path === '-') return 'standard input';
  const file = localFile(path);
  if (file === undefined) return withoutSecrets(path);
  const inside = relative(folder, file);
  const isOutside = inside.startsWith('..') || isAbsolute(inside);
  return (isOutside ? path : inside).split(sep).join('/');
}

function firstLineOf(source: string): string {
  return /^.*\S.*$/m.exec(source)?.[0].trim() ?? '';
}

function lastHeading(markdown: string): string | undefined {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const heading = [...prose.matchAll(/^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$/gm)].at(-1)?.[1];
  return heading?.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`]/g, '');
}
