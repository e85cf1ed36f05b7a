import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogContents, readLog } from './log-file.js';
import { type Manifest, readManifest } from './manifest.js';
import { isWholeTable } from './table-file.js';

/** A file of a database that is not as it was written. */
export interface FolderDamage {
  /** Within the folder. */
  readonly file: string;
  /** Continues a sentence that begins with the file. */
  readonly what: string;
  /** Of a log: how many of its bytes, from the start, are in order. */
  readonly goodBytes?: number;
}

/** What a folder's files tell of the database in it. */
export type Inspection = { readonly manifest: Manifest | undefined } | { readonly damage: FolderDamage };

/**
 * Looks at a closed database's files before LevelDB does, which takes a folder without `CURRENT` for a new one,
 * leaves out of a log what does not fit its checksum, and does not miss a log that is gone. Tables of one collection
 * alone are not read: there may be any number of them, and who reads them sees what is wrong. In the others lie the
 * settings, of which nobody would miss one.
 *
 * @param closedLogs the logs with their sizes at the last close; none after a kill
 * @returns no manifest where there is no database yet
 */
export async function inspectFolder(
  folder: string,
  closedLogs: ReadonlyMap<string, number> = new Map(),
): Promise<Inspection> {
  const files: string[] = await readdir(folder).catch(() => []);
  const current = await readFile(join(folder, 'CURRENT'), 'latin1').catch(absent);
  if (current === undefined) return withoutCurrent(files);
  const [, name] = /^(MANIFEST-\d+)\n$/.exec(current) ?? [];
  if (name === undefined) return { damage: { file: 'CURRENT', what: 'does not name a MANIFEST file' } };
  if (!files.includes(name))
    return { damage: { file: 'CURRENT', what: `leads to ${name}, which is missing` } };
  const read = manifestOf(readLog(await readFile(join(folder, name))));
  if ('what' in read) return { damage: { file: name, what: read.what } };
  const damage =
    (await damagedTable(folder, files, read)) ?? (await damagedLog(folder, files, read, closedLogs));
  return damage ? { damage } : { manifest: read };
}

function withoutCurrent(files: readonly string[]): Inspection {
  const remains = files.filter((file) => /^(MANIFEST-\d+|\d+\.(ldb|sst|log)|ahead-\d)$/.test(file));
  if (remains.length === 0) return { manifest: undefined };
  const what = `is missing, and there is data that it leads to (${remains.slice(0, 3).join(', ')})`;
  return { damage: { file: 'CURRENT', what } };
}

function manifestOf({ entries, damage }: LogContents): Manifest | { readonly what: string } {
  if (damage) return damage;
  if (entries.length === 0) return { what: 'is empty' };
  try {
    return readManifest(entries);
  } catch (error) {
    return { what: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function damagedTable(
  folder: string,
  files: readonly string[],
  { tables }: Manifest,
): Promise<FolderDamage | undefined> {
  const present = new Set(files);
  const looked = tables.map(
    async ({ number, bytes, smallest, largest }): Promise<FolderDamage | undefined> => {
      const names = tableNames(number);
      const file = names.find((name) => present.has(name));
      if (file === undefined) return { file: names[0], what: 'is missing' };
      const { size } = await stat(join(folder, file));
      if (size !== bytes) return { file, what: `has ${size} bytes, and had ${bytes}` };
      if (collectionOf(smallest) === collectionOf(largest)) return undefined;
      return isWholeTable(await readFile(join(folder, file)))
        ? undefined
        : { file, what: 'does not match its checksums' };
    },
  );
  return (await Promise.all(looked)).find((damage) => damage !== undefined);
}

/** Keys begin with their collection's name and a zero. */
const collectionOf = (key: string) => key.slice(0, key.indexOf('\u0000'));

/** Of today's LevelDB, and of versions before 2014. */
export const tableNames = (number: number): [string, string] => {
  const name = String(number).padStart(6, '0');
  return [`${name}.ldb`, `${name}.sst`];
};

async function damagedLog(
  folder: string,
  files: readonly string[],
  { logNumber }: Manifest,
  closedLogs: ReadonlyMap<string, number>,
): Promise<FolderDamage | undefined> {
  const logs = files.filter((file) => Number(/^(\d+)\.log$/.exec(file)?.[1] ?? -1) >= logNumber);
  const oldest = `${String(logNumber).padStart(6, '0')}.log`;
  // A database that was never opened to its end has no log yet.
  if (logNumber > 0 && !logs.includes(oldest))
    return { file: oldest, what: 'is missing, in which the newest data was' };
  for (const file of logs) {
    const bytes = await readFile(join(folder, file));
    const { damage } = readLog(bytes);
    if (damage) return { file, what: `${damage.what}, at byte ${damage.at}`, goodBytes: damage.at };
    const closedBytes = closedLogs.get(file) ?? 0;
    if (bytes.length < closedBytes)
      return {
        file,
        what: `has ${bytes.length} bytes, and had ${closedBytes} when it was closed`,
        goodBytes: bytes.length,
      };
  }
  return undefined;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
