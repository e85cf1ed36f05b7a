import type { NotebookEvent } from '../events.js';
import type { NotebookResult, RunResult } from '../notebook-result.js';

/** What happens while several notebooks are executed. Events of one notebook come in order; notebooks may alternate. */
export type RunEvent =
  | {
      readonly type: 'run-start';
      /** The notebooks by name, in the order in which they begin. */
      readonly notebooks: readonly string[];
      /** How many are executed at once. */
      readonly jobs: number;
    }
  | {
      readonly type: 'notebook-event';
      /** Position in `notebooks`, from 0. */
      readonly index: number;
      readonly notebook: string;
      /** 1 for the first. */
      readonly attempt: number;
      readonly event: NotebookEvent;
    }
  | {
      readonly type: 'notebook-retry';
      readonly index: number;
      readonly notebook: string;
      /** The attempt that failed. */
      readonly attempt: number;
      readonly error: Error;
    }
  | { readonly type: 'notebook-result'; readonly index: number; readonly result: NotebookResult }
  | { readonly type: 'run-end'; readonly result: RunResult };

/** Called with each event; what it throws cancels the run and is what that rejects with. */
export type RunEventListener = (event: RunEvent) => void;
