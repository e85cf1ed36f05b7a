import { formatNumber } from '../report.ts';
import type { Measured, Row, Unit, Verdict } from '../result.ts';
import { summarize } from '../result.ts';
import type { Case } from './cases.ts';
import type { Values } from './run-case.ts';
import { floorName, ownName, papermillName } from './runners.ts';

/** What a run of a case may be measured by. */
export type Measure = 'first' | 'whole' | 'memory';

/** A column's median in the row that is judged, or in another one. */
export type Median = (column: string, row?: string) => number | undefined;
export type Limit = (median: Median) => Verdict;

const nearMs = 100;
const nearShare = 1.05;
/** The collector takes its time with more to collect; outputs that were kept would make it two and more. */
const flatShare = 1.5;

/** For a single notebook: as near to the floor as cannot be felt. */
export const nearFloor: Limit = (median) => {
  const limit = `within 5 % or 100 ms of the ${floorName}`;
  const bare = median(floorName);
  return judge(
    limit,
    'ms',
    median(ownName),
    bare === undefined ? undefined : Math.max(bare * nearShare, bare + nearMs),
    floorName,
  );
};

/** Four times as fast as papermill, which has stock tslab's kernel, in the same row or in another one. */
export function fourTimesFaster(row?: string): Limit {
  return (median) => {
    const theirs = median(papermillName, row);
    const most = theirs === undefined ? undefined : theirs / 4;
    const limit = `at least 4 times faster than papermill${row === undefined ? '' : ', one after the other'}`;
    return judge(limit, 'ms', median(ownName), most, papermillName);
  };
}

/** Memory that does not grow with what was written already. */
export function flatAgainst(smaller: string): Limit {
  return (median) => {
    const least = median(ownName, smaller);
    const most = least === undefined ? undefined : least * flatShare;
    return judge('at most 1.5 of that of the row above', 'MB', median(ownName), most, smaller);
  };
}

function judge(
  limit: string,
  unit: Unit,
  own: number | undefined,
  most: number | undefined,
  other: string,
): Verdict {
  if (own === undefined || most === undefined) {
    return { limit, met: undefined, because: `${own === undefined ? ownName : other} was not measured` };
  }
  return {
    limit,
    met: own <= most,
    because: `${formatNumber(own)} ${unit}, the limit is ${formatNumber(most)} ${unit}`,
  };
}

const units = { first: 'ms', whole: 'ms', memory: 'MB' } as const;

/** The rows of a case that was run, judged by their medians and by those of the rows before. */
export function rowsOf(
  one: Case,
  values: ReadonlyMap<string, Values>,
  before: readonly Row[],
  missing: string | undefined,
): Row[] {
  return one.rows.map(({ measure, what, limits }) => {
    const columns = one.columns.map((column) => [column, measuredOf(values.get(column), measure, missing)]);
    const measured: Readonly<Record<string, Measured>> = Object.fromEntries(columns);
    const median: Median = (column, row) => {
      const found = row === undefined ? measured : before.find((other) => other.what === row)?.measured;
      return summarize(found?.[column])?.median;
    };
    const verdicts = limits.map((limit) => limit(median));
    return { what, unit: units[measure], measured, verdicts, notes: notesOf(one, values) };
  });
}

function measuredOf(values: Values | undefined, measure: Measure, missing: string | undefined): Measured {
  if (values && values[measure].length > 0) return { values: values[measure] };
  return { leftOut: values?.failure ?? missing ?? 'this system has no figure for it' };
}

function notesOf({ lines }: Case, values: ReadonlyMap<string, Values>): string[] {
  if (lines === undefined) return [];
  return [...values].flatMap(([column, { linesKept }]) =>
    linesKept === undefined || linesKept === lines
      ? []
      : [`${column} kept ${linesKept.toLocaleString('en-US')} of ${lines.toLocaleString('en-US')} lines`],
  );
}
