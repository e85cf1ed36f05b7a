/** A long text with its middle left out. */
export interface CutText {
  readonly head: string;
  /** What was left out, in characters; 0 where the text is whole and `tail` is empty. */
  readonly hidden: number;
  readonly tail: string;
}

/**
 * Keeps the beginning and the end of a text, whole lines where that is possible: the end is where errors stand.
 * Costs what is kept, however long the text is.
 */
export function cutText(
  text: string,
  limit: { readonly characters: number; readonly lines: number },
): CutText {
  const { characters, lines } = limit;
  if (text.length <= characters && countLines(text, lines + 1) <= lines) {
    return { head: text, hidden: 0, tail: '' };
  }
  const head = headOf(text.slice(0, Math.ceil(characters / 2)), Math.ceil(lines / 2));
  const rest = Math.max(head.length, text.length - Math.floor(characters / 2));
  const tail = tailOf(text.slice(rest), Math.floor(lines / 2));
  return { head, hidden: text.length - head.length - tail.length, tail };
}

/** The same as one text that says what it lacks. */
export function cutToText(text: string, characters: number): string {
  const { head, hidden, tail } = cutText(text, { characters, lines: Number.POSITIVE_INFINITY });
  return hidden === 0 ? head : `${head}\n… ${inWords(hidden)} left out …\n${tail}`;
}

/** `12,345 characters`. */
export function inWords(characters: number): string {
  return `${characters.toLocaleString('en')} character${characters === 1 ? '' : 's'}`;
}

function countLines(text: string, atMost: number): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0 && count < atMost; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function headOf(text: string, lines: number): string {
  let end = -1;
  for (let line = 0; line < lines; line++) {
    const next = text.indexOf('\n', end + 1);
    if (next < 0) return end > 0 ? text.slice(0, end + 1) : wholeCharacters(text);
    end = next;
  }
  return text.slice(0, end + 1);
}

function tailOf(text: string, lines: number): string {
  let start = text.length;
  for (let line = 0; line < lines; line++) {
    const next = start < 2 ? -1 : text.lastIndexOf('\n', start - 2);
    if (next < 0) return start < text.length ? text.slice(start) : text.replace(/^[\udc00-\udfff]/, '');
    start = next + 1;
  }
  return text.slice(start);
}

/** A cut between the halves of a character would leave one that no file can hold. */
function wholeCharacters(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}
