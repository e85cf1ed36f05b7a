import type { PapermillError } from '../errors/papermill-error.js';
import type { ExecuteOptions } from '../execute-options.js';
import type { ExecutedNotebook } from '../executed-notebook.js';
import type { WatchEventListener } from './watch-events.js';

/** Options that make no sense where a notebook is executed again and again in one kernel. */
type Unfit = 'kernel' | 'resume' | 'check' | 'engineName' | 'engines' | 'prepareOnly' | 'onEvent';

/** Options of `watchNotebook`: those of `executeNotebook` for each run, and these. */
export interface WatchOptions extends Omit<ExecuteOptions, Unfit> {
  /** Start the kernel anew for each run, and run all cells. Default false. */
  readonly restart?: boolean;
  /** Milliseconds between two looks at the file. Default 100. */
  readonly everyMs?: number;
  /** Called with each event, in order. What it throws ends the watching. */
  readonly onEvent?: WatchEventListener;
}

/** What came of one run of a watched notebook. */
export interface WatchedRun {
  /** The notebook as far as it came; undefined where it could not be started. */
  readonly executed: ExecutedNotebook | undefined;
  /** Why it did not come to its end; undefined where it did. */
  readonly error: PapermillError | undefined;
}
