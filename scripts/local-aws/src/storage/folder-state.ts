import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LocalAwsError } from '../errors.js';

/**
 * LevelDB takes a folder whose `CURRENT` is gone for a new one and removes what lies there. So what has a database's
 * files, but not the one that leads to them, is not opened.
 *
 * @throws LocalAwsError `DataDirUnusable`
 */
export async function requireWhole(folder: string): Promise<void> {
  const files: string[] = await readdir(folder).catch(() => []);
  if (files.includes('CURRENT')) return;
  const remains = files.filter((file) => /^(MANIFEST-\d+|\d+\.(ldb|sst|log))$/.test(file));
  if (remains.length === 0) return;
  throw new LocalAwsError(
    'DataDirUnusable',
    `The data folder ${folder} is damaged: it has data (${remains.slice(0, 3).join(', ')}) but no file CURRENT. ` +
      'Nothing was changed; bring that file back, choose another data folder, or move this one away.',
  );
}

/** Beside the database, whose own lock decides: it only tells who that is. */
const holderFile = (folder: string) => join(dirname(folder), 'holder.json');

export const writeHolder = (folder: string): Promise<void> =>
  writeFile(holderFile(folder), JSON.stringify({ pid: process.pid }));

export const removeHolder = (folder: string): Promise<void> => rm(holderFile(folder), { force: true });

/** The process that has the folder open, if it has said so. A record of one that has died since does not count. */
export async function readHolder(folder: string): Promise<number | undefined> {
  try {
    const { pid } = JSON.parse(await readFile(holderFile(folder), 'utf8')) as { pid?: unknown };
    return typeof pid === 'number' && process.kill(pid, 0) ? pid : undefined;
  } catch {
    return undefined;
  }
}
