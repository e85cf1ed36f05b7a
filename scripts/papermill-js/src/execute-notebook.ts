import { dirname, resolve } from 'node:path';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { cancelledBefore } from './errors/cancellation.js';
import type { ExecuteOptions } from './execute-options.js';
import type { ExecutedNotebook } from './executed-notebook.js';
import { Execution, type NotebookInput } from './execution.js';
import { isLocal, localPath, shownPath } from './io/path-scheme.js';
import { sourceOf } from './kernel/kernel.js';
import { freshKernels, type KernelSource } from './kernel/kernel-source.js';
import type { Notebook } from './notebook/model.js';
import { normalizeNotebook, readStyled } from './notebook/read.js';
import { nbformatStyle } from './notebook/style.js';
import { PathTemplate } from './path-template.js';
import { executedOf } from './run-result.js';
import { Secrets } from './secrets/secrets.js';

/**
 * Executes a notebook from top to bottom in a kernel of its own and writes it with its outputs.
 *
 * @param input path of an .ipynb file (nbformat 2 to 4), `-` for standard input, `https://`, `s3://`, `gs://` or
 *   `abs://`, or a notebook object, which is left as it was. Paths are templates over the parameters, such as `in/{region}.ipynb`.
 * @param output path to write to, as the cells run and at the end, also when a cell fails; `-` for standard
 *   output; null for none.
 * @returns the executed notebook, when every cell ended as it should.
 * @throws CellExecutionError when a cell fails; CellTimeoutError, DeadKernelError, ExecutionCancelledError:
 *   each with the notebook as far as it came in `executed`. NotebookIoError with `executed` and `keptAs` when all went
 *   well but the end could not be written. PapermillError with the code `EXECUTION_CANCELLED` when the signal fires while
 *   the notebook is read. EngineNotFoundError, KernelNotFoundError,
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

/**
 * Executes a notebook on a kernel from this source; the template fills in its paths.
 *
 * @internal
 */
export async function executeWith(
  kernels: KernelSource,
  input: string | Notebook | INotebookContent,
  output: string | null,
  options: ExecuteOptions,
  template?: PathTemplate,
): Promise<ExecutedNotebook> {
  const secrets = new Secrets(options.parameters ?? {}, options);
  try {
    const read = await readInput(input, output, options, secrets, template);
    return await new Execution(read, { ...options, secrets }, kernels).run();
  } catch (error) {
    // What was executed is without secrets, and so is what it says of itself.
    if (executedOf(error) === undefined) secrets.error(error);
    // Before there is a notebook, it is the signal's own reason, whatever that is.
    const { signal } = options;
    throw signal?.aborted && error === signal.reason ? cancelledBefore('The execution', signal) : error;
  }
}

/**
 * Reads the notebook, with the templates in both paths filled in.
 *
 * @internal
 */
export async function readInput(
  input: string | Notebook | INotebookContent,
  output: string | null,
  { parameters = {}, ioHandlers, signal }: Pick<ExecuteOptions, 'parameters' | 'ioHandlers' | 'signal'>,
  secrets: Secrets,
  template = new PathTemplate(parameters, secrets.shown(parameters)),
): Promise<NotebookInput> {
  const show = (path: string): string => secrets.mask.text(shownPath(template.fillShown(path)));
  const source = typeof input === 'string' ? template.fillPlace(input) : null;
  const read =
    source === null
      ? { ...normalizeNotebook(input, 'The given object'), style: nbformatStyle }
      : await readStyled(source, { ioHandlers, signal });
  const place = {
    inputPath: typeof input === 'string' ? show(input) : null,
    outputPath: output === null ? null : show(output),
    target: output === null ? null : template.fillPlace(output),
    folder: folderOf(source),
  };
  return { ...read, place };
}

/** What has no folder of its own runs in the current one. */
function folderOf(inputPath: string | null): string {
  const isFile = inputPath !== null && inputPath !== '-' && isLocal(inputPath);
  return isFile ? dirname(resolve(localPath(inputPath))) : process.cwd();
}
