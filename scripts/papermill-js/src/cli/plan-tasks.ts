import { expandInputs } from '../io/expand-inputs.js';
import { outputPaths } from '../io/output-paths.js';
import type { NotebookTask } from '../run/run-options.js';
import type { RunArguments } from './arguments.js';
import type { Shard } from './options.js';

/**
 * Which notebooks are to be executed, and where each is to be written.
 *
 * @throws NotebookIoError for a pattern that finds nothing.
 */
export async function planTasks(
  { inputs, outputDir, inPlace, inject, shard }: RunArguments,
  signal: AbortSignal,
): Promise<NotebookTask[]> {
  const found = await expandInputs(inputs, { outputDir, signal });
  const outputs = outputDir === undefined ? undefined : outputPaths(found, outputDir);
  const tasks = found.map(({ path }, at) => {
    const output = inPlace ? path : (outputs?.[at] ?? null);
    return {
      input: path,
      output,
      parameters: {
        ...(inject.input && { PAPERMILL_INPUT_PATH: path }),
        ...(inject.output && { PAPERMILL_OUTPUT_PATH: output ?? '' }),
      },
    };
  });
  return inShard(tasks, shard);
}

/** Every n-th, so that a folder of long notebooks is spread over all parts. */
function inShard<Item>(items: readonly Item[], shard: Shard | undefined): Item[] {
  return items.filter((_, at) => !shard || at % shard.count === shard.index - 1);
}
