import { NotebookIoError } from '../errors/notebook-io-error.js';
import { expandInputs } from '../io/expand-inputs.js';
import { outputPaths } from '../io/output-paths.js';
import { shownPath } from '../io/path-scheme.js';
import { writesOverInput } from '../io/writes-over-input.js';
import type { PathTemplate } from '../path-template.js';
import type { NotebookTask } from '../run/run-options.js';
import type { RunArguments } from './arguments.js';
import type { CommandContext } from './command-context.js';
import type { Shard } from './options.js';

/**
 * Which notebooks are to be executed, and where each is to be written.
 *
 * @throws NotebookIoError for a pattern that finds nothing, and for a folder that has the inputs in it.
 */
export async function planTasks(
  { inputs, outputDir, inPlace, inject, shard }: RunArguments,
  { signal, plugins: { ioHandlers } }: Pick<CommandContext, 'signal' | 'plugins'>,
  template: PathTemplate,
): Promise<NotebookTask[]> {
  // Those of an earlier run with the same parameters are no inputs.
  const earlier = outputDir === undefined ? undefined : template.fillShown(outputDir);
  const found = await expandInputs(inputs, { outputDir: earlier, signal, ioHandlers });
  // The folder is a template; what was found there are names, in which braces are braces.
  const templates = found.map(({ path, base }) => ({ path: literal(path), base: literal(base) }));
  const outputs = outputDir === undefined ? undefined : outputPaths(templates, outputDir);
  const tasks = found.map(({ path }, at) => {
    const output = inPlace ? literal(path) : (outputs?.[at] ?? null);
    if (!inPlace) refuseInput(path, output === null ? null : template.fillShown(output));
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

function refuseInput(input: string, output: string | null): void {
  if (output === null || !writesOverInput(input, output)) return;
  const path = shownPath(output);
  throw new NotebookIoError(
    path,
    `${path} would be written over itself, and nothing was executed. Give another --output-dir, or --in-place if ` +
      'that is meant.',
  );
}

function literal(path: string): string {
  return path.replace(/[{}]/g, '$&$&');
}

/** Every n-th, so that a folder of long notebooks is spread over all parts. */
function inShard<Item>(items: readonly Item[], shard: Shard | undefined): Item[] {
  return items.filter((_, at) => !shard || at % shard.count === shard.index - 1);
}
