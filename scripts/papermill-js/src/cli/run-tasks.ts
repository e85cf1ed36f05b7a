import type { RunResult } from '../notebook-result.js';
import { tellGithub } from '../reports/tell-github.js';
import { writeReports } from '../reports/write-reports.js';
import { executeNotebooks } from '../run/execute-notebooks.js';
import type { RunEventListener } from '../run/run-events.js';
import type { NotebookTask, RunOptions } from '../run/run-options.js';
import type { CommonArguments } from './arguments.js';
import { collectCheck } from './check-options.js';
import type { CommandContext } from './command-context.js';
import { executeOptions } from './execute-options.js';
import { collectParameters } from './parameter-options.js';
import type { SideFile } from './refuse-overwriting.js';

/** Executes notebooks as the command line says, shows how far they are, and writes the reports. */
export async function runTasks(
  tasks: readonly NotebookTask[],
  given: CommonArguments,
  options: Pick<RunOptions, 'jobs' | 'failFast' | 'retries' | 'resume' | 'prewarm'>,
  context: CommandContext,
  onEvent: RunEventListener = () => undefined,
): Promise<RunResult> {
  const { display, signal } = context;
  const parameters = await collectParameters(given.parameters);
  const check = await collectCheck(given.check);
  const run = await executeNotebooks(tasks, {
    ...executeOptions(given),
    ...context.plugins,
    ...options,
    parameters,
    check,
    signal,
    onEvent(event) {
      display.onEvent(event);
      onEvent(event);
    },
  });
  display.close();
  const toStdout =
    tasks.some(({ output }) => output === '-') || given.reports.some(({ path }) => path === '-');
  await report(run, given, toStdout, context);
  return run;
}

/** The reports, as the files that they are. */
export function reportFiles({ reports }: CommonArguments): SideFile[] {
  return reports.map(({ format, path }) => ({ option: `--report ${format}=${path}`, path }));
}

/** A report that cannot be written fails the command; where a notebook failed, that is told too. */
async function report(
  run: RunResult,
  { reports, logFormat }: CommonArguments,
  toStdout: boolean,
  { github, ciRoot, fail, write, plugins: { ioHandlers } }: CommandContext,
): Promise<void> {
  const print = (text: string): void => {
    if (!toStdout) process.stdout.write(text);
    else if (logFormat === 'text') write(text);
  };
  const options = { ioHandlers, ...(ciRoot !== undefined && { root: ciRoot }) };
  const attempts = await Promise.allSettled([
    writeReports(run, reports, options),
    ...(github ? [tellGithub(run, github, print)] : []),
  ]);
  const failures = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  if (run.ok && failures.length > 0) throw failures[0];
  for (const failure of failures) fail(failure);
}
