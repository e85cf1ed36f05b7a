const paint = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[39m`;

/** The colours of a traceback, which Jupyter front ends render whatever this process's terminal can do. */
export const ansi = { red: paint(31), cyan: paint(36), grey: paint(90) };

const SEQUENCE = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

export function stripAnsi(text: string): string {
  return text.replace(SEQUENCE, '');
}
