import { writeReports } from '../reports/write-reports.js';
import { watchNotebook } from '../watch/watch-notebook.js';
import type { WatchArguments } from './arguments.js';
import type { CommandContext } from './command-context.js';
import { CommandPaths } from './command-paths.js';
import { executeOptions } from './execute-options.js';
import { listenToKeys } from './keyboard.js';
import { WatchDisplay } from './watch-display.js';

/**
 * `papermill-js watch NOTEBOOK`: executes a notebook at each save, until `q` or a signal ends it.
 *
 * @returns the exit code, 0: what failed was told when it did.
 */
export async function watchCommand(given: WatchArguments, context: CommandContext): Promise<number> {
  const { ioHandlers } = context.plugins;
  const paths = await CommandPaths.of(given);
  const say = (text: string): void => {
    if (given.logFormat === 'text' && given.progressBar)
      context.write(`${context.colors.cyan('watch:')} ${text}\n`);
  };
  const display = new WatchDisplay(given.input, context, given.logFormat === 'text' ? say : undefined);
  const watch = watchNotebook(given.input, given.output, {
    ...executeOptions(given),
    ...(ioHandlers && { ioHandlers }),
    parameters: paths.parameters,
    restart: given.restart,
    signal: context.signal,
    onEvent: display.onEvent,
  });
  const stopListening = listenToKeys(process.stdin, { r: () => watch.restart(), q: () => watch.stop() });
  const keys = process.stdin.isTTY ? ' (r starts the kernel anew and runs all cells, q ends)' : '';
  try {
    for await (const watched of watch) {
      const run = display.end(watched);
      if (watched.error && run.notebooks[0]?.outcome === 'failed') context.fail(watched.error);
      await writeReports(run, paths.reports, { ioHandlers, signal: context.signal }).catch(context.fail);
      if (!context.signal.aborted) say(`waiting for the next save of ${given.input}${keys}`);
    }
  } finally {
    stopListening();
  }
  return 0;
}
