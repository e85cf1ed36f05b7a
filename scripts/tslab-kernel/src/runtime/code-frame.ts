import { ansi } from './ansi.js';

const LINES_BEFORE = 2;
const LINES_AFTER = 1;
const MAX_WIDTH = 160;

/**
 * The lines around a place, with a mark under its column.
 *
 * @param line from 1
 * @param column from 1
 * @param length how many characters are marked, on this line
 */
export function codeFrame(code: string, line: number, column: number, length = 1): string[] {
  const lines = code.split('\n');
  const from = Math.max(1, line - LINES_BEFORE);
  const to = Math.min(lines.length, line + LINES_AFTER);
  const gutterWidth = String(to).length;
  // Of a very long line, the part around the place is shown.
  const skipped = column > MAX_WIDTH - 20 ? column - MAX_WIDTH / 2 : 0;
  const frame: string[] = [];
  for (let number = from; number <= to; number += 1) {
    const text = (lines[number - 1] ?? '').replace(/\r$/, '').slice(skipped, skipped + MAX_WIDTH);
    const gutter = `${number === line ? '>' : ' '} ${String(number).padStart(gutterWidth)} | `;
    frame.push(`${ansi.grey(gutter)}${text}`.trimEnd());
    if (number === line) {
      // Tabs stay tabs, so that the mark stands under its character however wide they are shown.
      const indent = text.slice(0, column - 1 - skipped).replace(/[^\t]/g, ' ');
      const marks = '^'.repeat(Math.max(1, Math.min(length, text.length - (column - skipped) + 1)));
      frame.push(`${ansi.grey(`  ${' '.repeat(gutterWidth)} | `)}${indent}${ansi.red(marks)}`);
    }
  }
  return frame;
}
