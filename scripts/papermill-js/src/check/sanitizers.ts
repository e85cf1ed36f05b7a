import { stripVTControlCharacters } from 'node:util';

/** What is replaced, in saved and in fresh outputs alike, before they are compared. */
export interface Sanitizer {
  /** Every match is replaced, with or without the flag `g`. */
  readonly pattern: RegExp;
  /** What stands there instead, with `$1`, `$<name>` and `$&` as in `String.prototype.replace`. */
  readonly replacement: string;
}

const directory = String.raw`[^\s/\\'"\`:;,()<>]+`;

/**
 * The sanitizers that come along. The first three take away what is another in each run whatever a cell computes, and
 * are on unless others are chosen; a time, a date or a duration can be a result, and is hidden only when asked for.
 */
const builtIn = {
  addresses: [[/(\bat |@ ?)0x[0-9a-f]{4,16}\b/gi, '$10x…']],
  uuids: [[/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>']],
  'temporary-paths': [
    [
      new RegExp(`(?:/private)?(?:/var/folders/${directory}/${directory}/T|/var/tmp|/tmp)/${directory}`, 'g'),
      '<tmp>',
    ],
    [new RegExp(String.raw`\b[a-z]:\\Users\\[^\\\n]+\\AppData\\Local\\Temp\\${directory}`, 'gi'), '<tmp>'],
  ],
  times: [
    [
      /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z\b|UTC\b|[+-]\d\d:?\d\d\b))?/g,
      '<date and time>',
    ],
    [/\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?: ?[AP]M\b)?/g, '<time>'],
  ],
  dates: [[/\b(?:\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4})\b/g, '<date>']],
  durations: [
    [/\b\d+(?:[.,]\d+)? ?(?:ns|µs|μs|us|ms|s|secs?|seconds?|mins?|minutes?|hours?)\b/g, '<duration>'],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [RegExp, string])[]>>;

/** The name of a sanitizer that comes along. */
export type SanitizerName = keyof typeof builtIn;

/** All names, in the order in which they are applied. */
export const sanitizerNames = Object.keys(builtIn) as readonly SanitizerName[];

/** Those that are applied unless others are chosen. */
export const defaultSanitizers: readonly SanitizerName[] = ['addresses', 'uuids', 'temporary-paths'];

/** The sanitizers of these names, in an order in which none takes away what another looks for. */
export function builtInSanitizers(names: readonly SanitizerName[]): Sanitizer[] {
  return sanitizerNames
    .filter((name) => names.includes(name))
    .flatMap((name) => builtIn[name].map(([pattern, replacement]) => ({ pattern, replacement })));
}

/** A text as it is compared: without colours, with `\n` as the end of line, sanitized in the order given. */
export function sanitize(text: string, sanitizers: readonly Sanitizer[]): string {
  const plain = stripVTControlCharacters(text).replaceAll('\r\n', '\n');
  return sanitizers.reduce(
    (rest, { pattern, replacement }) => rest.replace(everywhere(pattern), replacement),
    plain,
  );
}

function everywhere(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}
