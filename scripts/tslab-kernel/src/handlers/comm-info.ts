import type { Handler } from './handler.js';

/** This kernel opens no comms, so there are none to list. */
export const handleCommInfo: Handler = () => ({ status: 'ok', comms: {} });
