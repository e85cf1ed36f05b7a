import { text } from 'node:stream/consumers';
import type { IoOptions } from './io-handler.js';

/** A stream can be read only once; a notebook is read to be inspected, to be executed, and to be executed again. */
const texts = new WeakMap<object, Promise<string>>();

/** All of the process's standard input, the same each time. It may never end: the signal ends the waiting. */
export async function readStandardInput({ signal }: IoOptions): Promise<string> {
  const { stdin } = process;
  const read = texts.get(stdin) ?? text(stdin);
  texts.set(stdin, read);
  if (!signal) return read;
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const give = (): void => {
      // An open stream would keep the process alive.
      stdin.destroy();
      reject(signal.reason);
    };
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { signal: over.signal });
  });
  try {
    return await Promise.race([read, aborted]);
  } finally {
    over.abort();
  }
}
