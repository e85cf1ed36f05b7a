import { stripVTControlCharacters } from 'node:util';

/**
 * The line of a cell, from 1, at which it failed, as far as its kernel's traceback says so; undefined where it does
 * not. Where the error passed through several lines of the cell, the innermost.
 *
 * Kernels that compile a cell first and count the lines of what they compiled (stock tslab and Deno for exceptions)
 * are not believed.
 *
 * @param executionCount the count in the cell's brackets, by which kernels name a cell.
 */
export function failingLine(
  traceback: readonly string[],
  executionCount: number | null,
  source: string,
): number | undefined {
  const entries = traceback.map((entry) => stripVTControlCharacters(entry));
  const line =
    lineInStack(entries, executionCount) ?? lineInPython(entries, executionCount) ?? ofStock(entries);
  return line !== undefined && line >= 1 && line <= source.split('\n').length ? line : undefined;
}

/** `Cell[3]:2:9` of this project's kernel, `In[3]:2` of Julia's: the innermost call stands first. */
function lineInStack(entries: readonly string[], count: number | null): number | undefined {
  for (const [, cell, line] of entries.join('\n').matchAll(/\b(?:Cell|In)\[(\d+)\]:(\d+)/g)) {
    if (Number(cell) === count) return Number(line);
  }
  return undefined;
}

/** `Cell In[3], line 2` of IPython 8 and later, `Input In [3]` and `<ipython-input-3-…>` before: the innermost last. */
function lineInPython(entries: readonly string[], count: number | null): number | undefined {
  const frame = /(?:\bIn ?\[|<ipython-input-)(\d+)(?:\], line (\d+))?/;
  return entries
    .map((entry) => {
      const [, cell, line] = frame.exec(entry) ?? [];
      if (Number(cell) !== count) return undefined;
      const marked = /^-+> (\d+)/m.exec(entry)?.[1];
      return line ?? marked;
    })
    .filter((line) => line !== undefined)
    .map(Number)
    .at(-1);
}

/** Stock tslab begins what the compiler complains of with its place in the cell. */
function ofStock(entries: readonly string[]): number | undefined {
  const line = /^(\d+):\d+ - /.exec(entries[0] ?? '')?.[1];
  return line === undefined ? undefined : Number(line);
}
