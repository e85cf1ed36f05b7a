import { NotebookIoError } from '../errors/notebook-io-error.js';
import type { Place } from '../execution.js';
import { isLocal, localPath } from '../io/path-scheme.js';
import { writesOverInput } from '../io/writes-over-input.js';

/**
 * The file to look at.
 *
 * @throws NotebookIoError where there is none, or where each run would save it.
 */
export function watchedPath({ inputPath, outputPath, target }: Place): string {
  if (inputPath === null || inputPath === '-' || !isLocal(inputPath)) {
    throw new NotebookIoError(
      inputPath ?? '-',
      `Only a local file can be watched, and ${inputPath} is none.`,
    );
  }
  if (outputPath !== null && writesOverInput(inputPath, target)) {
    throw new NotebookIoError(
      outputPath,
      `The output ${outputPath} is the notebook that is watched, and would be written over what its author saves. ` +
        'Give another output or none.',
    );
  }
  return localPath(inputPath);
}
