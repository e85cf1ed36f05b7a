import { type Cell, isObject, type JsonObject, type Notebook } from '../notebook/model.js';
import { firstChangedCell, keptCells, type StartPoint } from './first-changed-cell.js';

/** What an earlier execution is worth. */
export interface ResumeOptions {
  /** The kernel that will run the notebook, where it is not the one the notebook names. */
  readonly kernelName: string | undefined;
  /** Whether the kernel is the one that ran it, with all its variables. */
  readonly kernelIsWarm: boolean;
}

/** Where an execution begins, and what the earlier one left it. */
export interface Resumption {
  /** The first cell that is run, counted from 0 over all cells; their number where none has to be. */
  readonly startIndex: number;
  /** The first cell that failed or changed since, and which of it; `startIndex` is 0 where its kernel is gone. */
  readonly found: StartPoint;
}

/**
 * Takes over what an earlier execution of the notebook still tells: cells before the first that failed or changed keep
 * their outputs, times and counts. Variables live in the kernel, so without the one that ran them, cells are only taken
 * over where all of them are.
 *
 * @param previous as it was left by that execution.
 * @param present as it is to be executed, all of it still `pending`; changed in place.
 */
export function resume(
  previous: Notebook,
  present: Notebook,
  { kernelName, kernelIsWarm }: ResumeOptions,
): Resumption {
  const found = firstChangedCell(previous, present, { kernelName });
  const isWhole = found.reason === 'unchanged' && cameToItsEnd(previous);
  if (!isWhole && (!kernelIsWarm || found.reason === 'unchanged')) return { startIndex: 0, found };
  for (const { previous: before, present: cell } of keptCells(previous, present, found)) {
    cell.outputs = [...before.outputs];
    cell.execution_count = before.execution_count;
    keepMetadata(before, cell);
  }
  keepMetadataOfText(previous, present, found.index);
  if (isWhole) keepTimes(previous, present);
  return { startIndex: found.index, found };
}

function keepMetadataOfText(previous: Notebook, present: Notebook, end: number): void {
  const byId = new Map(previous.cells.map((cell) => [cell.id, cell]));
  for (const cell of present.cells.slice(0, end)) {
    const before = byId.get(cell.id);
    if (before && (cell.cell_type !== 'code' || cell.source.trim() === '')) keepMetadata(before, cell);
  }
}

function keepMetadata(before: Cell, cell: Cell): void {
  for (const name of ['papermill', 'execution']) {
    const value = before.metadata[name];
    if (value !== undefined) cell.metadata[name] = value;
  }
}

/** A kernel that died after its last cell leaves all of them completed. */
function cameToItsEnd({ metadata: { papermill } }: Notebook): boolean {
  return isObject(papermill) && typeof papermill.end_time === 'string' && papermill.exception !== true;
}

/** The times are those of the execution whose outputs these are. */
function keepTimes(previous: Notebook, present: Notebook): void {
  const before = previous.metadata.papermill as JsonObject;
  const now = present.metadata.papermill as JsonObject;
  for (const name of ['start_time', 'end_time', 'duration', 'exception', 'version']) {
    if (before[name] !== undefined) now[name] = before[name];
  }
  const { language_info: language } = previous.metadata;
  if (language) present.metadata.language_info = language;
}
