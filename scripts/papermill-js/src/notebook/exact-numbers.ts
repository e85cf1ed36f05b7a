import { randomUUID } from 'node:crypto';
import { isObject } from './model.js';

/** How a number was written, where JavaScript would write it in another way: `1.0`, or one of twenty digits. */
interface ExactNumber {
  readonly value: number;
  readonly text: string;
}

/** The texts of numbers, by the object or array that holds them. */
export interface ExactNumbers {
  /** How the number of this key was written, as long as it is the same number. */
  textOf(holder: object, key: string, value: number): string | undefined;
  /** Says that one object holds what another one does; returns it. */
  copied<T extends object>(from: object, to: T): T;
}

/** Where all numbers are written as JavaScript writes them. */
export function exactNumbers(texts: WeakMap<object, Map<string, ExactNumber>> = new WeakMap()): ExactNumbers {
  return {
    textOf(holder, key, value) {
      const exact = texts.get(holder)?.get(key);
      return exact && Object.is(exact.value, value) ? exact.text : undefined;
    },
    copied(from, to) {
      const known = texts.get(from);
      if (known) texts.set(to, known);
      return to;
    },
  };
}

/** Reads JSON, and remembers how those numbers are written that would be written in another way. */
export function parseExact(json: string): { readonly value: unknown; readonly numbers: ExactNumbers } {
  const found = [...inexactNumbers(json)];
  if (found.length === 0) return { value: JSON.parse(json), numbers: exactNumbers() };
  // What is no JSON is to stay none.
  JSON.parse(json);
  // For as long as JSON is parsed, they are texts that nobody else has written.
  const mark = `${randomUUID()}:`;
  const pieces: string[] = [];
  let end = 0;
  for (const { index, text } of found) {
    pieces.push(json.slice(end, index), `"${mark}${text}"`);
    end = index + text.length;
  }
  const texts = new WeakMap<object, Map<string, ExactNumber>>();
  const value: unknown = JSON.parse(pieces.join('') + json.slice(end));
  const unmark = (holder: Record<string, unknown>): void => {
    for (const [key, item] of Object.entries(holder)) {
      if (typeof item === 'string' && item.startsWith(mark)) {
        const text = item.slice(mark.length);
        const exact = { value: Number(text), text };
        holder[key] = exact.value;
        texts.set(holder, (texts.get(holder) ?? new Map<string, ExactNumber>()).set(key, exact));
      } else if (Array.isArray(item) || isObject(item)) {
        unmark(item as Record<string, unknown>);
      }
    }
  };
  if (Array.isArray(value) || isObject(value)) unmark(value as Record<string, unknown>);
  return { value, numbers: exactNumbers(texts) };
}

interface FoundNumber {
  readonly index: number;
  readonly text: string;
}

/** Numbers outside of texts. Texts are passed over from quote to quote: they may be very long. */
function* inexactNumbers(json: string): Generator<FoundNumber> {
  for (let start = 0; start < json.length; ) {
    const quote = json.indexOf('"', start);
    const end = quote < 0 ? json.length : quote;
    for (const { 0: text, index } of json.slice(start, end).matchAll(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g)) {
      if (String(Number(text)) !== text && Number.isFinite(Number(text)))
        yield { index: start + index, text };
    }
    start = quote < 0 ? json.length : endOfText(json, quote);
  }
}

function endOfText(json: string, quote: number): number {
  for (let at = json.indexOf('"', quote + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
  return json.length;
}
