import type { RunArguments } from './arguments.js';
import type { CommandContext } from './command-context.js';
import { CommandPaths } from './command-paths.js';
import { runSummary } from './display/text.js';
import { planTasks } from './plan-tasks.js';
import { runTasks } from './run-tasks.js';

/**
 * `papermill-js run NOTEBOOK…`: executes several notebooks.
 *
 * @returns the exit code.
 */
export async function runCommand(given: RunArguments, context: CommandContext): Promise<number> {
  const paths = await CommandPaths.of(given);
  const tasks = await planTasks(given, context, paths.template);
  paths.refuseOverwriting(tasks);
  const { jobs, failFast, retries, resume, prewarm } = given;
  const options = { jobs, failFast, retries, resume, prewarm };
  const { run, areWritten } = await runTasks(tasks, given, options, paths, context);
  for (const { input, error, outcome } of run.notebooks) {
    if (error && outcome === 'failed') context.fail(error, input);
  }
  if (given.progressBar && given.logFormat === 'text')
    context.write(`\n${runSummary(run, context.colors)}\n`);
  return run.ok && areWritten ? 0 : 1;
}
