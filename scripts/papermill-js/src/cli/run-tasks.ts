import type { RunResult } from '../notebook-result.js';
import { prepareReportPlaces } from '../reports/prepare-places.js';
import { tellGithub } from '../reports/tell-github.js';
import { writeReports } from '../reports/write-reports.js';
import { executePlanned } from '../run/execute-notebooks.js';
import type { RunEventListener } from '../run/run-events.js';
import type { NotebookTask, RunOptions } from '../run/run-options.js';
import type { CommonArguments } from './arguments.js';
import { collectCheck } from './check-options.js';
import type { CommandContext } from './command-context.js';
import type { CommandPaths } from './command-paths.js';
import { executeOptions } from './execute-options.js';

/** What came of it. */
export interface TasksRun {
  readonly run: RunResult;
  /** Whether every report was written; what went wrong has been told. */
  readonly areWritten: boolean;
}

/** Executes notebooks as the command line says, shows how far they are, and writes the reports. */
export async function runTasks(
  tasks: readonly NotebookTask[],
  given: CommonArguments,
  options: Pick<RunOptions, 'jobs' | 'failFast' | 'retries' | 'resume' | 'prewarm'>,
  paths: CommandPaths,
  context: CommandContext,
  onEvent: RunEventListener = () => undefined,
): Promise<TasksRun> {
  const { display, signal } = context;
  await prepareReportPlaces(paths.reports);
  const check = await collectCheck(given.check);
  const all: RunOptions = {
    ...executeOptions(given),
    ...context.plugins,
    ...options,
    parameters: paths.parameters,
    ...(check && { check }),
    signal,
    onEvent(event) {
      display.onEvent(event);
      onEvent(event);
    },
  };
  const run = await executePlanned(tasks, all, paths.template);
  display.close();
  // Who has sent a signal waits for them.
  if (signal.aborted && paths.reports.length > 0 && given.progressBar)
    context.write('writing the reports …\n');
  const toStdout =
    tasks.some(({ output }) => output === '-') || given.reports.some(({ path }) => path === '-');
  const areWritten = await report(run, paths.reports, given.logFormat, toStdout, context);
  return { run, areWritten };
}

/** Tells of each report that cannot be written, beside what is told of the notebooks. */
async function report(
  run: RunResult,
  reports: CommonArguments['reports'],
  logFormat: CommonArguments['logFormat'],
  toStdout: boolean,
  { github, ciRoot, fail, write, signal, plugins: { ioHandlers } }: CommandContext,
): Promise<boolean> {
  const print = (text: string): void => {
    if (!toStdout) process.stdout.write(text);
    else if (logFormat === 'text') write(text);
  };
  const options = { ioHandlers, signal, ...(ciRoot !== undefined && { root: ciRoot }) };
  const attempts = await Promise.allSettled([
    writeReports(run, reports, options),
    ...(github ? [tellGithub(run, github, print)] : []),
  ]);
  const failures = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  for (const failure of failures) fail(failure);
  return failures.length === 0;
}
