const joinedCharacters = 64 * 1024;

/**
 * The text of a stream as a terminal would still show it: a carriage return begins its line anew, a backspace takes a
 * character of it away. Grows in pieces of any size, in time and memory proportional to them: what follows the last
 * line break is all that can still change. A carriage return at the very end is kept, because a line break may follow.
 */
export class StreamText {
  /** Whole lines: large strings, and those that are still to be joined into one. */
  private settled: string[] = [];
  private lines: string[] = [];
  private linesLength = 0;
  private settledBytes = 0;
  /** The pieces of the last line, of which each carriage return and backspace is one. */
  private line: string[] = [];
  private lineBytes = 0;

  /** Bytes of the text in UTF-8. */
  get bytes(): number {
    return this.settledBytes + this.lineBytes;
  }

  append(text: string): void {
    if (this.line.at(-1) !== '\r' && !/[\b\r]/.test(text)) {
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) this.settle(text.slice(0, end));
      this.push(text.slice(end));
      return;
    }
    for (const [piece] of text.matchAll(/[\b\r\n]|[^\b\r\n]+/g)) {
      if (piece === '\n') this.settle(piece);
      else if (piece === '\b') this.erase();
      else {
        if (this.line.at(-1) === '\r') this.clearLine();
        this.push(piece);
      }
    }
  }

  toString(): string {
    this.settled = [this.settled.join('') + this.lines.join('')];
    this.lines = [];
    this.linesLength = 0;
    return this.settled[0] + this.line.join('');
  }

  private push(piece: string): void {
    if (piece === '') return;
    this.line.push(piece);
    this.lineBytes += Buffer.byteLength(piece);
  }

  /** The line ends in this text, which may hold further lines. */
  private settle(text: string): void {
    const lines = this.line.length > 0 ? this.line.join('') + text : text;
    this.settledBytes += this.lineBytes + Buffer.byteLength(text);
    this.clearLine();
    this.lines.push(lines);
    this.linesLength += lines.length;
    if (this.linesLength < joinedCharacters) return;
    this.settled.push(this.lines.join(''));
    this.lines = [];
    this.linesLength = 0;
  }

  private clearLine(): void {
    this.line = [];
    this.lineBytes = 0;
  }

  private erase(): void {
    const last = this.line.pop();
    // There is nothing to take away at a line's beginning.
    if (last === undefined || last === '\b') {
      if (last !== undefined) this.line.push(last);
      this.push('\b');
      return;
    }
    const erased = /[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(last) ? 2 : 1;
    this.lineBytes -= Buffer.byteLength(last.slice(-erased));
    if (last.length > erased) this.line.push(last.slice(0, -erased));
  }
}

/** What a terminal would still show of a text with backspaces and carriage returns. */
export function foldControlCharacters(text: string): string {
  const folded = new StreamText();
  folded.append(text);
  return folded.toString();
}
