import type { ExecutedNotebook } from './executed-notebook.js';

/**
 * How a notebook of a run ended. `failed`: a cell failed, timed out or lost its kernel, or it could not be started at
 * all. `cancelled`: a signal or a failed neighbour stopped it. `not-run`: its turn never came.
 */
export type NotebookOutcome = 'passed' | 'failed' | 'cancelled' | 'not-run';

/** Why an attempt before the last did not pass; without its outputs, which would stay in memory. */
export interface EarlierFailure {
  /** The error's name, such as `TypeError` or `KernelStartError`. */
  readonly name: string;
  readonly message: string;
  /** The cell it happened in; undefined for what is no cell's. */
  readonly cellId: string | undefined;
}

/** One notebook's part in a run of several; what reports are made of. */
export interface NotebookResult {
  /** The input as it was given, or as a glob found it. */
  readonly input: string;
  /** Where the executed notebook was written; null for nowhere. */
  readonly output: string | null;
  readonly outcome: NotebookOutcome;
  /** The notebook as far as it came; undefined where nothing was executed. */
  readonly executed: ExecutedNotebook | undefined;
  /** Why it did not pass. */
  readonly error: Error | undefined;
  /** How often it was executed; 2 or more after a retry, 0 when it was not, or had passed before (`resume`). */
  readonly attempts: number;
  /** Why the attempts before the last did not pass, in their order; absent where there was none. */
  readonly earlierFailures?: readonly EarlierFailure[];
  /** When its last attempt began; undefined when it was not run. */
  readonly startedAt: Date | undefined;
  /** Milliseconds of its last attempt, the kernel's start included. */
  readonly durationMs: number;
}

/** A run of several notebooks, in the order in which they were given. */
export interface RunResult {
  /** Whether every notebook passed. */
  readonly ok: boolean;
  readonly notebooks: readonly NotebookResult[];
  readonly startedAt: Date;
  readonly durationMs: number;
}
