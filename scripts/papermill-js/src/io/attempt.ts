import { NotebookIoError } from '../errors/notebook-io-error.js';
import { shownPath } from './path-scheme.js';

/** Does something with a path; what goes wrong there is told as a NotebookIoError. */
export async function attempt<T>(
  path: string,
  what: 'read' | 'written' | 'listed',
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof NotebookIoError) throw cause;
    const shown = shownPath(path);
    throw new NotebookIoError(shown, `${shown} cannot be ${what}: ${reasonOf(cause)}.`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const message = cause.message.replace(/\.$/, '');
  // The SDKs put the code into the name: NoSuchBucket, AccessDenied.
  if (cause.name === 'Error' || message.includes(cause.name)) return message || cause.name;
  return message === '' ? cause.name : `${cause.name}: ${message}`;
}
