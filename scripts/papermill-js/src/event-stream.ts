import type { INotebookContent } from '@jupyterlab/nbformat';
import type { NotebookEvent } from './events.js';
import { executeNotebook } from './execute-notebook.js';
import type { ExecuteOptions } from './execute-options.js';
import type { ExecutedNotebook } from './executed-notebook.js';
import type { Notebook } from './notebook/model.js';
import type { RunResult } from './notebook-result.js';
import { executeNotebooks } from './run/execute-notebooks.js';
import type { RunEvent } from './run/run-events.js';
import type { NotebookTask, RunOptions } from './run/run-options.js';

/**
 * `executeNotebook` as a sequence of its events. Leaving the loop cancels the execution; it has ended, with the
 * notebook saved and the kernel stopped, when the loop is left.
 *
 * @returns the executed notebook, as the generator's return value.
 * @throws as `executeNotebook`, after the last event.
 * @example
 * for await (const event of streamNotebook('a.ipynb', 'out/a.ipynb')) {
 *   if (event.type === 'output') process.stdout.write(event.text ?? '');
 * }
 */
export function streamNotebook(
  input: string | Notebook | INotebookContent,
  output: string | null,
  options: Omit<ExecuteOptions, 'onEvent'> = {},
): AsyncGenerator<NotebookEvent, ExecutedNotebook, void> {
  return eventsOf(options.signal, (onEvent, signal) =>
    executeNotebook(input, output, { ...options, onEvent, signal }),
  );
}

/**
 * `executeNotebooks` as a sequence of its events. Leaving the loop cancels the run.
 *
 * @returns how each notebook ended, as the generator's return value.
 * @example
 * for await (const event of streamNotebooks(['a.ipynb', 'b.ipynb'], { jobs: 2 })) {
 *   if (event.type === 'notebook-result') console.log(event.result.input, event.result.outcome);
 * }
 */
export function streamNotebooks(
  notebooks: readonly (string | NotebookTask)[],
  options: Omit<RunOptions, 'onEvent'> = {},
): AsyncGenerator<RunEvent, RunResult, void> {
  return eventsOf(options.signal, (onEvent, signal) =>
    executeNotebooks(notebooks, { ...options, onEvent, signal }),
  );
}

/** Turns a listener into a sequence. What is not yet asked for waits in memory. */
async function* eventsOf<Event, Result>(
  given: AbortSignal | undefined,
  start: (onEvent: (event: Event) => void, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Event, Result, void> {
  const left = new AbortController();
  const waiting: Event[] = [];
  let wake = (): void => undefined;
  const onEvent = (event: Event): void => {
    waiting.push(event);
    wake();
  };
  let ended = false;
  const result = start(onEvent, AbortSignal.any([...(given ? [given] : []), left.signal]));
  const end = result
    .then(
      () => undefined,
      () => undefined,
    )
    .then(() => {
      ended = true;
      wake();
    });
  try {
    while (!ended || waiting.length > 0) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      yield* waiting.splice(0);
      if (!ended && waiting.length === 0) await woken;
    }
    return await result;
  } finally {
    left.abort(new Error('Nobody listens to the execution any more'));
    await end;
  }
}
