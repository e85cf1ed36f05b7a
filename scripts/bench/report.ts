import type { GroupResult, Row, Verdict } from './result.ts';
import { summarize } from './result.ts';

/** The group as a person reads it: medians with the least and the greatest value, and the limits in words. */
export function formatGroup(group: GroupResult): string {
  const heading = ['', ...group.columns];
  const table = group.rows.map((row) => [
    `${row.what}, ${row.unit}`,
    ...group.columns.map((column) => cell(row, column)),
  ]);
  const lines = group.columns.length > 1 ? [heading, ...table] : table;
  const widths = heading.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const toText = (line: readonly string[]) =>
    line
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join('   ')
      .trimEnd();

  const head = [...group.about, ...leftOutOfAll(group)];
  const output = [group.title, ...head.map((line) => `  ${line}`), ''];
  if (group.columns.length > 1) output.push(toText(heading));
  for (const [index, row] of group.rows.entries()) {
    output.push(toText(table[index] ?? []));
    output.push(...remarks(group, row).map((line) => `    ${line}`));
  }
  return `${output.join('\n')}\n`;
}

/** All limits of a run in one line, or nothing where there was none. */
export function formatVerdicts(groups: readonly GroupResult[]): string {
  const verdicts = groups.flatMap(({ rows }) => rows.flatMap((row) => row.verdicts));
  if (verdicts.length === 0) return '';
  const count = (met: boolean | undefined) => verdicts.filter((verdict) => verdict.met === met).length;
  return `Limits: ${count(true)} met, ${count(false)} missed, ${count(undefined)} not judged.\n`;
}

function cell(row: Row, column: string): string {
  const measured = row.measured[column];
  const summary = summarize(measured);
  if (!summary) return '-';
  const { min, median, max } = summary;
  return `${formatNumber(median)} (${formatNumber(min)} to ${formatNumber(max)})`;
}

/** What is missing in each row is told once. */
function leftOutOfAll({ columns, rows }: GroupResult): string[] {
  const [first] = rows;
  if (!first) return [];
  return columns
    .flatMap((column) => leftOut(first, column))
    .filter((line) => rows.every((row) => columns.some((column) => leftOut(row, column).includes(line))));
}

function leftOut(row: Row, column: string): string[] {
  const measured = row.measured[column];
  return measured && 'leftOut' in measured ? [`${column} left out: ${measured.leftOut}`] : [];
}

function remarks(group: GroupResult, row: Row): string[] {
  const [first = '', ...others] = group.columns;
  const own = summarize(row.measured[first])?.median;
  const ratios = others.flatMap((column) => {
    const other = summarize(row.measured[column])?.median;
    return own === undefined || !other ? [] : [`${(own / other).toFixed(2)} of ${column}`];
  });
  const told = new Set(leftOutOfAll(group));
  const missing = group.columns.flatMap((column) => leftOut(row, column)).filter((line) => !told.has(line));
  const ratio = ratios.length > 0 ? [`${first} is ${ratios.join(', ')}`] : [];
  return [...ratio, ...missing, ...(row.notes ?? []), ...row.verdicts.map(formatVerdict)];
}

function formatVerdict({ met, limit, because }: Verdict): string {
  const word = met === undefined ? 'not judged' : met ? 'met' : 'MISSED';
  return `${word}: ${limit} (${because})`;
}

export function formatNumber(value: number): string {
  const maximumFractionDigits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return value.toLocaleString('en-US', { maximumFractionDigits });
}
