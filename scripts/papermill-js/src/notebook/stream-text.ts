/**
 * What a terminal would still show of a text with backspaces and carriage returns. A carriage return at the
 * very end is kept, because what follows it may come later; so folding twice, or in pieces, gives the same.
 */
export function foldControlCharacters(text: string): string {
  const erased = text.includes('\b') ? foldBackspaces(text) : text;
  return erased.includes('\r') ? erased.split('\n').map(foldCarriageReturns).join('\n') : erased;
}

function foldBackspaces(text: string): string {
  const kept: string[] = [];
  for (const character of text) {
    const last = kept.at(-1);
    if (character === '\b' && last !== undefined && last !== '\n' && last !== '\b') kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}

function foldCarriageReturns(line: string): string {
  // A return before the line's end is a Windows line break or an unfinished rewrite: it erases nothing yet.
  return line.length < 2 ? line : line.slice(line.lastIndexOf('\r', line.length - 2) + 1);
}
