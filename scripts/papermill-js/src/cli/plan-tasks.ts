import { expandInputs } from '../io/expand-inputs.js';
import { outputPaths } from '../io/output-paths.js';
import { shownPath } from '../io/path-scheme.js';
import type { NotebookTask } from '../run/run-options.js';
import type { RunArguments } from './arguments.js';
import type { CommandContext } from './command-context.js';
import type { Shard } from './options.js';

/**
 * Which notebooks are to be executed, and where each is to be written.
 *
 * @throws NotebookIoError for a pattern that finds nothing.
 */
export async function planTasks(
  { inputs, outputDir, inPlace, inject, shard }: RunArguments,
  { signal, plugins: { ioHandlers } }: Pick<CommandContext, 'signal' | 'plugins'>,
): Promise<NotebookTask[]> {
  const found = await expandInputs(inputs, { outputDir, signal, ioHandlers });
  // The folder is a template; what was found there are names, in which braces are braces.
  const templates = found.map(({ path, base }) => ({ path: literal(path), base: literal(base) }));
  const outputs = outputDir === undefined ? undefined : outputPaths(templates, outputDir);
  const tasks = found.map(({ path }, at) => {
    const output = inPlace ? literal(path) : (outputs?.[at] ?? null);
    return {
      name: path,
      input: literal(path),
      output,
      parameters: {
        ...(inject.input && { PAPERMILL_INPUT_PATH: shownPath(path) }),
        ...(inject.output && { PAPERMILL_OUTPUT_PATH: shownPath(output ?? '') }),
      },
    };
  });
  return inShard(tasks, shard);
}

function literal(path: string): string {
  return path.replace(/[{}]/g, '$&$&');
}

/** Every n-th, so that a folder of long notebooks is spread over all parts. */
function inShard<Item>(items: readonly Item[], shard: Shard | undefined): Item[] {
  return items.filter((_, at) => !shard || at % shard.count === shard.index - 1);
}
