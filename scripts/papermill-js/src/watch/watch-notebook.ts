import { NotebookWatch } from './notebook-watch.js';
import type { WatchOptions } from './watch-options.js';

/**
 * Executes a notebook, and again whenever it is saved: in the same kernel, from the first cell that changed, was added,
 * or failed. Cells before it keep their outputs and are not run; a save that changes only metadata or outputs runs
 * nothing. A save during a run cancels it where that is of use.
 *
 * The kernel remembers more than the notebook says: variables of cells that are gone, what later cells have done to
 * those of earlier ones, modules as they were when they were imported. `restart()` of what is returned begins afresh.
 *
 * @param input path of a local .ipynb file; a template over the parameters.
 * @param output path to write to, during each run and after it; another file than the input; null for none.
 * @returns the runs, as they end. Leaving the loop ends the watching; the kernel has stopped then.
 * @throws NotebookIoError, NotebookFormatError where the notebook cannot be read at the beginning. Later that is told
 *   by an event, every other PapermillError by its run, and the next save is waited for.
 * @example
 * for await (const { error } of watchNotebook('a.ipynb', 'out/a.ipynb')) console.log(error?.message ?? 'passed');
 */
export function watchNotebook(
  input: string,
  output: string | null,
  options: WatchOptions = {},
): NotebookWatch {
  return new NotebookWatch(input, output, options);
}
