/**
 * Jupyter counts cursor positions in Unicode code points, JavaScript in UTF-16 units
 * (https://jupyter-client.readthedocs.io/en/stable/messaging.html#cursor-pos-and-unicode).
 */
export function toOffset(code: string, cursorPos: number): number {
  let offset = 0;
  let position = 0;
  for (const character of code) {
    if (position >= cursorPos) break;
    offset += character.length;
    position += 1;
  }
  return offset;
}

export function toCursorPos(code: string, offset: number): number {
  return Array.from(code.slice(0, offset)).length;
}
