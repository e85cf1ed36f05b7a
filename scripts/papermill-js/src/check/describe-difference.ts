import { structuredPatch } from 'diff';
import type { OutputDifference } from './compare-outputs.js';

const contextLines = 3;
const shownLines = 80;
const shownColumns = 240;
/** Beyond this many changed lines a diff costs more than it tells. */
const maxEditLength = 1000;

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
const green = (text: string): string => `\u001b[32m${text}\u001b[39m`;
const cyan = (text: string): string => `\u001b[36m${text}\u001b[39m`;

/** What became of an output, in a few words: `stdout differs`. */
export function summarizeDifference({ what, saved, fresh }: OutputDifference): string {
  if (saved.length === 0) return `${what} is new`;
  if (fresh.length === 0) return `${what} is missing`;
  return saved.length === fresh.length
    ? `${what} differs`
    : `${what} comes ${fresh.length} times, not ${saved.length}`;
}

/** A unified diff from what is saved (`-`) to what came (`+`), with colours, as lines of a traceback. */
export function describeDifference(difference: OutputDifference): string[] {
  const { saved, fresh } = difference;
  const pairs =
    saved.length === fresh.length
      ? saved.flatMap((text, index) => (text === fresh[index] ? [] : [[text, fresh[index] ?? '']]))
      : [[saved.join('\n'), fresh.join('\n')]];
  const lines = pairs.flatMap(([before = '', now = '']) => unifiedDiff(before, now));
  const hidden = lines.length - shownLines;
  return [
    `${summarizeDifference(difference)} (${red('- saved')}, ${green('+ now')}):`,
    ...lines.slice(0, shownLines),
    ...(hidden > 0 ? [`… ${hidden} more lines`] : []),
  ];
}

function unifiedDiff(before: string, now: string): string[] {
  const options = { context: contextLines, maxEditLength };
  const patch = structuredPatch('', '', before, now, undefined, undefined, options);
  if (!patch) return firstDifference(before.split('\n'), now.split('\n'));
  // That both texts end without a newline is nothing to speak of.
  const newlineCounts = before.endsWith('\n') !== now.endsWith('\n');
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    cyan(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`),
    ...painted(lines.filter((line) => newlineCounts || !line.startsWith('\\'))),
  ]);
}

/** Where two texts that have hardly a line in common part. */
function firstDifference(before: readonly string[], now: readonly string[]): string[] {
  const differs = before.findIndex((line, index) => line !== now[index]);
  const at = differs < 0 ? before.length : differs;
  const some = (lines: readonly string[], mark: string): string[] =>
    lines.slice(at, at + contextLines).map((line) => `${mark}${line}`);
  return [
    cyan(`@@ from line ${at + 1} on; ${before.length} lines saved, ${now.length} now @@`),
    ...before.slice(Math.max(0, at - contextLines), at).map((line) => cut(` ${line}`)),
    ...painted([...some(before, '-'), ...some(now, '+')]),
    '…',
  ];
}

/** Lines of a hunk with their colours. Long ones are cut so that what is new in a changed line is seen. */
function painted(lines: readonly string[]): string[] {
  const from = firstNews(lines);
  return lines.map((line) => {
    const rest = line.slice(1);
    if (line.startsWith('-')) return red(`-${cut(visible(rest), from)}`);
    if (line.startsWith('+')) return green(`+${cut(visible(rest), from)}`);
    return cut(line);
  });
}

/** The column from which on the first changed line is another. */
function firstNews(lines: readonly string[]): number {
  const old = lines.find((line) => line.startsWith('-'))?.slice(1) ?? '';
  const fresh = lines.find((line) => line.startsWith('+'))?.slice(1) ?? '';
  let column = 0;
  while (column < old.length && old[column] === fresh[column]) column++;
  return column;
}

function cut(line: string, interesting = 0): string {
  if (line.length <= shownColumns) return line;
  const start = interesting < shownColumns / 2 ? 0 : interesting - shownColumns / 4;
  const end = Math.min(line.length, start + shownColumns);
  return `${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''}`;
}

/** A change of nothing but blanks would not be seen. */
function visible(line: string): string {
  return line.replace(/[ \t\r]+$/, (blanks) =>
    blanks.replaceAll(' ', '·').replaceAll('\t', '→').replaceAll('\r', '␍'),
  );
}
