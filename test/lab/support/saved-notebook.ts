import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CellOutput } from './jupyterlab.js';
import { labServer } from './server.js';

/** A code cell as it is in the file. */
export interface SavedCell {
  readonly id: string;
  readonly outputs: readonly CellOutput[];
}

/** Copies a notebook within the server's folder; resolves to the copy's name. */
export async function copyOf(file: string, copy: string): Promise<string> {
  const { notebooks } = labServer();
  await copyFile(path.join(notebooks, file), path.join(notebooks, copy));
  return copy;
}

export async function savedCell(file: string, id: string): Promise<SavedCell> {
  const text = await readFile(path.join(labServer().notebooks, file), 'utf8');
  const { cells } = JSON.parse(text) as { readonly cells: readonly SavedCell[] };
  const cell = cells.find((candidate) => candidate.id === id);
  if (!cell) throw new Error(`There is no cell ${id} in ${file}.`);
  return cell;
}

/** Copies a notebook that was saved to where the screenshots are. */
export async function keepSaved(file: string, as: string): Promise<void> {
  const { notebooks, screenshots } = labServer();
  await copyFile(path.join(notebooks, file), path.join(screenshots, as));
}
