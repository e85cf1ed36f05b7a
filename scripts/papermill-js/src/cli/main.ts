import { fstatSync } from 'node:fs';
import picocolors from 'picocolors';
import { readEnvironment } from '../environment.js';
import { DeadKernelError } from '../errors/dead-kernel-error.js';
import { ExecutionError } from '../errors/execution-error.js';
import type { NotebookEvent } from '../events.js';
import { executeNotebook } from '../execute-notebook.js';
import type { ExecuteOptions } from '../execute-options.js';
import type { ExecutedNotebook } from '../executed-notebook.js';
import { inspectNotebook } from '../inspect-notebook.js';
import { writeAtomically } from '../io/write-atomically.js';
import { renderHtmlReport } from '../reports/html.js';
import { type Arguments, parseArguments } from './arguments.js';
import { failureText } from './failure-text.js';
import { notebookHelp } from './help-notebook.js';
import { collectParameters } from './parameter-options.js';
import { Progress } from './progress.js';
import { StreamFiles } from './stream-files.js';

/** papermill's exit code for a kernel that died. */
const deadKernelExitCode = 138;
const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Runs the command with the arguments after its name; resolves with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const pipes = { input: isPipe(0), output: !process.stdout.isTTY };
  const parsed = parseArguments(argv, pipes, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
  if ('exitCode' in parsed) return parsed.exitCode;
  const given = parsed.run;
  const environment = readEnvironment();
  const live = process.stderr.isTTY && !environment.ci;
  const colors = picocolors.createColors(process.stderr.isTTY && !environment.noColor);
  const progress = new Progress({
    write: (text) => process.stderr.write(text),
    live,
    columns: () => process.stderr.columns ?? 80,
    logOutput: given.logOutput,
    logLevel: given.logLevel,
    progressBar: given.progressBar,
    colors,
    now: () => performance.now(),
  });
  return untilSignal(async (signal) => {
    try {
      return given.helpNotebook ? await helpNotebook(given) : await run(given, progress, signal);
    } catch (error) {
      progress.close();
      process.stderr.write(failureText(error, colors));
      return error instanceof DeadKernelError ? deadKernelExitCode : 1;
    } finally {
      progress.close();
    }
  });
}

function isPipe(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch {
    // A closed descriptor is none.
    return false;
  }
}

async function helpNotebook(given: Arguments): Promise<number> {
  const parameters = await inspectNotebook(given.input, {
    parameters: await collectParameters(given.parameters),
    ...(given.kernel !== undefined && { kernelName: given.kernel }),
    ...(given.language !== undefined && { language: given.language }),
  });
  process.stdout.write(notebookHelp(given.usage, given.input, parameters));
  return parameters ? 0 : 1;
}

async function run(given: Arguments, progress: Progress, signal: AbortSignal): Promise<number> {
  const parameters = await collectParameters(given.parameters);
  const files = new StreamFiles({ stdout: given.stdoutFile, stderr: given.stderrFile });
  const onEvent = (event: NotebookEvent): void => {
    progress.onEvent(event);
    files.onEvent(event);
  };
  try {
    const options = { ...executeOptions(given), parameters, signal, onEvent };
    await reporting(given, () => executeNotebook(given.input, given.output, options));
    return 0;
  } finally {
    files.close();
  }
}

function executeOptions(given: Arguments): ExecuteOptions {
  return {
    strictParameters: given.strictParameters,
    kernelDirs: given.kernelDirs,
    startTimeoutMs: given.startTimeoutMs,
    prepareOnly: given.prepareOnly,
    reportMode: given.reportMode,
    requestSaveOnCellExecute: given.saveOnCells,
    autosaveCellEveryMs: given.autosaveMs,
    ...(given.engine !== undefined && { engineName: given.engine }),
    ...(given.kernel !== undefined && { kernelName: given.kernel }),
    ...(given.language !== undefined && { language: given.language }),
    ...(given.cwd !== undefined && { cwd: given.cwd }),
    ...(given.executionTimeoutMs !== undefined && { executionTimeoutMs: given.executionTimeoutMs }),
  };
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
