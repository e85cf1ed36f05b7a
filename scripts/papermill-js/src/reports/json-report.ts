import { shownPath } from '../io/path-scheme.js';
import type { Cell, JsonObject } from '../notebook/model.js';
import type { EarlierFailure, NotebookOutcome, NotebookResult, RunResult } from '../notebook-result.js';
import { version } from '../version.js';
import { describeCells, kernelOf, parametersOf } from './describe.js';
import { failingLine } from './failing-line.js';
import {
  type CellCounts,
  countCells,
  type JsonCell,
  type JsonError,
  jsonCell,
  jsonError,
  rounded,
} from './json-events.js';

/** A run as `--report json=FILE` writes it: what happened and how long it took; the outputs are in the notebooks. */
export interface JsonReport {
  /** Rises when a field changes its meaning or goes. */
  readonly formatVersion: 1;
  /** `papermill-js` and its version. */
  readonly generator: string;
  readonly ok: boolean;
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly notebooks: readonly JsonReportNotebook[];
}

/** A notebook of a {@link JsonReport}. */
export interface JsonReportNotebook {
  readonly input: string;
  readonly output: string | null;
  readonly outcome: NotebookOutcome;
  /** 0 where it was not run, or not again. */
  readonly attempts: number;
  /** Why the attempts before the last did not pass. */
  readonly earlierFailures: readonly EarlierFailure[];
  readonly startedAt: string | null;
  readonly durationMs: number;
  /** The kernel's name for people; empty where nothing was executed. */
  readonly kernel: string;
  readonly parameters: JsonObject;
  readonly error: JsonError | null;
  readonly cellCounts: CellCounts;
  readonly cells: readonly JsonReportCell[];
}

/** A cell of a {@link JsonReportNotebook}. */
export interface JsonReportCell extends JsonCell {
  readonly cellType: Cell['cell_type'];
  readonly executionCount: number | null;
  readonly firstLine: string;
  /** The line of the cell, from 1, at which it failed, where its kernel says so. */
  readonly failingLine?: number;
}

/** The run as an object for programs. */
export function jsonReport(run: RunResult): JsonReport {
  return {
    formatVersion: 1,
    generator: `papermill-js ${version}`,
    ok: run.ok,
    startedAt: run.startedAt.toISOString(),
    durationMs: rounded(run.durationMs),
    notebooks: run.notebooks.map(notebookOf),
  };
}

/** The run as the text of a JSON file. */
export function renderJsonReport(run: RunResult): string {
  return `${JSON.stringify(jsonReport(run), null, 2)}\n`;
}

function notebookOf(result: NotebookResult): JsonReportNotebook {
  const { input, output, outcome, attempts, startedAt, durationMs, executed, error } = result;
  return {
    input: shownPath(input),
    output: output === null ? null : shownPath(output),
    outcome,
    attempts,
    earlierFailures: result.earlierFailures ?? [],
    startedAt: startedAt?.toISOString() ?? null,
    durationMs: rounded(durationMs),
    kernel: executed ? kernelOf(executed) : '',
    parameters: executed ? parametersOf(executed) : {},
    error: error ? jsonError(error) : null,
    cellCounts: countCells(executed?.cells ?? []),
    cells: executed ? describeCells(executed).map(cellOf) : [],
  };
}

function cellOf({ cell, executed, firstLine }: ReturnType<typeof describeCells>[number]): JsonReportCell {
  const count = cell.cell_type === 'code' ? cell.execution_count : null;
  const traceback = executed.status === 'failed' ? (executed.error?.traceback ?? []) : [];
  const line = failingLine(traceback, count, cell.source);
  return {
    ...jsonCell(executed),
    cellType: cell.cell_type,
    executionCount: count,
    firstLine,
    ...(line !== undefined && { failingLine: line }),
  };
}
