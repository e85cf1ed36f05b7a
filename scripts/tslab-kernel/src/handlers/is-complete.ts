import type { Handler } from './handler.js';

/** https://jupyter-client.readthedocs.io/en/stable/messaging.html#code-completeness */
export const handleIsComplete: Handler = async ({ content }, { runtime }) => {
  const { status, indent } = await runtime.checkCompleteness(String(content.code ?? ''));
  return status === 'incomplete' ? { status, indent } : { status };
};
