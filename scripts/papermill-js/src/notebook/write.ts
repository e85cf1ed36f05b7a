import { randomBytes } from 'node:crypto';
import { mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { isObject, type Notebook } from './model.js';

/**
 * The notebook as the text of an .ipynb file, laid out as nbformat's own writer does it, so that a diff
 * between tools stays small: keys sorted, indent 1, non-ASCII kept, text split into lines, newline at the end.
 */
export function serializeNotebook(notebook: Notebook): string {
  return `${JSON.stringify(sortKeys({ ...notebook, cells: notebook.cells.map(splitCell) }), null, 1)}\n`;
}

function splitCell(cell: Notebook['cells'][number]): object {
  const split = { ...cell, source: splitLines(cell.source) };
  if (cell.cell_type !== 'code') return split;
  return { ...split, outputs: cell.outputs.map(splitOutput) };
}

function splitOutput(output: object): object {
  if ('text' in output && typeof output.text === 'string') {
    return { ...output, text: splitLines(output.text) };
  }
  if (!('data' in output) || !isObject(output.data)) return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    typeof value === 'string' && isSplit(mime) ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

/** nbformat splits text and these two; other types, such as base64 images, stay one string. */
function isSplit(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'application/javascript' || mime === 'image/svg+xml';
}

function splitLines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

/**
 * Writes a text file so that a reader sees the old or the new one, never half: beside it, synced, renamed.
 * Missing folders are made.
 *
 * @throws NotebookIoError when it cannot be written; nothing is left beside it then.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  let beside: string | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    const target = await realpath(path).catch(() => path);
    // A device or a pipe cannot be replaced: /dev/null would become a file.
    const isSpecial = await stat(target).then(
      (found) => !found.isFile() && !found.isDirectory(),
      () => false,
    );
    if (isSpecial) return await writeFile(target, text);
    beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameOver(beside, target);
  } catch (cause) {
    if (beside) await rm(beside, { force: true });
    throw new NotebookIoError(path, `The file ${path} cannot be written: ${(cause as Error).message}.`, {
      cause,
    });
  }
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
