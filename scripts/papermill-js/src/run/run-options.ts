import type { INotebookContent } from '@jupyterlab/nbformat';
import type { ExecuteOptions } from '../execute-options.js';
import type { Notebook } from '../notebook/model.js';
import type { Parameters } from '../translators/parameters.js';
import type { RunEventListener } from './run-events.js';

/** One notebook to execute. */
export interface NotebookTask {
  /** As `executeNotebook` takes it. */
  readonly input: string | Notebook | INotebookContent;
  /** Where to write it, a template over all parameters; null (default) for nowhere. */
  readonly output?: string | null;
  /** What it is called in events and reports. Default its path. */
  readonly name?: string;
  /** Parameters of this notebook alone, over those of all. */
  readonly parameters?: Parameters;
}

/** Options of `executeNotebooks`: those of `executeNotebook` for each of them, and these. */
export interface RunOptions extends Omit<ExecuteOptions, 'kernel' | 'onEvent' | 'parameters'> {
  /**
   * Values for all notebooks that declare them in their `parameters` cell. One that none of them declares is an error
   * before anything is executed, unless `strictParameters` is false. In the templates of paths all of them count, for
   * each notebook.
   */
  readonly parameters?: Parameters;
  /** How many notebooks are executed at once, from 1. Default 1. */
  readonly jobs?: number;
  /** The first that fails cancels the others. Default false: all are executed. */
  readonly failFast?: boolean;
  /** How often a notebook that failed is executed again, in a new kernel. Default 0. */
  readonly retries?: number;
  /** Start the kernel of the next notebook while the ones before run: one kernel more than `jobs`. Default true. */
  readonly prewarm?: boolean;
  /** Called with each event. What it throws cancels the run and rejects the promise. */
  readonly onEvent?: RunEventListener;
}
