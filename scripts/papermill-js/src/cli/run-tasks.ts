import { writeAtomically } from '../io/write-atomically.js';
import type { RunResult } from '../notebook-result.js';
import { renderHtmlReport } from '../reports/html.js';
import { executeNotebooks } from '../run/execute-notebooks.js';
import type { RunEventListener } from '../run/run-events.js';
import type { NotebookTask, RunOptions } from '../run/run-options.js';
import type { CommonArguments } from './arguments.js';
import { collectCheck } from './check-options.js';
import type { CommandContext } from './command-context.js';
import { executeOptions } from './execute-options.js';
import { collectParameters } from './parameter-options.js';

/** Executes notebooks as the command line says, shows how far they are, and writes the reports. */
export async function runTasks(
  tasks: readonly NotebookTask[],
  given: CommonArguments,
  options: Pick<RunOptions, 'jobs' | 'failFast' | 'retries' | 'prewarm'>,
  { display, signal }: CommandContext,
  onEvent: RunEventListener = () => undefined,
): Promise<RunResult> {
  const parameters = await collectParameters(given.parameters);
  const check = await collectCheck(given.check);
  const run = await executeNotebooks(tasks, {
    ...executeOptions(given),
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
  await writeReports(run, given);
  return run;
}

async function writeReports(run: RunResult, { htmlReport }: CommonArguments): Promise<void> {
  const executed = run.notebooks.flatMap((notebook) => notebook.executed ?? []);
  if (htmlReport === undefined || executed.length === 0) return;
  await writeAtomically(htmlReport, renderHtmlReport(executed));
}
