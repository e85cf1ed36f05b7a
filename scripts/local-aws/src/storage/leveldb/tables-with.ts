import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableNames } from './inspect-folder.js';
import { readLog } from './log-file.js';
import { readManifest, type Table } from './manifest.js';
import { isWholeTable } from './table-file.js';

/**
 * The table files in which `key` may lie; of those, only the damaged ones, if there are such: compaction may have copied
 * damage into a table that is in order. Empty where that cannot be told.
 */
export async function tablesWith(folder: string, key: string): Promise<string[]> {
  try {
    const current = await readFile(join(folder, 'CURRENT'), 'utf8');
    const { tables } = readManifest(readLog(await readFile(join(folder, current.trim()))).entries);
    const around = tables.filter(({ smallest, largest }) => smallest <= key && key <= largest);
    const broken = await Promise.all(around.map((table) => isBroken(folder, table)));
    const chosen = broken.includes(true) ? around.filter((_, index) => broken[index]) : around;
    return chosen.map(({ number }) => tableNames(number)[0]);
  } catch {
    return [];
  }
}

async function isBroken(folder: string, { number }: Table): Promise<boolean> {
  const bytes = await readFile(join(folder, tableNames(number)[0])).catch(() => Buffer.alloc(0));
  return !isWholeTable(bytes);
}
