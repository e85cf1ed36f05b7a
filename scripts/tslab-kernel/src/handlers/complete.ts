import { toCursorPos, toOffset } from './cursor.js';
import type { Handler } from './handler.js';

/** https://jupyter-client.readthedocs.io/en/stable/messaging.html#completion */
export const handleComplete: Handler = async ({ content }, { runtime }) => {
  const code = String(content.code ?? '');
  const offset = toOffset(code, Number(content.cursor_pos ?? code.length));
  const { start, end, candidates } = await runtime.complete(code, offset);
  const [cursorStart, cursorEnd] = [toCursorPos(code, start), toCursorPos(code, end)];
  const types = candidates.map(({ text, kind }) => ({
    text,
    type: kind,
    start: cursorStart,
    end: cursorEnd,
  }));
  return {
    status: 'ok',
    matches: candidates.map(({ text }) => text),
    cursor_start: cursorStart,
    cursor_end: cursorEnd,
    // JupyterLab shows the kinds beside the names; the field's name is IPython's.
    metadata: { _jupyter_types_experimental: types },
  };
};
