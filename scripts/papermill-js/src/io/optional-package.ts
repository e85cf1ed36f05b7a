import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { shownPath } from './path-scheme.js';

/**
 * Loads a package that only paths of one scheme need: from beside this package or, where that is installed for all, from
 * the folder in which it is used.
 *
 * @param from the folder whose `node_modules`, and those above it, are looked in as well.
 * @throws NotebookIoError that says what to install.
 */
export async function loadOptional(name: string, path: string, from = process.cwd()): Promise<unknown> {
  for (const place of [import.meta.url, pathToFileURL(join(from, 'package.json'))]) {
    const found = resolveFrom(place, name);
    if (found !== undefined) return import(pathToFileURL(found).href);
  }
  const shown = shownPath(path);
  throw new NotebookIoError(
    shown,
    `${shown} needs the package ${name}, which is not installed. Install it beside papermill-js: npm install ${name}`,
  );
}

function resolveFrom(place: string | URL, name: string): string | undefined {
  try {
    return createRequire(place).resolve(name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
