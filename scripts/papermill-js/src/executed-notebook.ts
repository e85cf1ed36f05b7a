import type { KernelErrorReport } from './errors/kernel-error-report.js';
import type { Notebook } from './notebook/model.js';

/**
 * What became of a cell. `skipped`: tagged `skip-execution`. `pending`: not reached.
 * A cell that timed out, was interrupted or lost its kernel is `failed`, and its error says which.
 */
export type CellStatus = 'completed' | 'failed' | 'pending' | 'skipped';

/** One cell's part in an execution. */
export interface ExecutedCell {
  /** Position among the executed cells, from 0, with the injected cell and without error markers. */
  readonly index: number;
  /** The cell's id in the output notebook. */
  readonly id: string;
  readonly status: CellStatus;
  /** Milliseconds from sending the cell to its end; 0 for a cell that was not sent. */
  readonly durationMs: number;
  readonly error?: KernelErrorReport;
}

/** A notebook after its execution. */
export interface ExecutedNotebook {
  /** The notebook with outputs, as written to {@link outputPath}. */
  readonly notebook: Notebook;
  /** Whether every cell ended as it should, and the notebook was written. */
  readonly ok: boolean;
  readonly cells: readonly ExecutedCell[];
  /** Milliseconds from starting the kernel to its end. */
  readonly durationMs: number;
  /** Path of the input; null when a notebook object was given. */
  readonly inputPath: string | null;
  /**
   * Where the notebook was written: the output's path, or a file on this machine where that could not be written; null
   * when no output was asked for, or nothing could be written.
   */
  readonly outputPath: string | null;
}
