import type { Handler } from './handler.js';

/** https://jupyter-client.readthedocs.io/en/stable/messaging.html#code-completeness */
export const handleIsComplete: Handler = ({ content }, { runtime }) => {
  const { completed, indent } = runtime.isComplete(String(content.code ?? ''));
  return completed ? { status: 'complete' } : { status: 'incomplete', indent: indent ?? '' };
};
