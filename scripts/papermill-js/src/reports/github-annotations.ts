import { stripVTControlCharacters } from 'node:util';
import type { RunResult } from '../notebook-result.js';
import { cutToText } from './cut-text.js';
import { localFile, shownPath } from './describe.js';
import { type Failure, failuresOf, headline } from './failures.js';
import { readSourceLines } from './source-lines.js';

/** GitHub shows ten annotations of a kind from a step, and drops the others without a word. */
const shownAnnotations = 10;
/** Larger messages are cut by GitHub. */
const messageCharacters = 4000;

/**
 * Renders the failures of a run as GitHub Actions' workflow commands: one `::error …` a line, at the line of the
 * notebook's file on which the failing line of the cell stands. At most ten, the last of which tells of the rest. What
 * was cancelled has no fault that an author could mend, and so none.
 *
 * @param workspace GITHUB_WORKSPACE, the repository's root: GitHub knows files by their path from there.
 * @returns lines to print to stdout or stderr; empty where nothing failed.
 */
export async function githubAnnotations(run: RunResult, workspace = process.cwd()): Promise<string> {
  const failed = run.notebooks.filter(({ outcome }) => outcome === 'failed');
  const all = failed.flatMap((result) =>
    failuresOf(result).map((failure) => ({ input: result.input, failure })),
  );
  const shown = all.length > shownAnnotations ? all.slice(0, shownAnnotations - 1) : all;
  const lines: string[] = [];
  for (const { input, failure } of shown) lines.push(await annotation(input, failure, workspace));
  if (shown.length < all.length) {
    lines.push(
      command({ title: 'papermill-js' }, `${all.length - shown.length} more failures are in the log.`),
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

async function annotation(input: string, failure: Failure, workspace: string): Promise<string> {
  const { cell, traceback, message, name } = failure;
  const lines = cell && (await readSourceLines(input));
  const line = cell && lines?.lineOf(cell.cell, failure.line ?? 1);
  const file = localFile(input) === undefined ? undefined : shownPath(input, workspace);
  const inCell = failure.line === undefined ? '' : `, line ${failure.line}`;
  const title = cell
    ? `${shownPath(input, workspace)}, cell ${cell.number}${inCell}`
    : shownPath(input, workspace);
  const details = traceback || `${name}: ${message}`;
  const text = stripVTControlCharacters(`${headline(failure)}\n\n${details}`);
  return command({ file, line, title }, cutToText(text, messageCharacters));
}

/** One workflow command; see GitHub's toolkit (`command.ts`) for what has to be escaped. */
function command(properties: Readonly<Record<string, string | number | undefined>>, message: string): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  const list = given.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::error ${list}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replace(/[%\r\n]/g, (character) => encodeURIComponent(character));
}

function escapeProperty(text: string): string {
  return text.replace(/[%\r\n:,]/g, (character) => encodeURIComponent(character));
}
