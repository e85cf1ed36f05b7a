/** Node's timers fire at once when asked to wait longer. */
export const longestTimerMs = 2 ** 31 - 1;

/** Waits for a promise at most this long; tells whether it has come to its end. */
export async function endsWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  return Promise.race([promise.then(() => true), late]).finally(() => clearTimeout(timer));
}
