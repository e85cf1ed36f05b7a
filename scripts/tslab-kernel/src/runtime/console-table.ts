import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import type { MimeBundle } from './mime-bundle.js';

const VALUES = 'Values';

/** A table as `console.table` understands its argument: the names of the columns and the rows' cells. */
interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * `console.table`'s argument as an HTML table, with the text that Node would print beside it; undefined for
 * what has no rows and is only logged.
 */
export function tableBundle(data: unknown, columns?: readonly string[]): MimeBundle | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  return { 'text/html': toHtml(tabulate(data, columns)), 'text/plain': asNodePrints(data, columns) };
}

function asNodePrints(data: object, columns?: readonly string[]): string {
  let text = '';
  const stdout = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  new Console({ stdout, colorMode: false }).table(data, columns);
  return text.trimEnd();
}

function tabulate(data: object, columns?: readonly string[]): Table {
  const { head, rows } = rowsOf(data);
  const names = columns ?? [...new Set(rows.flatMap(([, row]) => (isRecord(row) ? Object.keys(row) : [])))];
  const hasValues = rows.some(([, row]) => !isRecord(row));
  return {
    head: [...head, ...names, ...(hasValues ? [VALUES] : [])],
    rows: rows.map(([index, row]) => [
      ...index,
      ...names.map((name) => (isRecord(row) && Object.hasOwn(row, name) ? toText(row[name]) : '')),
      ...(hasValues ? [isRecord(row) ? '' : toText(row)] : []),
    ]),
  };
}

type Row = readonly [index: readonly string[], value: unknown];

/** Node counts what has no names of its own in `(iteration index)`. */
function rowsOf(data: object): { readonly head: readonly string[]; readonly rows: readonly Row[] } {
  if (data instanceof Map) {
    const rows = Array.from(data, ([key, value], index): Row => [[String(index), toText(key)], value]);
    return { head: ['(iteration index)', 'Key'], rows };
  }
  if (data instanceof Set) {
    const rows = Array.from(data, (value, index): Row => [[String(index)], value]);
    return { head: ['(iteration index)'], rows };
  }
  const rows = Object.entries(data).map(([key, value]): Row => [[key], value]);
  return { head: ['(index)'], rows };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: isRecord(value) ? 0 : 2 });
}

function toHtml({ head, rows }: Table): string {
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((row) => line(row, 'td')).join('\n');
  return `<table>\n<thead>${line(head, 'th')}</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
