import { formatNumber } from '../report.ts';
import { type Measured, summarize, type Unit, type Verdict } from '../result.ts';
import { ownName, type ServerName } from './servers.ts';

/** Judges a row by its medians. */
export type Limit = (measured: Readonly<Record<string, Measured>>, unit: Unit) => Verdict;

/** Of something that should be small, such as a time. */
export const atMost = (factor: number, other: ServerName): Limit =>
  related(`at most ${factor} of ${other}`, other, (ratio) => ratio <= factor);

/** Of something that should be large, such as a rate. */
export const atLeast = (factor: number, other: ServerName): Limit =>
  related(`at least ${factor} of ${other}`, other, (ratio) => ratio >= factor);

export const under =
  (most: number, name: string = ownName): Limit =>
  (measured, unit) => {
    const limit = `under ${most} ${unit}`;
    const own = summarize(measured[name])?.median;
    if (own === undefined) return { limit, met: undefined, because: `${name} was not measured` };
    return { limit, met: own < most, because: `${formatNumber(own)} ${unit}` };
  };

function related(limit: string, other: ServerName, isMet: (ratio: number) => boolean): Limit {
  return (measured) => {
    const [own, beside] = [summarize(measured[ownName])?.median, summarize(measured[other])?.median];
    if (own === undefined || beside === undefined) {
      const missing = own === undefined ? ownName : other;
      return { limit, met: undefined, because: `${missing} was not measured` };
    }
    return { limit, met: isMet(own / beside), because: `${(own / beside).toFixed(2)}` };
  };
}
