import { toOffset } from './cursor.js';
import type { Handler } from './handler.js';

/** https://jupyter-client.readthedocs.io/en/stable/messaging.html#introspection */
export const handleInspect: Handler = ({ content }, { runtime }) => {
  const code = String(content.code ?? '');
  const text = runtime.inspect(code, toOffset(code, Number(content.cursor_pos ?? 0)));
  const data = text === undefined ? {} : { 'text/plain': text };
  return { status: 'ok', found: text !== undefined, data, metadata: {} };
};
