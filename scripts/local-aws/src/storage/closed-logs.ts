import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Beside the database while it is closed: its logs with their sizes. After a kill it is not there, and a log may end
 * anywhere; where it is, a log that has become shorter was not cut by a kill.
 */
export const closedLogsFile = (folder: string): string => join(dirname(folder), 'closed.json');

export async function writeClosedLogs(folder: string): Promise<void> {
  // The folder may have been removed meanwhile, by which the background instance is ended.
  const found: string[] = await readdir(folder).catch(() => []);
  const files = found.filter((file) => file.endsWith('.log'));
  if (files.length === 0) return;
  const sizes = await Promise.all(files.map(async (file) => [file, (await stat(join(folder, file))).size]));
  await writeFile(closedLogsFile(folder), JSON.stringify(Object.fromEntries(sizes)));
}

export const removeClosedLogs = (folder: string): Promise<void> =>
  rm(closedLogsFile(folder), { force: true });

/** The logs' names with their sizes, if the database was closed in good order. */
export async function readClosedLogs(folder: string): Promise<ReadonlyMap<string, number>> {
  try {
    const sizes: unknown = JSON.parse(await readFile(closedLogsFile(folder), 'utf8'));
    const entries = Object.entries(sizes ?? {});
    return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  } catch {
    return new Map();
  }
}
