import { DeadKernelError } from '../errors/dead-kernel-error.js';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { inspectNotebook } from '../inspect-notebook.js';
import type { ExecuteArguments } from './arguments.js';
import type { CommandContext } from './command-context.js';
import { CommandPaths } from './command-paths.js';
import { notebookHelp } from './help-notebook.js';
import { collectParameters } from './parameter-options.js';
import type { SideFile } from './refuse-overwriting.js';
import { runTasks } from './run-tasks.js';
import { StreamFiles } from './stream-files.js';

/** papermill's exit code for a kernel that died. */
const deadKernelExitCode = 138;

/**
 * `papermill-js INPUT OUTPUT`: executes one notebook.
 *
 * @returns the exit code.
 * @throws what ended it before or after its execution, which is told as a failure too.
 */
export async function executeCommand(given: ExecuteArguments, context: CommandContext): Promise<number> {
  if (given.helpNotebook) return helpNotebook(given, context);
  const task = { input: given.input, output: given.output };
  refuseFolder(given.output);
  const paths = await CommandPaths.of(given);
  paths.refuseOverwriting([task], streamFiles(given));
  const files = new StreamFiles({ stdout: given.stdoutFile, stderr: given.stderrFile });
  try {
    const { run, areWritten } = await runTasks([task], given, { prewarm: false }, paths, context, (event) => {
      if (event.type === 'notebook-event') files.onEvent(event.event);
    });
    const error = run.notebooks[0]?.error;
    if (!error) return areWritten ? 0 : 1;
    context.fail(error);
    return error instanceof DeadKernelError ? deadKernelExitCode : 1;
  } finally {
    files.close();
  }
}

function streamFiles({ stdoutFile, stderrFile }: ExecuteArguments): SideFile[] {
  const files = { '--stdout-file': stdoutFile, '--stderr-file': stderrFile };
  return Object.entries(files).flatMap(([flag, path]) =>
    path === undefined ? [] : [{ option: `${flag} ${path}`, path }],
  );
}

function refuseFolder(output: string | null): void {
  if (output === null || !/[/\\]$/.test(output)) return;
  throw new NotebookIoError(
    output,
    `The output ${output} is a folder. Name a file in it, or give the folder to papermill-js run --output-dir.`,
  );
}

async function helpNotebook(
  given: ExecuteArguments,
  { plugins: { ioHandlers }, signal }: CommandContext,
): Promise<number> {
  const parameters = await inspectNotebook(given.input, {
    parameters: await collectParameters({ ...given.parameters, secrets: [] }),
    ioHandlers,
    signal,
    ...(given.kernel !== undefined && { kernelName: given.kernel }),
    ...(given.language !== undefined && { language: given.language }),
  });
  process.stdout.write(notebookHelp(given.usage, given.input, parameters));
  return parameters ? 0 : 1;
}
