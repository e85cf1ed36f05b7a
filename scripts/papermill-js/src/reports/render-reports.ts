import type { RunResult } from '../notebook-result.js';
import type { GithubSummaryOptions } from './github-summary.js';
import type { HtmlReportOptions } from './html.js';

// What draws a report (colours of a dozen languages, Markdown, formulas) is loaded when one is asked for.

/**
 * Renders a run as one page that needs nothing beside it: what became of each notebook, failures first, then each
 * notebook with its cells, outputs and the time each cell took. Light and dark; no scripts, and those that an output
 * brings along do not run.
 *
 * @example
 * const run = await executeNotebooks(['a.ipynb', 'b.ipynb']);
 * await writeFile('report.html', await renderHtmlReport(run));
 */
export async function renderHtmlReport(run: RunResult, options: HtmlReportOptions = {}): Promise<string> {
  return (await import('./html.js')).renderHtmlReport(run, options);
}

/**
 * Renders a run as JUnit XML for GitHub's reporters, GitLab and Jenkins: a `testsuite` a notebook, a `testcase` a code
 * cell.
 *
 * @param folder paths are written relative to it. Default the current folder.
 */
export async function renderJUnitReport(run: RunResult, folder?: string): Promise<string> {
  return (await import('./junit.js')).renderJUnitReport(run, folder);
}

/**
 * Renders the failures of a run as GitHub Actions' workflow commands, a line each; empty where nothing failed.
 *
 * @param workspace GITHUB_WORKSPACE, the repository's root. Default the current folder.
 */
export async function githubAnnotations(run: RunResult, workspace?: string): Promise<string> {
  return (await import('./github-annotations.js')).githubAnnotations(run, workspace);
}

/** Renders a run as the Markdown of a job summary on GitHub Actions. */
export async function githubSummary(run: RunResult, options?: GithubSummaryOptions): Promise<string> {
  return (await import('./github-summary.js')).githubSummary(run, options);
}
