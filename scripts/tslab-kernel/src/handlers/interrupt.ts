import { emitInterrupt } from '../runtime/interrupt.js';
import type { Handler } from './handler.js';

/**
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-interrupt
 *
 * The control thread has noted the interrupt in the flags. A cell that spins has seen it there, and has
 * taken it; anything else is ended here, by way of the listeners that a signal would have.
 */
export const handleInterrupt: Handler = (_request, { flags }) => {
  if (flags.take()) emitInterrupt();
  return { status: 'ok' };
};
