import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { type FileText, writeAtomically } from './write-atomically.js';

/**
 * Saves on this machine what could not be written where it was wanted: what was executed is worth more than the place
 * where it was to be.
 *
 * @param what what it is, for the message, such as `notebook`.
 * @param ending of the file's name, with the dot.
 * @returns the error to be thrown in place of the given one: the same, with the path of what was saved.
 */
export async function keepLocally(
  error: NotebookIoError,
  what: string,
  ending: string,
  text: FileText,
): Promise<NotebookIoError> {
  const kept = join(tmpdir(), `papermill-js-${randomUUID()}${ending}`);
  await writeAtomically(kept, text);
  return wasKept(error, what, kept);
}

/** The error, and where what it is about was saved instead. */
export function wasKept(error: NotebookIoError, what: string, kept: string): NotebookIoError {
  const message = `${error.message} The ${what} was saved as ${kept} instead.`;
  return new NotebookIoError(error.path, message, { cause: error, keptAs: kept });
}
