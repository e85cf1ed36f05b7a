import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Node's own recursive `mkdir` tries for ever, in a thread that
 * keeps the process alive, where a file system such as `/proc` answers that the parent is missing while it is there.
 *
 * @throws the system's error of the first folder that cannot be made.
 */
export async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  // A file in its place is told by whatever is to be written there.
  if (found) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
