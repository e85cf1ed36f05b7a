import {
  type CellStatus,
  type ExecutedNotebook,
  type KernelErrorReport,
  type NotebookResult,
  notebookResult,
  type Output,
} from '../../../scripts/papermill-js/src/index.js';
import { type CellSketch, codeCell, sketchNotebook } from './notebooks.js';

/** What became of a cell of a sketched execution; cells without one are completed. */
export interface CellFate {
  readonly status?: CellStatus;
  readonly error?: KernelErrorReport;
  readonly durationMs?: number;
  readonly outputs?: readonly Output[];
}

/** An execution that never was: the cells, and what became of them by position. */
export function sketchExecuted(
  inputPath: string,
  cells: readonly CellSketch[],
  fates: Readonly<Record<number, CellFate>> = {},
): ExecutedNotebook {
  const notebook = sketchNotebook(cells);
  notebook.metadata.language_info = { name: 'typescript', version: '6.0.3' };
  let count = 0;
  const results = notebook.cells.map((cell, index) => {
    const { status = 'completed', error, durationMs = 50 * (index + 1), outputs = [] } = fates[index] ?? {};
    if (cell.cell_type === 'code') {
      const code = codeCell(notebook, index);
      code.outputs = [...outputs];
      code.execution_count = status === 'completed' || status === 'failed' ? ++count : null;
    }
    return { index, id: cell.id, status, durationMs, ...(error && { error }) };
  });
  const ok = results.every(({ status }) => status !== 'failed');
  return { notebook, ok, cells: results, durationMs: 1234, inputPath, outputPath: null };
}

/** The same as a part of a run. */
export function sketchResult(
  inputPath: string,
  cells: readonly CellSketch[],
  fates: Readonly<Record<number, CellFate>> = {},
  fields: Partial<NotebookResult> = {},
): NotebookResult {
  const executed = sketchExecuted(inputPath, cells, fates);
  const startedAt = new Date('2026-01-31T12:00:00.500Z');
  return notebookResult(inputPath, { executed }, { startedAt, ...fields });
}
