/**
 * A regular expression of Python's `re` as one of JavaScript's that matches the same.
 *
 * @throws SyntaxError for what has no counterpart: conditions, flags within a group, the flags `x` and `L`.
 * @example 'took 1.5 s'.replace(pythonPattern(String.raw`(?P<n>\d+\.\d+) s\Z`), '$<n> seconds')
 */
export function pythonPattern(source: string): RegExp {
  const { flags = '' } = /^\(\?(?<flags>[aiLmsux]+)\)/.exec(source)?.groups ?? {};
  if (/[xL]/.test(flags)) throw new SyntaxError(`The flags (?${flags}) of Python are not supported here.`);
  const reader = new PatternReader(flags === '' ? source : source.slice(flags.length + 3), flags);
  try {
    return new RegExp(reader.read(), flags.includes('i') ? 'giv' : 'gv');
  } catch (cause) {
    throw new SyntaxError(`The regular expression ${source} cannot be used: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

/** What takes the place of a match, from Python's notation (`\1`, `\g<name>`) to JavaScript's. */
export function pythonReplacement(template: string): string {
  return template.replace(
    /\$|\\(?:(?<number>[1-9]\d?)|g<(?<group>\w+)>|(?<letter>[abfnrtv\\]))/g,
    (match, ...rest) => {
      const { number, group, letter } = rest.at(-1) as Record<string, string | undefined>;
      if (letter !== undefined) return escapes[letter] ?? match;
      if (match === '$') return '$$';
      const name = number ?? group ?? '';
      if (name === '0') return '$&';
      return /^\d+$/.test(name) ? `$${name.padStart(2, '0')}` : `$<${name}>`;
    },
  );
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

// Python's classes know all letters and digits, its `.`, `^` and `$` no other end of line than \n.
const wordSet = String.raw`\p{L}\p{N}_`;
const atEnd = String.raw`(?![\s\S])`;

/** Reads a pattern from left to right. */
class PatternReader {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {}

  read(): string {
    let result = '';
    while (this.at < this.source.length) result += this.next();
    return result;
  }

  private next(): string {
    const character = this.take();
    switch (character) {
      case '\\':
        return this.escape();
      case '[':
        return this.set();
      case '(':
        return this.group();
      case '{':
        return this.quantifier();
      case ']':
      case '}':
        return `\\${character}`;
      case '.':
        return this.flags.includes('s') ? String.raw`[\s\S]` : String.raw`[^\n]`;
      case '^':
        return this.flags.includes('m') ? String.raw`(?<![^\n])` : String.raw`(?<![\s\S])`;
      case '$':
        return this.flags.includes('m') ? String.raw`(?=\n|${atEnd})` : String.raw`(?=\n?${atEnd})`;
      default:
        return character;
    }
  }

  /** The next character, a whole one also beyond the basic plane. */
  private take(): string {
    const character = String.fromCodePoint(this.source.codePointAt(this.at) ?? 0);
    this.at += character.length;
    return character;
  }

  /** What matches at this place, taken. */
  private accept(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.source.slice(this.at));
    if (match) this.at += match[0].length;
    return match ?? undefined;
  }

  private escape(): string {
    const edge = `(?<=[${wordSet}])(?![${wordSet}])|(?<![${wordSet}])(?=[${wordSet}])`;
    const reference = this.accept(/^[1-9]\d?/);
    // Parted from what follows, where another digit would change its meaning.
    if (reference) return `(?:\\${reference[0]})`;
    const character = this.take();
    switch (character) {
      case 'A':
        return String.raw`(?<![\s\S])`;
      case 'Z':
        return atEnd;
      case 'b':
        return `(?:${edge})`;
      case 'B':
        return `(?!${edge})`;
      default:
        return this.shorthand(character) ?? this.literal(character);
    }
  }

  /** `\d`, `\w`, `\s` and their opposites, within a set or outside. */
  private shorthand(character: string): string | undefined {
    const ascii = this.flags.includes('a');
    switch (character) {
      case 'd':
        return ascii ? '[0-9]' : String.raw`\p{Nd}`;
      case 'D':
        return ascii ? '[^0-9]' : String.raw`\P{Nd}`;
      case 'w':
        return ascii ? '[0-9A-Za-z_]' : `[${wordSet}]`;
      case 'W':
        return ascii ? '[^0-9A-Za-z_]' : `[^${wordSet}]`;
      case 's':
      case 'S':
        return `\\${character}`;
      default:
        return undefined;
    }
  }

  /** The character that an escape stands for. */
  private literal(character: string): string {
    const hex = this.accept(
      { x: /^[\da-f]{2}/i, u: /^[\da-f]{4}/i, U: /^[\da-f]{8}/i }[character] ?? /^(?!)/,
    );
    if (hex) return literally(String.fromCodePoint(Number.parseInt(hex[0], 16)));
    if (character === '0') return String.raw`\x00`;
    if (Object.hasOwn(escapes, character)) return literally(escapes[character] ?? '');
    if (/[A-Za-z]/.test(character)) throw new SyntaxError(`\\${character} is not supported here`);
    return literally(character);
  }

  private set(): string {
    let result = this.accept(/^\^/) ? '[^' : '[';
    // Right at the beginning, a closing bracket is one of the characters.
    for (let first = true; first || !this.accept(/^\]/); first = false) {
      if (this.at >= this.source.length) throw new SyntaxError('a set [ is not closed');
      const from = this.member();
      result += this.accept(/^-(?!\])/) ? `${from}-${this.member()}` : from;
    }
    return `${result}]`;
  }

  private member(): string {
    const character = this.take();
    if (character !== '\\') return literally(character);
    const escaped = this.take();
    return this.shorthand(escaped) ?? this.literal(escaped);
  }

  private group(): string {
    const named = this.accept(/^\?P<(\w+)>/);
    if (named) return `(?<${named[1]}>`;
    const reference = this.accept(/^\?P=(\w+)\)/);
    if (reference) return `\\k<${reference[1]}>`;
    if (this.accept(/^\?#[^)]*\)/)) return '';
    const plain = this.accept(/^\?(?:[:=!]|<[=!])/);
    if (plain) return `(${plain[0]}`;
    const other = this.accept(/^\?./);
    if (other) throw new SyntaxError(`groups that begin with (${other[0]} are not supported here`);
    return '(';
  }

  private quantifier(): string {
    const times = this.accept(/^(\d+)\}/);
    if (times) return `{${times[1]}}`;
    const range = this.accept(/^(\d*),(\d*)\}/);
    return range ? `{${range[1] || 0},${range[2]}}` : String.raw`\{`;
  }
}

/** A character that stands for itself, within a set or outside: punctuation would need to know where it stands. */
function literally(character: string): string {
  if (/^[\p{L}\p{N}_ ]$/u.test(character)) return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
