import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { readEnvironment } from '../environment.js';
import { DeadKernelError } from '../errors/dead-kernel-error.js';
import { ExecutionError } from '../errors/execution-error.js';
import { executeNotebook } from '../execute-notebook.js';
import type { ExecutedNotebook } from '../executed-notebook.js';
import { writeAtomically } from '../notebook/write.js';
import { renderHtmlReport } from '../reports/html.js';
import { type Arguments, parseArguments } from './arguments.js';
import { failureText } from './failure-text.js';
import { collectParameters } from './parameter-options.js';
import { Progress } from './progress.js';

/** papermill's exit code for a kernel that died. */
const deadKernelExitCode = 138;
const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Runs the command with the arguments after its name; resolves with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
  if ('exitCode' in parsed) return parsed.exitCode;
  const environment = readEnvironment();
  const live = process.stderr.isTTY && !environment.ci;
  const colors = picocolors.createColors(process.stderr.isTTY && !environment.noColor);
  const progress = new Progress({
    write: (text) => process.stderr.write(text),
    live,
    columns: () => process.stderr.columns ?? 80,
    logOutput: parsed.run.logOutput,
    progressBar: parsed.run.progressBar,
    colors,
    now: () => performance.now(),
  });
  return untilSignal((signal) => run(parsed.run, progress, colors, signal));
}

async function run(
  given: Arguments,
  progress: Progress,
  colors: Colors,
  signal: AbortSignal,
): Promise<number> {
  try {
    await reporting(given, async () =>
      executeNotebook(given.input, given.output, {
        parameters: await collectParameters(given.parameters),
        kernelDirs: given.kernelDirs,
        startTimeoutMs: given.startTimeoutMs,
        prepareOnly: given.prepareOnly,
        signal,
        onEvent: progress.onEvent,
        ...(given.kernel !== undefined && { kernelName: given.kernel }),
        ...(given.cwd !== undefined && { cwd: given.cwd }),
        ...(given.executionTimeoutMs !== undefined && { executionTimeoutMs: given.executionTimeoutMs }),
      }),
    );
    return 0;
  } catch (error) {
    progress.close();
    process.stderr.write(failureText(error, colors));
    return error instanceof DeadKernelError ? deadKernelExitCode : 1;
  } finally {
    progress.close();
  }
}

/** Writes the report, where one is asked for, of whatever was executed. */
async function reporting(given: Arguments, execute: () => Promise<ExecutedNotebook>): Promise<void> {
  const write = async (executed: ExecutedNotebook): Promise<void> => {
    if (given.htmlReport === undefined) return;
    await writeAtomically(given.htmlReport, renderHtmlReport([executed]));
  };
  try {
    await write(await execute());
  } catch (error) {
    if (error instanceof ExecutionError) await write(error.executed);
    throw error;
  }
}

/** The first signal cancels, so that the notebook is saved and the kernel stopped; the second ends at once. */
async function untilSignal(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (name: keyof typeof signalExitCodes): void => {
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = signalExitCodes[name];
    controller.abort(new Error(`${name} was received`));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const code = await work(controller.signal);
    return exitCode ?? code;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
