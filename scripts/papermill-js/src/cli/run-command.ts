import type { RunArguments } from './arguments.js';
import type { CommandContext } from './command-context.js';
import { runSummary } from './display/text.js';
import { planTasks } from './plan-tasks.js';
import { refuseOverwriting } from './refuse-overwriting.js';
import { reportFiles, runTasks } from './run-tasks.js';

/**
 * `papermill-js run NOTEBOOK…`: executes several notebooks.
 *
 * @returns the exit code.
 */
export async function runCommand(given: RunArguments, context: CommandContext): Promise<number> {
  const tasks = await planTasks(given, context);
  refuseOverwriting(tasks, reportFiles(given));
  const { jobs, failFast, retries, resume, prewarm } = given;
  const { run, areWritten } = await runTasks(
    tasks,
    given,
    { jobs, failFast, retries, resume, prewarm },
    context,
  );
  for (const { input, error, outcome } of run.notebooks) {
    if (error && outcome === 'failed') context.fail(error, input);
  }
  if (given.progressBar && given.logFormat === 'text')
    context.write(`\n${runSummary(run, context.colors)}\n`);
  return run.ok && areWritten ? 0 : 1;
}
