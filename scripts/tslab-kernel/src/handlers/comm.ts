import type { Handler } from './handler.js';

/**
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#opening-a-comm
 *
 * This kernel has no targets, and the protocol asks it to say so: a widget's front end would wait for ever.
 */
export const handleCommOpen: Handler = (request, { publish }) => {
  publish('comm_close', { comm_id: request.content.comm_id, data: {} }, request);
  return undefined;
};

/** Messages of comms that are not open are nobody's; neither type has a reply. */
export const ignoreComm: Handler = () => undefined;
