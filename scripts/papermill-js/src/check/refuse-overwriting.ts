import { NotebookIoError } from '../errors/notebook-io-error.js';
import { writesOverInput } from '../io/writes-over-input.js';

/**
 * What the outputs are compared with must outlive the comparison: else the next one would find nothing wrong.
 *
 * @throws NotebookIoError where the output would be written over the input.
 */
export function refuseOverwriting(place: {
  readonly inputPath: string | null;
  readonly outputPath: string | null;
}): void {
  const { inputPath, outputPath } = place;
  if (outputPath === null || !writesOverInput(inputPath, outputPath)) return;
  throw new NotebookIoError(
    outputPath,
    `The output ${outputPath} is the notebook whose outputs are to be checked, and would be written over it. Give ` +
      'another output or none; to renew the saved outputs, leave out --check (check: true).',
  );
}
