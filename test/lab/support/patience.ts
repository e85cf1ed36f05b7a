import { errors } from 'playwright-core';

/** Far above what anything takes: what never comes fails a test instead of hanging it. */
export const PATIENCE_MS = 60_000;

/**
 * Waits for what `wait` waits for, and says in a sentence what did not come.
 *
 * @param instead tells what is there in its place.
 */
export async function patiently<T>(
  what: string,
  wait: (options: { readonly timeout: number; readonly polling: number }) => Promise<T>,
  timeout = PATIENCE_MS,
  instead: () => Promise<string> = async () => '',
): Promise<T> {
  try {
    return await wait({ timeout, polling: 50 });
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    throw new Error(`Waited ${timeout / 1000} s in vain until ${what}.${await instead()}`);
  }
}
