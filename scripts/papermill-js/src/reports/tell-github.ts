import { appendFile, stat } from 'node:fs/promises';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import type { RunResult } from '../notebook-result.js';
import { githubSummaryBytes } from './github-summary.js';
import { githubAnnotations, githubSummary } from './render-reports.js';

/** What a step on GitHub Actions knows of itself. */
export interface GithubStep {
  /** GITHUB_WORKSPACE: the repository's root. */
  readonly workspace: string | undefined;
  /** GITHUB_STEP_SUMMARY: the file that takes the step's summary. */
  readonly summaryPath: string | undefined;
}

/**
 * Prints the annotations of a run on GitHub Actions, and appends its summary to the step's.
 *
 * @param print gets lines that GitHub reads from stdout and from stderr alike.
 * @throws NotebookIoError when the summary cannot be written.
 */
export async function tellGithub(
  run: RunResult,
  { workspace, summaryPath }: GithubStep,
  print: (text: string) => void,
): Promise<void> {
  print(await githubAnnotations(run, workspace));
  if (summaryPath === undefined) return;
  try {
    const before = await stat(summaryPath).then(
      ({ size }) => size,
      () => 0,
    );
    const maxBytes = githubSummaryBytes - before;
    await appendFile(summaryPath, await githubSummary(run, { ...(workspace && { workspace }), maxBytes }));
  } catch (cause) {
    const reason = `The step summary ${summaryPath} cannot be written: ${(cause as Error).message}.`;
    throw new NotebookIoError(summaryPath, reason, { cause });
  }
}
