import type { PapermillError } from '../errors/papermill-error.js';
import type { NotebookEvent } from '../events.js';

/**
 * Why the kernel is started anew. `declared-already`: it does not let a cell that runs again declare its variables
 * again, as some JavaScript kernels do not.
 */
export type RestartReason = 'asked' | 'died' | 'other-kernel' | 'declared-already';

/** What happens while a notebook is watched: the events of each run, and what comes between them. */
export type WatchEvent =
  | NotebookEvent
  /** The kernel has been stopped: the run that follows starts another, and runs all cells. */
  | { readonly type: 'kernel-restart'; readonly reason: RestartReason }
  /** The file cannot be read as a notebook at the moment; the next save is waited for. */
  | { readonly type: 'unreadable'; readonly error: PapermillError };

/** Called with each event; what it throws ends the watching and is what that rejects with. */
export type WatchEventListener = (event: WatchEvent) => void;
