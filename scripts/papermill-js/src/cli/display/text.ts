import type { Colors } from 'picocolors/types.js';
import type { NotebookEvent } from '../../events.js';
import type { ExecutedCell, ExecutedNotebook } from '../../executed-notebook.js';
import type { NotebookResult, RunResult } from '../../notebook-result.js';
import type { StartReason } from '../../resume/first-changed-cell.js';

/** Milliseconds as seconds for a person: two digits below ten seconds, then one. */
export function inSeconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

/** The first line that says something. */
export function firstLine(source: string): string {
  return source.trim().split('\n', 1)[0] ?? '';
}

/** `[ 3/12]`, as wide for the third as for the twelfth. */
export function position(index: number, count: number): string {
  const total = String(count);
  return `[${String(index + 1).padStart(total.length)}/${total}]`;
}

/** Cuts a text to so many characters. */
export function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(width - 1, 0))}…` : text;
}

/** What a cancelled run does first. */
export function cancelLine(
  reason: string,
  running: readonly { readonly name: string; readonly cell: number | undefined }[],
): string {
  const what = running.map(({ name, cell }) => (cell === undefined ? name : `cell ${cell + 1} of ${name}`));
  const doing = what.length === 0 ? 'ending' : `interrupting ${what.join(', ')}`;
  return `${reason}: ${doing}; a second signal ends the command at once`;
}

/** What came of one notebook that was executed alone. */
export function notebookSummary(name: string, executed: ExecutedNotebook, colors: Colors): string {
  const { ok, cells, durationMs, outputPath } = executed;
  const done = cells.filter(({ status }) => status === 'completed').length;
  const reached = cells.every(({ status }) => status !== 'pending');
  const differs = reached && cells.some(({ error }) => error?.ename === 'OutputMismatch');
  const verdict = ok ? colors.green('done') : colors.red(differs ? 'outputs differ' : 'stopped');
  const where = outputPath === null ? 'not saved' : `saved as ${outputPath}`;
  return `${name}: ${verdict}, ${done} of ${cells.length} cells in ${inSeconds(durationMs)}, ${where}`;
}

/** A cell whose outputs are not those that are saved. */
export function mismatchLine({ index, error }: ExecutedCell, cellCount: number, colors: Colors): string {
  return `${position(index, cellCount)} ${colors.red('mismatch')}  ${error?.evalue ?? ''}`;
}

/** What came of one notebook among several, in a line. */
export function resultLine(result: NotebookResult, colors: Colors): string {
  const { input, outcome, executed, error, attempts, durationMs } = result;
  const done = executed?.cells.filter(({ status }) => status === 'completed').length ?? 0;
  const isOld = isUnchanged(result);
  const cells =
    executed && !isOld ? `${done} of ${executed.cells.length} cells in ${inSeconds(durationMs)}` : '';
  const again = isOld ? 'unchanged since it passed' : attempts > 1 ? `${attempts} attempts` : '';
  const reason = error ? firstLine(error.message) : '';
  const mark = {
    passed: colors.green('passed'),
    failed: colors.red('failed'),
    cancelled: colors.yellow('cancelled'),
    'not-run': colors.dim('not run'),
  }[outcome];
  const shown = isPrepared(result) ? 'prepared' : mark;
  return `${shown}  ${input}  ${[cells, again, reason].filter((part) => part !== '').join(', ')}`.trimEnd();
}

/** With `--prepare-only`: nothing of it has been run. */
function isPrepared({ outcome, attempts, executed }: NotebookResult): boolean {
  if (outcome !== 'passed' || attempts === 0 || !executed || executed.cells.length === 0) return false;
  return executed.cells.every(({ status }) => status === 'pending');
}

function isUnchanged({ outcome, attempts }: NotebookResult): boolean {
  return outcome === 'passed' && attempts === 0;
}

/** What came of all of them. */
export function runSummary({ notebooks, durationMs }: RunResult, colors: Colors): string {
  const count = (
    wanted: NotebookResult['outcome'],
    word: string,
    color: (text: string) => string,
  ): string[] => {
    const found = notebooks.filter((each) => each.outcome === wanted && !isPrepared(each)).length;
    return found === 0 ? [] : [color(`${found} ${word}`)];
  };
  const parts = [
    ...count('failed', 'failed', colors.red),
    ...count('cancelled', 'cancelled', colors.yellow),
    ...count('not-run', 'not run', colors.dim),
    ...count('passed', 'passed', colors.green),
  ];
  const prepared = notebooks.filter(isPrepared).length;
  if (prepared > 0) parts.push(`${prepared} prepared`);
  const old = notebooks.filter(isUnchanged).length;
  if (old > 0) parts.push(`${old} of them unchanged`);
  const what = notebooks.length === 1 ? '1 notebook' : `${notebooks.length} notebooks`;
  return `${what}: ${parts.join(', ') || 'nothing to do'} in ${inSeconds(durationMs)}`;
}

/** Why an execution that was to go on from an earlier one begins where it does; undefined where that says itself. */
export function resumeLine({
  startIndex,
  found,
}: Extract<NotebookEvent, { type: 'resume' }>): string | undefined {
  const cell = `cell ${found.index + 1}`;
  const why: Record<StartReason, string | undefined> = {
    changed: `${cell} has changed`,
    inserted: `${cell} is new`,
    deleted: `what stood before ${cell} is gone`,
    moved: `${cell} has been moved`,
    failed: `${cell} failed before`,
    'not-run': `${cell} was not run before`,
    'other-kernel': 'it was run by another kernel',
    'never-executed': undefined,
    unchanged: startIndex === 0 ? 'it did not come to its end before' : undefined,
  };
  const reason = why[found.reason];
  if (reason === undefined) return undefined;
  return startIndex > 0
    ? `${reason}: going on from cell ${startIndex + 1}`
    : `${reason}: all cells are run, for the kernel with their variables is gone`;
}
