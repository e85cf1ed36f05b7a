/**
 * Runs `work` with a signal that aborts when `outer` does or when the kernel is interrupted. Jupyter interrupts a
 * kernel with SIGINT, and tslab lets an awaiting loop run on behind the interrupted cell; whatever heeds this
 * signal really stops. In a plain program Ctrl-C does the same.
 *
 * @example await whileRunning(undefined, async (signal) => { while (!signal.aborted) await step(); });
 */
export async function whileRunning<T>(
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const watch = watchInterrupt(outer);
  try {
    return await work(watch.signal);
  } finally {
    watch.stop();
  }
}

export interface InterruptWatch {
  readonly signal: AbortSignal;
  /** Lets go of SIGINT. */
  stop(): void;
}

/** The signal of {@link whileRunning} for work that does not fit into one function. */
export function watchInterrupt(outer?: AbortSignal): InterruptWatch {
  const interrupted = new AbortController();
  const onInterrupt = () => interrupted.abort(new Error('interrupted'));
  process.once('SIGINT', onInterrupt);
  return {
    signal: outer ? AbortSignal.any([outer, interrupted.signal]) : interrupted.signal,
    stop: () => process.off('SIGINT', onInterrupt),
  };
}
