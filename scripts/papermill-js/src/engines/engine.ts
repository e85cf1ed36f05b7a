import type { KernelErrorReport } from '../errors/kernel-error-report.js';
import type { NotebookEventListener } from '../events.js';
import type { Cell, Notebook, Output } from '../notebook/model.js';

/** What an engine is told before the notebook is touched. */
export interface EngineRequest {
  readonly notebook: Notebook;
  /** The name the caller gives; undefined where the notebook's own counts. */
  readonly kernelName: string | undefined;
  readonly kernelDirs: readonly string[];
  /** The folder to run in. */
  readonly cwd: string;
  /** Where kernels are looked for, upward: the notebook's folder, the process's. */
  readonly startDirs: readonly string[];
  /** Variables that the caller adds to the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly startTimeoutMs: number;
  /** Milliseconds each cell may take, where the notebook does not say; undefined for no limit. */
  readonly executionTimeoutMs: number | undefined;
  /** Bytes each cell may put out. */
  readonly maxOutputBytes: number;
}

/**
 * Runs notebooks in a way of its own: on a remote service, several cells at once, or not at all. Reading, parameters,
 * metadata, saving and reports stay what they are.
 *
 * @example
 * const dryRun: Engine = {
 *   async open({ notebook }) {
 *     return {
 *       kernelName: notebook.metadata.kernelspec?.name,
 *       language: undefined,
 *       async run({ cells }) {
 *         for (const cell of cells) {
 *           cell.start();
 *           cell.end();
 *         }
 *       },
 *     };
 *   },
 * };
 * await executeNotebook('a.ipynb', 'b.ipynb', { engines: { dry: dryRun }, engineName: 'dry' });
 */
export interface Engine {
  /** Finds what the notebook needs to be run. When this throws, nothing is written. */
  open(request: EngineRequest): Promise<EngineRun>;
}

/** An execution that is about to begin. */
export interface EngineRun {
  /** Name and language of what runs the cells, by which parameters are written; undefined: as the notebook says. */
  readonly kernelName: string | undefined;
  readonly language: string | undefined;
  /**
   * Runs the cells. A cell that failed is told by {@link EngineCell.fail} or an `error` output, and fails the
   * execution; anything else that stops it is thrown, as it is, to the caller, and fails the cell that was not ended. All
   * that was started has ended when this does.
   */
  run(context: EngineContext): Promise<void>;
}

/** What an engine works with while it runs. */
export interface EngineContext {
  /** The notebook that is being executed, to be changed in place. */
  readonly notebook: Notebook;
  /** All cells in order, text too. */
  readonly cells: readonly EngineCell[];
  /** Fires when the execution is to stop. */
  readonly signal: AbortSignal;
  /** Tells the caller; cells tell of themselves. */
  readonly emit: NotebookEventListener;
  /** Throws when the output could not be saved, so that the run need not go on. */
  readonly throwIfUnsaved: () => void;
}

/** One cell on its way; what is told here ends up in its metadata, its outputs and the events. */
export interface EngineCell {
  readonly cell: Cell;
  /** What is to be run: the cell's source, with the values of secrets where that shows `***`. */
  readonly code: string;
  /** Position in the notebook, from 0. */
  readonly index: number;
  /** Whether there is something to run: code that is not blank and not tagged `skip-execution`. */
  readonly isRunnable: boolean;
  /** Begins the cell. */
  start(): void;
  /** Adds an output; one of the type `error` fails the cell unless it is tagged `raises-exception`. */
  addOutput(output: Output): void;
  /** Fails the cell. */
  fail(report: KernelErrorReport): void;
  /** Ends the cell: it is completed, unless it failed. */
  end(): void;
}
