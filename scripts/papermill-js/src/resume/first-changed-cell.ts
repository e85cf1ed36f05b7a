import { isRunnable } from '../notebook/cell-marks.js';
import { errorMarkerTag } from '../notebook/error-markers.js';
import { type CodeCell, hasTag, isObject, type Notebook } from '../notebook/model.js';

/**
 * Why an execution may begin where it does.
 *
 * - `changed`, `inserted`, `deleted`, `moved`: what became of the cell since the earlier execution.
 * - `failed`, `not-run`: it is as it was, but did not come to its end then.
 * - `unchanged`: nothing is left to be run.
 * - `other-kernel`, `never-executed`: all of it has to be run, because nothing of the earlier execution counts.
 */
export type StartReason =
  | 'changed'
  | 'inserted'
  | 'deleted'
  | 'moved'
  | 'failed'
  | 'not-run'
  | 'unchanged'
  | 'other-kernel'
  | 'never-executed';

/** Where an execution may begin, given an earlier one. */
export interface StartPoint {
  /** The first cell to run, counted from 0 over all cells; the number of cells where none is left to be run. */
  readonly index: number;
  readonly reason: StartReason;
}

/** What else has to be as it was. */
export interface StartPointOptions {
  /** The kernel that will run the notebook, where it is not the one the notebook names. */
  readonly kernelName?: string | undefined;
}

/**
 * The first cell that has to be run again in a kernel that has run the cells before it. What counts is the order and
 * the sources of the cells that are sent to the kernel, the injected parameters among them: text, metadata, ids and
 * outputs may have changed. A kernel of its own knows nothing of the cells before: there, only `unchanged` helps.
 *
 * @param previous an executed notebook, with papermill's metadata.
 * @param present the notebook as it is to be executed, parameters already injected.
 */
export function firstChangedCell(
  previous: Notebook,
  present: Notebook,
  { kernelName }: StartPointOptions = {},
): StartPoint {
  if (!isObject(previous.metadata.papermill)) return { index: 0, reason: 'never-executed' };
  const ranIn = previous.metadata.kernelspec?.name;
  const wanted = kernelName ?? present.metadata.kernelspec?.name;
  if (ranIn !== undefined && wanted !== undefined && ranIn !== wanted) {
    return { index: 0, reason: 'other-kernel' };
  }
  const before = sentCells(previous);
  const now = sentCells(present);
  for (let at = 0; at < Math.max(before.length, now.length); at++) {
    const reason = whyAgain(before, now, at);
    if (reason) return { index: now[at]?.index ?? present.cells.length, reason };
  }
  return { index: present.cells.length, reason: 'unchanged' };
}

/** A cell of the earlier execution and the one that stands in its place now, both sent to the kernel. */
export interface KeptCell {
  readonly previous: CodeCell;
  readonly present: CodeCell;
}

/** The cells before a start point, each with the one of the earlier execution whose outputs it keeps. */
export function keptCells(previous: Notebook, present: Notebook, { index }: StartPoint): KeptCell[] {
  const before = sentCells(previous);
  return sentCells(present)
    .filter((sent) => sent.index < index)
    .flatMap(({ cell }, at) => {
      const kept = before[at]?.cell;
      return kept ? [{ previous: kept, present: cell }] : [];
    });
}

interface SentCell {
  readonly cell: CodeCell;
  readonly index: number;
}

function sentCells({ cells }: Notebook): SentCell[] {
  return cells
    .filter((cell) => !hasTag(cell, errorMarkerTag))
    .flatMap((cell, index) => (isRunnable(cell) ? [{ cell, index }] : []));
}

function whyAgain(
  before: readonly SentCell[],
  now: readonly SentCell[],
  at: number,
): StartReason | undefined {
  const old = before[at]?.cell;
  const cell = now[at]?.cell;
  if (!cell) return 'deleted';
  if (!old) return has(before, cell) ? 'moved' : 'inserted';
  if (old.source === cell.source && expectsError(old) === expectsError(cell)) return unfinished(old);
  if (old.id === cell.id) return 'changed';
  const isNew = !has(before, cell);
  const isGone = !has(now, old);
  // Before nbformat 4.5 a cell has no id of its own: the one it is given here changes with its source.
  if (isNew && isGone) return 'changed';
  if (isNew) return 'inserted';
  return isGone ? 'deleted' : 'moved';
}

function has(cells: readonly SentCell[], { id }: CodeCell): boolean {
  return cells.some(({ cell }) => cell.id === id);
}

function expectsError(cell: CodeCell): boolean {
  return hasTag(cell, 'raises-exception');
}

function unfinished({ metadata: { papermill } }: CodeCell): StartReason | undefined {
  const status = isObject(papermill) ? papermill.status : undefined;
  if (status === 'completed') return undefined;
  return status === 'failed' ? 'failed' : 'not-run';
}
