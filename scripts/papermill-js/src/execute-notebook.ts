import { dirname, resolve } from 'node:path';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { ExecuteOptions } from './execute-options.js';
import type { ExecutedNotebook } from './executed-notebook.js';
import { Execution, type Place } from './execution.js';
import { sourceOf } from './kernel/kernel.js';
import { freshKernels, type KernelSource } from './kernel/kernel-source.js';
import type { Notebook } from './notebook/model.js';
import { normalizeNotebook, readNotebook } from './notebook/read.js';
import { PathTemplate } from './path-template.js';
import type { Parameters } from './translators/parameters.js';

/**
 * Executes a notebook from top to bottom in a kernel of its own and writes it with its outputs.
 *
 * @param input path of an .ipynb file (nbformat 4.0 to 4.5), `-` for standard input, or a notebook object,
 *   which is left as it was. Paths are templates over the parameters, such as `in/{region}.ipynb`.
 * @param output path to write to, as the cells run and at the end, also when a cell fails; `-` for standard
 *   output; null for none.
 * @returns the executed notebook, when every cell ended as it should.
 * @throws CellExecutionError when a cell fails; CellTimeoutError, DeadKernelError, ExecutionCancelledError:
 *   each with the notebook as far as it came in `executed`. EngineNotFoundError, KernelNotFoundError,
 *   KernelStartError, NotebookFormatError, NotebookIoError, ParameterError: nothing was executed.
 * @example
 * const { cells } = await executeNotebook('lesson.ipynb', 'out/lesson.ipynb', {
 *   parameters: { shards: 2 },
 *   onEvent: (event) => { if (event.type === 'output') process.stdout.write(event.text ?? ''); },
 * });
 */
export async function executeNotebook(
  input: string | Notebook | INotebookContent,
  output: string | null,
  options: ExecuteOptions = {},
): Promise<ExecutedNotebook> {
  return executeWith(options.kernel ? sourceOf(options.kernel) : freshKernels, input, output, options);
}

/** Executes a notebook on a kernel from this source. */
export async function executeWith(
  kernels: KernelSource,
  input: string | Notebook | INotebookContent,
  output: string | null,
  options: ExecuteOptions,
): Promise<ExecutedNotebook> {
  const { notebook, place } = await readInput(input, output, options.parameters);
  return new Execution(notebook, place, options, kernels).run();
}

/** Reads the notebook, with the templates in both paths filled in. */
export async function readInput(
  input: string | Notebook | INotebookContent,
  output: string | null,
  parameters: Parameters = {},
): Promise<{ notebook: Notebook; place: Place }> {
  const template = new PathTemplate(parameters);
  const inputPath = typeof input === 'string' ? template.fill(input) : null;
  const outputPath = output === null ? null : template.fill(output);
  const notebook =
    typeof input === 'string' && inputPath !== null
      ? await readNotebook(inputPath)
      : normalizeNotebook(input, 'The given object');
  const folder = inputPath !== null && inputPath !== '-' ? dirname(resolve(inputPath)) : process.cwd();
  return { notebook, place: { inputPath, outputPath, folder } };
}
