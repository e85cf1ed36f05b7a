import { NotebookIoError } from '../errors/notebook-io-error.js';
import { writesOverInput } from '../io/writes-over-input.js';

/** A file that the command writes beside the notebooks. */
export interface SideFile {
  /** The option that names it, as it was given. */
  readonly option: string;
  readonly path: string;
}

/**
 * Refuses files beside the notebooks that would overwrite one, or each other.
 *
 * @param notebooks paths that are read or written.
 * @throws NotebookIoError
 */
export function refuseOverwriting(notebooks: readonly string[], files: readonly SideFile[]): void {
  for (const [at, { option, path }] of files.entries()) {
    const notebook = notebooks.find((known) => writesOverInput(known, path));
    if (notebook !== undefined) throw overwrites(option, path, `the notebook ${notebook}`);
    const other = files.slice(0, at).find((file) => writesOverInput(file.path, path));
    if (other) throw overwrites(option, path, `what ${other.option} writes`);
  }
}

function overwrites(option: string, path: string, what: string): NotebookIoError {
  return new NotebookIoError(
    path,
    `${option} would overwrite ${what}, and nothing was executed. Give it another path.`,
  );
}
