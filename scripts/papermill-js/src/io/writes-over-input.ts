import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { isLocal, localPath } from './path-scheme.js';

/** Whether a notebook would be written where it was read from. */
export function writesOverInput(input: string | null, output: string | null): boolean {
  if (input === null || output === null || input === '-' || output === '-') return false;
  if (!isLocal(input) || !isLocal(output)) return input === output;
  return fileOf(input) === fileOf(output);
}

/** A link is written through. */
function fileOf(path: string): string {
  const file = resolve(localPath(path));
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}
