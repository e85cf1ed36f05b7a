/**
 * What is to be written far away once the run is cancelled has this long to arrive, in milliseconds. Together with two
 * seconds for the kernel that is less than the ten after which Docker and others kill what they have asked to end.
 */
export const graceMs = { notebook: 4000, reports: 3000 } as const;

/**
 * Waits for something, but no longer than until the signal fires: also for what takes no heed of signals.
 *
 * @throws the signal's reason.
 */
export async function untilAborted<T>(
  signal: AbortSignal | undefined,
  act: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (!signal) return act(signal);
  signal.throwIfAborted();
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
  });
  try {
    return await Promise.race([act(signal), aborted]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
  }
}

/**
 * A signal for what is to be saved in spite of a cancellation: fires some time after the given one, or after now where
 * that has fired already. To be disposed of when nobody waits any more.
 *
 * @param patienceMs how long, in milliseconds.
 */
export function graceAfter(
  given: AbortSignal,
  patienceMs: number,
): { readonly signal: AbortSignal } & Disposable {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    const reason = `it took more than ${patienceMs / 1000} s after the run was cancelled`;
    timer = setTimeout(() => late.abort(new Error(reason)), patienceMs);
  };
  if (given.aborted) begin();
  else given.addEventListener('abort', begin, { once: true });
  return {
    signal: late.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      given.removeEventListener('abort', begin);
    },
  };
}
