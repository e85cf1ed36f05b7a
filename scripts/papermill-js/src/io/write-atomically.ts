import { createHash, randomBytes } from 'node:crypto';
import { open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { makeFolder } from './make-folder.js';

/** A text, or its pieces in order: text that is too long for one string, or bytes that are there already. */
export type FileText = string | Iterable<string | Uint8Array>;

/**
 * Writes a text file so that a reader sees the old or the new one, never half: beside it, synced, renamed.
 * Missing folders are made.
 *
 * @throws NotebookIoError when it cannot be written; nothing is left beside it then.
 */
export async function writeAtomically(path: string, text: FileText): Promise<void> {
  let beside: string | undefined;
  const blocks = typeof text === 'string' ? [text] : inBlocks(text);
  try {
    await makeFolder(dirname(path));
    const target = await realpath(path).catch(() => path);
    // A device or a pipe cannot be replaced: /dev/null would become a file.
    const isSpecial = await stat(target).then(
      (found) => !found.isFile() && !found.isDirectory(),
      () => false,
    );
    if (isSpecial) return await writeFile(target, blocks);
    beside = join(dirname(target), `${besideStart(target)}${randomBytes(6).toString('hex')}.tmp`);
    const file = await open(beside, 'wx');
    try {
      for (const block of blocks) await file.writeFile(block);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameOver(beside, target);
  } catch (cause) {
    if (beside) await rm(beside, { force: true }).catch(() => undefined);
    throw new NotebookIoError(path, `The file ${path} cannot be written: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

/**
 * How the name of the file begins that is written beside another one. File systems take 255 bytes: a long name gives way
 * to its hash.
 */
function besideStart(target: string): string {
  const name = basename(target);
  return `.${Buffer.byteLength(name) <= 200 ? name : createHash('sha256').update(name).digest('hex')}.`;
}

const blockLength = 256 * 1024;

/** Many small pieces as few large ones: each is a call to the system. */
export function* inBlocks(pieces: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  let block: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string' && length + piece.length < blockLength) {
      block.push(piece);
      length += piece.length;
      continue;
    }
    if (length > 0) yield block.join('');
    block = [];
    length = 0;
    yield piece;
  }
  if (length > 0) yield block.join('');
}

/** On Windows a rename fails for as long as a virus scanner or an editor holds the old file open. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const held = ['EPERM', 'EACCES', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (process.platform !== 'win32' || !held || attempt === 10) throw error;
      await sleep(20 * attempt);
    }
  }
}

/** A writing that goes on touches its file more often than this. */
const abandonedMs = 600_000;

/** Removes what runs that were killed while they wrote this file have left beside it. */
export async function removeAbandoned(path: string, now = Date.now()): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const [start, end] = [besideStart(target), '.tmp'];
  const names = await readdir(dirname(target)).catch(() => []);
  for (const name of names) {
    const isOurs = name.startsWith(start) && name.endsWith(end);
    if (!isOurs || !/^[0-9a-f]{12}$/.test(name.slice(start.length, -end.length))) continue;
    const file = join(dirname(target), name);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() && now - found.mtimeMs > abandonedMs) await rm(file, { force: true });
  }
}
