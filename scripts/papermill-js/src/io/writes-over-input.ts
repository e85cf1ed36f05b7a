import { resolve } from 'node:path';
import { isLocal, localPath } from './path-scheme.js';

/** Whether a notebook would be written where it was read from. */
export function writesOverInput(input: string | null, output: string | null): boolean {
  if (input === null || output === null || input === '-' || output === '-') return false;
  if (!isLocal(input) || !isLocal(output)) return input === output;
  return resolve(localPath(input)) === resolve(localPath(output));
}
