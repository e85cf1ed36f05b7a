import type { Handler } from './handler.js';

/** https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-shutdown */
export const handleShutdown: Handler = ({ content }, kernel) => {
  kernel.shutdown();
  return { status: 'ok', restart: content.restart === true };
};
