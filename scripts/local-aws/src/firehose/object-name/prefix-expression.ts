import { formatTimestamp } from './timestamp.js';

/** A prefix, taken apart: literal text and `!{namespace:value}` expressions, in order. */
export type PrefixPart =
  | { readonly literal: string }
  | { readonly namespace: string; readonly value: string; readonly source: string };

/** What the expressions of one evaluation see; the same for every expression of an object's name. */
export interface PrefixScope {
  /** Arrival of the object's oldest record, milliseconds since the Unix epoch. */
  readonly epochMs: number;
  /** IANA name. Default `UTC`. */
  readonly timeZone?: string | undefined;
  /** Called anew for each `!{firehose:random-string}`. */
  readonly randomString: () => string;
}

const expression = /!\{([^{}]*)\}/g;

/**
 * Takes a prefix apart.
 *
 * @throws Error with a sentence for the caller where an expression is malformed.
 * @example parsePrefix('a/!{timestamp:yyyy}/');
 * // [{ literal: 'a/' }, { namespace: 'timestamp', value: 'yyyy', source: '!{timestamp:yyyy}' }, { literal: '/' }]
 */
export function parsePrefix(prefix: string): PrefixPart[] {
  const parts: PrefixPart[] = [];
  let end = 0;
  for (const match of prefix.matchAll(expression)) {
    if (match.index > end) parts.push({ literal: prefix.slice(end, match.index) });
    end = match.index + match[0].length;
    parts.push(parseExpression(match[0], match[1] ?? ''));
  }
  const rest = prefix.slice(end);
  const broken = rest.indexOf('!{');
  if (broken >= 0) throw new Error(`the expression '${rest.slice(broken)}' has no closing brace`);
  if (rest) parts.push({ literal: rest });
  return parts;
}

/** Whether the prefix has an expression of `namespace`, or any expression where none is named. */
export function hasExpression(prefix: string, namespace?: string): boolean {
  return parsePrefix(prefix).some(
    (part) => 'namespace' in part && (namespace === undefined || part.namespace === namespace),
  );
}

/**
 * Evaluates a prefix as Firehose does when it writes an object.
 *
 * @throws Error with a sentence for the caller where an expression is unknown.
 * @example evaluatePrefix('y=!{timestamp:yyyy}/', { epochMs: 0, randomString }); // 'y=1970/'
 */
export function evaluatePrefix(prefix: string, scope: PrefixScope): string {
  return parsePrefix(prefix)
    .map((part) => ('literal' in part ? part.literal : evaluate(part, scope)))
    .join('');
}

function parseExpression(source: string, inner: string): PrefixPart {
  const colon = inner.indexOf(':');
  if (colon <= 0) throw new Error(`the expression '${source}' is not of the form !{namespace:value}`);
  return { namespace: inner.slice(0, colon), value: inner.slice(colon + 1), source };
}

function evaluate(part: Exclude<PrefixPart, { literal: string }>, scope: PrefixScope): string {
  if (part.namespace === 'timestamp') return timestamp(part.value, part.source, scope);
  if (part.namespace === 'firehose' && part.value === 'random-string') return scope.randomString();
  if (part.namespace.startsWith('partitionKeyFrom')) {
    throw new Error(
      `the expression '${part.source}' needs dynamic partitioning, which local-aws does not have yet`,
    );
  }
  throw new Error(
    `the expression '${part.source}' is unknown; expected !{timestamp:<pattern>} or !{firehose:random-string}`,
  );
}

function timestamp(pattern: string, source: string, scope: PrefixScope): string {
  try {
    return formatTimestamp(pattern, scope.epochMs, scope.timeZone);
  } catch (error) {
    throw new Error(
      `the pattern of '${source}' is no numeric java.time.format.DateTimeFormatter pattern: ${String(error)}`,
      { cause: error },
    );
  }
}
