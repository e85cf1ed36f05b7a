import { stopBackground } from '../background/stop-background.js';

/** Ends the running instance. None running is no failure: what was asked for is so. */
export async function stop(): Promise<void> {
  const wasRunning = await stopBackground();
  console.log(wasRunning ? 'local-aws stopped. Its data stays.' : 'local-aws does not run.');
}
