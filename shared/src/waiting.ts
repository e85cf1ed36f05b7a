import { setTimeout as sleep } from 'node:timers/promises';

interface HasEndpoint {
  readonly config: { readonly endpoint?: unknown };
}

/** The SDK's waiter settings, in seconds. */
export interface Pace {
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly maxWaitTime: number;
}

/**
 * How often to ask whether something is ready. AWS allows ten DescribeStream calls a second for a whole account,
 * and takes tens of seconds; a server on this machine takes less than one, and can be asked at once.
 *
 * @param maxWaitTime seconds until the SDK's waiter gives up.
 */
export function pace(client: HasEndpoint, maxWaitTime: number): Pace {
  return client.config.endpoint
    ? { minDelay: 0.1, maxDelay: 1, maxWaitTime }
    : { minDelay: 2, maxDelay: 10, maxWaitTime };
}

/** Waits, unless the signal says that it is no longer worth it. Resolves in either case. */
export async function rest(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
