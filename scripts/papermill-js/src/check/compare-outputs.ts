import type { Output } from '../notebook/model.js';
import { isObject } from '../notebook/model.js';
import { foldControlCharacters } from '../notebook/stream-text.js';
import { type Sanitizer, sanitize } from './sanitizers.js';

/** How outputs are compared. */
export interface CompareOptions {
  readonly sanitizers: readonly Sanitizer[];
  /** `type`: of a picture it only counts that there is one of its type. `data`: its bytes count. */
  readonly images: 'type' | 'data';
}

/** Something that a cell puts out otherwise than is saved. */
export interface OutputDifference {
  /** `stdout`, `stderr`, `error`, or the MIME type of what was shown. */
  readonly what: string;
  /** The saved texts, one for each output of this kind, sanitized. */
  readonly saved: readonly string[];
  readonly fresh: readonly string[];
}

/**
 * Compares what a cell put out with what is saved, as nbval does: the whole text of each stream, and the outputs of
 * each MIME type in their order. Not compared are the order between different kinds, counts, metadata, tracebacks
 * (but names and messages of errors are), and the ids of widgets, which are random.
 */
export function compareOutputs(
  saved: readonly Output[],
  fresh: readonly Output[],
  options: CompareOptions,
): OutputDifference[] {
  const before = byKind(saved, options);
  const now = byKind(fresh, options);
  return [...new Set([...before.keys(), ...now.keys()])]
    .map((what) => ({ what, saved: before.get(what) ?? [], fresh: now.get(what) ?? [] }))
    .filter((kind) => !isSame(kind.saved, kind.fresh));
}

function isSame(saved: readonly string[], fresh: readonly string[]): boolean {
  return saved.length === fresh.length && saved.every((text, index) => text === fresh[index]);
}

function byKind(outputs: readonly Output[], options: CompareOptions): Map<string, string[]> {
  const streams = new Map<string, string>();
  const kinds = new Map<string, string[]>();
  for (const output of outputs) {
    if (output.output_type === 'stream') {
      streams.set(output.name, (streams.get(output.name) ?? '') + output.text);
    } else if (output.output_type === 'error') {
      add(kinds, 'error', sanitize(`${output.ename}: ${output.evalue}`, options.sanitizers));
    } else {
      for (const [type, value] of Object.entries(output.data)) {
        if (type !== widgetView) add(kinds, type, asText(type, value, options));
      }
    }
  }
  const texts = [...streams].map(([name, text]): [string, string[]] => [
    name,
    [sanitize(foldControlCharacters(text), options.sanitizers)],
  ]);
  return new Map([...texts.filter(([, [text]]) => text !== ''), ...kinds]);
}

const widgetView = 'application/vnd.jupyter.widget-view+json';

function add(kinds: Map<string, string[]>, what: string, text: string): void {
  const texts = kinds.get(what);
  if (texts) texts.push(text);
  else kinds.set(what, [text]);
}

function asText(type: string, value: unknown, { images, sanitizers }: CompareOptions): string {
  const isPicture = type.startsWith('image/') || type === 'application/pdf';
  if (isPicture && images === 'type') return `(${type})`;
  if (typeof value !== 'string') return sanitize(JSON.stringify(sorted(value), null, 2), sanitizers);
  // Base64 is broken into lines by some tools and not by others.
  if (isPicture && type !== 'image/svg+xml') return value.replaceAll(/\s/g, '');
  return sanitize(value, sanitizers);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}
