import { fence } from '../compiler/explanation.js';
import { toOffset } from './cursor.js';
import type { Handler } from './handler.js';

/**
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#introspection
 *
 * Level 0 tells the signature and the documentation, level 1 also what a variable holds now.
 */
export const handleInspect: Handler = async ({ content }, { runtime }) => {
  const code = String(content.code ?? '');
  const found = await runtime.inspect(code, toOffset(code, Number(content.cursor_pos ?? 0)));
  if (!found) return { status: 'ok', found: false, data: {}, metadata: {} };
  const { signature, documentation, text, value } = found;
  const values = Number(content.detail_level ?? 0) > 0 && value !== undefined ? [value] : [];
  const data = {
    'text/plain': [text, ...values].join('\n\n'),
    'text/markdown': [fence(signature), documentation, ...values.map(fence)].filter(Boolean).join('\n\n'),
  };
  return { status: 'ok', found: true, data, metadata: {} };
};
