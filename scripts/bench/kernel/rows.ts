import { formatNumber } from '../report.ts';
import type { Measured, Row, Unit, Verdict } from '../result.ts';
import { summarize } from '../result.ts';
import { denoName, ownName, stockName } from './kernels.ts';

/** What a kernel was measured by; a row each. */
export const rowNames = ['info', 'first', 'import', 'short', 'memoryReady', 'memoryImport'] as const;
export type RowName = (typeof rowNames)[number];

interface RowDefinition {
  readonly what: string;
  readonly unit: Unit;
  readonly limits: readonly Limit[];
}

type Limit = (median: (column: string) => number | undefined, unit: Unit) => Verdict;

const earlierThanDeno = atMost('earlier than Deno', denoName, (deno) => deno, true);
const partOfStock = atMost('at most 0.4 of stock tslab', stockName, (stock) => stock * 0.4);
const noMoreThanStock = atMost('no more than stock tslab', stockName, (stock) => stock);

/** The limits are the project's own; see CONTRIBUTING.md. */
const definitions: Readonly<Record<RowName, RowDefinition>> = {
  info: { what: 'spawn to kernel_info_reply', unit: 'ms', limits: [earlierThanDeno, partOfStock] },
  first: { what: "spawn to the first cell's result", unit: 'ms', limits: [earlierThanDeno, partOfStock] },
  import: { what: "first cell that imports the AWS SDK and '../shared'", unit: 'ms', limits: [under(200)] },
  short: { what: '51st short cell after that', unit: 'ms', limits: [under(15)] },
  memoryReady: { what: 'memory after kernel_info', unit: 'MB', limits: [noMoreThanStock] },
  memoryImport: { what: 'memory after that import', unit: 'MB', limits: [noMoreThanStock] },
};

/** The row with its limits judged by the medians. */
export function toRow(name: RowName, measured: Readonly<Record<string, Measured>>): Row {
  const { what, unit, limits } = definitions[name];
  const median = (column: string) => summarize(measured[column])?.median;
  return { what, unit, measured, verdicts: limits.map((limit) => limit(median, unit)) };
}

function under(limitValue: number): Limit {
  return (median, unit) => {
    const limit = `under ${limitValue} ${unit}`;
    const own = median(ownName);
    if (own === undefined) return { limit, met: undefined, because: `${ownName} was not measured` };
    return { limit, met: own < limitValue, because: `${formatNumber(own)} ${unit}` };
  };
}

function atMost(limit: string, column: string, toLimit: (other: number) => number, strictly = false): Limit {
  return (median, unit) => {
    const [own, other] = [median(ownName), median(column)];
    if (own === undefined || other === undefined) {
      const missing = own === undefined ? ownName : column;
      return { limit, met: undefined, because: `${missing} was not measured` };
    }
    const most = toLimit(other);
    const met = strictly ? own < most : own <= most;
    return {
      limit,
      met,
      because: `${formatNumber(own)} ${unit}, the limit is ${formatNumber(most)} ${unit}`,
    };
  };
}
