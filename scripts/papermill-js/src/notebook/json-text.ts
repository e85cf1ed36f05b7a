import { isObject } from './model.js';
import { compareKeys, type NotebookStyle } from './style.js';

/** A value as indented JSON in this style, as it stands below so many levels. */
export function jsonText(value: unknown, depth: number, style: NotebookStyle): string {
  const plain = isObject(value) && typeof value.toJSON === 'function' ? value.toJSON() : value;
  if (Array.isArray(plain)) {
    const items = plain.map((item: unknown, at) => leafOr(item, plain, String(at), depth + 1, style));
    return enclosed('[', items, ']', depth, style);
  }
  if (!isObject(plain)) return JSON.stringify(plain) ?? 'null';
  const items = keysOf(plain, style).map(
    (key) => `${JSON.stringify(key)}: ${leafOr(plain[key], plain, key, depth + 1, style)}`,
  );
  return enclosed('{', items, '}', depth, style);
}

/** The keys of an object in the order in which they are written. What `unread` names is not looked at. */
export function keysOf(
  object: Readonly<Record<string, unknown>>,
  { sortsKeys }: NotebookStyle,
  unread?: string,
): string[] {
  const keys = Object.keys(object).filter((key) => key === unread || object[key] !== undefined);
  return sortsKeys ? keys.sort(compareKeys) : keys;
}

/** A line break and the indentation of a level. */
export function lineBreak(depth: number, { indent, lineEnd }: NotebookStyle): string {
  return `${lineEnd}${indent.repeat(depth)}`;
}

function leafOr(value: unknown, holder: object, key: string, depth: number, style: NotebookStyle): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return style.numbers.textOf(holder, key, value) ?? JSON.stringify(value);
  return jsonText(value, depth, style);
}

function enclosed(
  open: string,
  items: readonly string[],
  close: string,
  depth: number,
  style: NotebookStyle,
): string {
  if (items.length === 0) return `${open}${close}`;
  const separator = `,${lineBreak(depth + 1, style)}`;
  return `${open}${lineBreak(depth + 1, style)}${items.join(separator)}${lineBreak(depth, style)}${close}`;
}
