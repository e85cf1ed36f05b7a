import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LocalAwsError } from '../errors.js';
import { closedLogsFile, readClosedLogs } from './closed-logs.js';
import { type FolderDamage, inspectFolder } from './leveldb/inspect-folder.js';

/** @returns the sentences of an error about a folder with a file that is not as it was written */
export function describeDamage(folder: string, { file, what, goodBytes }: FolderDamage): string {
  const path = join(folder, file);
  const cut =
    goodBytes === 0
      ? `fs.writeFileSync(${quoted(path)}, '')`
      : `fs.truncateSync(${quoted(path)}, ${goodBytes})`;
  return (
    `The data folder ${folder} is damaged: ${file} ${what}. Nothing was changed; bring that file back from a copy, ` +
    'choose another data folder, or move this one away.' +
    (goodBytes === undefined
      ? ''
      : ` To go on without what was written behind: node -e "${cut}; fs.rmSync(${quoted(closedLogsFile(folder))}, {force: true})"`)
  );
}

/** In quotes that a shell leaves alone within its own. */
const quoted = (path: string) => `'${path.replaceAll('\\', '/').replaceAll("'", "\\'")}'`;

/**
 * Requires that the database's files are what they were when it was last used.
 *
 * @throws LocalAwsError `DataDirUnusable`
 */
export async function requireWhole(folder: string): Promise<void> {
  const inspection = await inspectFolder(folder, await readClosedLogs(folder));
  if ('damage' in inspection)
    throw new LocalAwsError('DataDirUnusable', describeDamage(folder, inspection.damage));
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
