export type Unit = 'ms' | 'MB' | 'records/s';

/** What was measured of one thing: a value for each run, or why there is none. */
export type Measured = { readonly values: readonly number[] } | { readonly leftOut: string };

/** A limit of the project, and whether this run keeps it. */
export interface Verdict {
  /** For example `at most 0.4 of stock tslab`. */
  readonly limit: string;
  /** Undefined where it could not be judged. */
  readonly met: boolean | undefined;
  /** The figures compared, or what was missing. */
  readonly because: string;
}

export interface Row {
  readonly what: string;
  readonly unit: Unit;
  /** By the name of the column. */
  readonly measured: Readonly<Record<string, Measured>>;
  readonly verdicts: readonly Verdict[];
  /** What a reader has to know of the figures; a line each. */
  readonly notes?: readonly string[];
}

/** One group of rows. */
export interface GroupResult {
  readonly name: string;
  readonly title: string;
  /** What the columns are and how the rows were measured; a line each. */
  readonly about: readonly string[];
  /** The things compared. A single one needs no heading. The others are set in relation to the first. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Undefined where there is no value. */
export function summarize(measured: Measured | undefined): Summary | undefined {
  if (!measured || !('values' in measured)) return undefined;
  const sorted = measured.values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (min === undefined || max === undefined || low === undefined || high === undefined) return undefined;
  return { min, median: (low + high) / 2, max };
}

/** Whether every limit was judged and is kept. */
export function allMet(groups: readonly GroupResult[]): boolean {
  return groups.every(({ rows }) => rows.every(({ verdicts }) => verdicts.every(({ met }) => met)));
}
