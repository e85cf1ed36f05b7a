import type { Cell, JsonObject, Notebook } from './model.js';

/** papermill's four states of a cell, in `metadata.papermill.status`. */
export type PapermillStatus = 'pending' | 'running' | 'completed' | 'failed';

/** What stands in `metadata.papermill` of every cell, as papermill 2 writes it. */
export interface PapermillCellMetadata {
  status: PapermillStatus;
  start_time: string | null;
  end_time: string | null;
  /** Seconds. */
  duration: number | null;
  /** Whether the cell failed; null until it has run. */
  exception: boolean | null;
}

/** The facts about a run that `metadata.papermill` of the notebook holds. */
export interface RunFacts {
  readonly parameters: JsonObject;
  readonly version: string;
  readonly inputPath: string | null;
  readonly outputPath: string | null;
}

/** Empties every cell and marks it `pending`, so that a notebook left half-way says what was not run. */
export function markPending(notebook: Notebook, facts: RunFacts): void {
  notebook.metadata.papermill = {
    default_parameters: {},
    environment_variables: {},
    parameters: facts.parameters,
    version: facts.version,
    input_path: facts.inputPath,
    output_path: facts.outputPath,
    start_time: null,
    end_time: null,
    duration: null,
    exception: null,
  };
  for (const cell of notebook.cells) {
    if (!Array.isArray(cell.metadata.tags)) cell.metadata.tags = [];
    delete cell.metadata.execution;
    setCellMetadata(cell, {
      status: 'pending',
      start_time: null,
      end_time: null,
      duration: null,
      exception: null,
    });
    if (cell.cell_type === 'code') {
      cell.outputs = [];
      cell.execution_count = null;
    }
  }
}

/** Replaces the papermill metadata of a cell. */
export function setCellMetadata(cell: Cell, metadata: PapermillCellMetadata): void {
  cell.metadata.papermill = { ...metadata };
}

/** Notes when the run began. */
export function markRunStarted(notebook: Notebook, at: Date): void {
  updateRun(notebook, { start_time: isoTime(at) });
}

/** Notes when the run ended, and whether by an exception. */
export function markRunEnded(notebook: Notebook, startedAt: Date, endedAt: Date, failed: boolean): void {
  updateRun(notebook, {
    end_time: isoTime(endedAt),
    duration: (endedAt.getTime() - startedAt.getTime()) / 1000,
    exception: failed ? true : null,
  });
}

function updateRun(notebook: Notebook, fields: JsonObject): void {
  notebook.metadata.papermill = { ...(notebook.metadata.papermill as JsonObject), ...fields };
}

/** A time as papermill writes it: ISO 8601 with the offset of UTC written out. */
export function isoTime(date: Date): string {
  return date.toISOString().replace('Z', '+00:00');
}
