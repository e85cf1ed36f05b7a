import { type LessonSummary, SUMMARY_MIME } from '@aws-streaming-lessons/shared/dist/show/lesson-summary.js';
import type { ExecutedNotebook } from 'papermill-js';
import type { Lesson } from './lessons.ts';

export interface LessonResult {
  readonly lesson: Lesson;
  readonly outputPath: string;
  /** Absent where no kernel could be started. */
  readonly executed?: ExecutedNotebook;
}

const HEADER = ['lesson', 'cells', 'time', 'records in', 'records out', 'executed notebook'];

/** What each lesson did, a line each; numbers to the right. */
export function lessonTable(results: readonly LessonResult[]): string {
  const rows = [HEADER, ...results.map(toRow)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return column > 0 && column < HEADER.length - 1 ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(HEADER), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.slice(1).map(line)].join(
    '\n',
  );
}

function toRow({ lesson, outputPath, executed }: LessonResult): string[] {
  const summary = executed && findSummary(executed);
  return [
    `${executed?.ok ? '✔' : '✘'} ${lesson.name}`,
    cellsOf(executed),
    executed ? `${(executed.durationMs / 1000).toFixed(1)} s` : '-',
    summary ? String(summary.recordsIn) : '-',
    summary ? String(summary.recordsOut) : '-',
    outputPath,
  ];
}

/** Code cells: `20`, or `12 of 20` where the rest was not reached. */
function cellsOf(executed: ExecutedNotebook | undefined): string {
  if (!executed) return '-';
  const ids = new Set(
    executed.notebook.cells.filter(({ cell_type }) => cell_type === 'code').map(({ id }) => id),
  );
  const code = executed.cells.filter(({ id }) => ids.has(id));
  const completed = code.filter(({ status }) => status === 'completed').length;
  return executed.ok ? String(completed) : `${completed} of ${code.length}`;
}

/** The lesson says itself what it sent and read, in an output of a MIME type of its own. */
export function findSummary({ notebook }: ExecutedNotebook): LessonSummary | undefined {
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code') continue;
    for (const output of cell.outputs) {
      const data = 'data' in output ? (output.data as Record<string, unknown>) : {};
      if (SUMMARY_MIME in data) return data[SUMMARY_MIME] as LessonSummary;
    }
  }
  return undefined;
}
