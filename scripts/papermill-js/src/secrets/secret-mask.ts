import { isObject } from '../notebook/model.js';

/** What stands in place of a secret. */
export const masked = '***';

/** Of shorter secrets, masking everything that looks like one would leave nothing to read. */
export const leastSecretLength = 4;

/**
 * Takes secrets out of texts: as they are, and as they look in JSON, in URLs, in HTML, in Python's `repr` and in base64,
 * also within a longer text in base64. Of a secret of several lines each line is one.
 */
export class SecretMask {
  private readonly patterns: readonly string[];
  private readonly pattern: RegExp | undefined;
  private readonly longest: number;
  /** The patterns by their first character: there may be hundreds, of a key of many lines. */
  private readonly byFirst: ReadonlyMap<string, readonly string[]>;

  constructor(secrets: readonly string[]) {
    const known = secrets.flatMap(parts).flatMap(formsOf);
    this.patterns = [...new Set(known)].sort((a, b) => b.length - a.length);
    this.longest = this.patterns[0]?.length ?? 0;
    this.byFirst = groupByFirst(this.patterns);
    const escaped = this.patterns.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    this.pattern = escaped.length === 0 ? undefined : new RegExp(escaped.join('|'), 'g');
  }

  /** Whether there is nothing to mask. */
  get isEmpty(): boolean {
    return this.pattern === undefined;
  }

  /** The text without the secrets in it. */
  text(text: string): string {
    return this.pattern ? text.replace(this.pattern, masked) : text;
  }

  /** A copy of a JSON value without the secrets in its texts, its numbers and its keys. */
  value<T>(value: T): T {
    return this.pattern ? (this.masked(value) as T) : value;
  }

  /**
   * Where the part of a text begins that may be the beginning of a secret, of which the rest is yet to come; the text's
   * length where there is none.
   */
  openFrom(text: string): number {
    const { pattern } = this;
    if (!pattern) return text.length;
    let from = Math.max(0, text.length - this.longest + 1);
    // `matchAll` would copy the pattern, which may be long, for each text.
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const end = match.index + match[0].length;
      // What matches already may be the beginning of a longer secret.
      if (end === text.length && this.begins(text, match.index)) return match.index;
      from = Math.max(from, end);
    }
    while (from < text.length && !this.begins(text, from)) from++;
    return from;
  }

  /** Whether the text is so much of a secret that it is as good as known. */
  isMostOfOne(text: string): boolean {
    if (text.length < leastSecretLength) return false;
    return this.patterns.some((pattern) => text.length * 2 >= pattern.length && pattern.startsWith(text));
  }

  /** Whether what stands there to the text's end may be the beginning of a secret. */
  private begins(text: string, from: number): boolean {
    const length = text.length - from;
    const candidates = this.byFirst.get(text.charAt(from)) ?? [];
    return candidates.some((pattern) => pattern.length > length && text.endsWith(pattern.slice(0, length)));
  }

  private masked(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') {
      const text = String(value);
      return this.patterns.includes(text) ? masked : value;
    }
    if (Array.isArray(value)) return value.map((item) => this.masked(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.text(key), this.masked(item)]),
    );
  }
}

function groupByFirst(patterns: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const pattern of patterns) {
    const first = pattern.charAt(0);
    groups.set(first, [...(groups.get(first) ?? []), pattern]);
  }
  return groups;
}

/** The lines of a secret, and all of it: that is what is found in base64. */
function parts(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return (lines.length === 1 ? lines : [...lines, secret]).filter(
    (text) => text.trim().length >= leastSecretLength,
  );
}

function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const forms = [
    secret,
    json,
    json.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
    json.replaceAll('\\"', '"').replaceAll("'", "\\'"),
    html
      .replaceAll('&#34;', '"')
      .replaceAll('&#39;', "'")
      .replace(/&#(38|60|62);/g, namedEntity),
    html.replace(/&#(34|38|60|62);/g, namedEntity),
    ...urlForms(secret),
    ...base64Forms(secret),
  ];
  return forms.filter((form) => form.trim().length >= leastSecretLength);
}

function namedEntity(_: string, code: string): string {
  return { 34: '&quot;', 38: '&amp;', 60: '&lt;', 62: '&gt;' }[code] ?? '';
}

function urlForms(secret: string): string[] {
  // Half a character cannot be encoded.
  if (/\p{Surrogate}/u.test(secret)) return [];
  const encoded = encodeURIComponent(secret);
  const strict = encoded.replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
  return [encoded, strict, strict.replaceAll('%20', '+')];
}

/** Shorter pieces of base64 turn up by chance. */
const leastBase64Length = 8;

/** In the middle of other bytes a text has one of three forms, whose first and last letter depend on those. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2]
    .map((offset) => {
      const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
      return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    })
    .filter((text) => text.length >= leastBase64Length)
    .flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
}
