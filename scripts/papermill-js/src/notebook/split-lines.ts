/** Where Python's `str.splitlines` ends a line, beside `\n`. */
const others = String.raw`\r\v\f\x1c-\x1e\x85\u2028\u2029`;
const anyOther = new RegExp(`[${others}]`);
const line = new RegExp(String.raw`[^\n${others}]*(?:\r\n|[\n${others}]|$)`, 'g');

/** The lines of a text, each with its end: as nbformat's writer splits them, by Python's idea of a line. */
export function* splitLines(text: string): Generator<string> {
  if (anyOther.test(text)) {
    for (const [found] of text.matchAll(line)) if (found !== '') yield found;
    return;
  }
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end + 1;
    yield text.slice(start, next);
    start = next;
  }
}
