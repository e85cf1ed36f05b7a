import { emitInterrupt } from '../runtime/interrupt.js';
import type { Handler } from './handler.js';

/**
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-interrupt
 *
 * The control thread has already sent SIGINT to the process, which ends a cell that spins, too. On Windows
 * there is no such signal: listeners are told here, which ends a cell that awaits.
 */
export const handleInterrupt: Handler = () => {
  if (process.platform === 'win32') emitInterrupt();
  return { status: 'ok' };
};
