import { type Clock, paceOf } from '../clock.js';

const firstRetryMs = 1_000;
const longestRetryMs = 10_000;

/** What a delivery needs of the world around it. */
export interface DeliveryContext {
  readonly clock: Clock;
  /** Ends the retries. */
  readonly signal: AbortSignal;
  /** Told of each failed attempt. */
  readonly onFailure: (message: string) => void;
}

/**
 * Repeats `attempt` until it succeeds, with growing pauses; AWS retries S3 for up to 24 hours, this for as
 * long as the server runs, because the data lies in its storage.
 *
 * @returns Whether it succeeded; `false` where `signal` ended the retries.
 */
export async function deliver(attempt: () => Promise<void>, context: DeliveryContext): Promise<boolean> {
  for (let pauseMs = firstRetryMs; !context.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestRetryMs)) {
    try {
      await attempt();
      return true;
    } catch (error) {
      context.onFailure(error instanceof Error ? error.message : String(error));
    }
    await pause(pauseMs, context);
  }
  return false;
}

function pause(ms: number, { clock, signal }: DeliveryContext): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = paceOf(clock).after(ms, end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
