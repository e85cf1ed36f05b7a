import assert from 'node:assert/strict';
import { NotebookIoError } from '../../../scripts/papermill-js/src/index.js';

/** The message of the NotebookIoError that it ends with. */
export async function ioFailure(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => assert.fail('nothing was thrown'),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof NotebookIoError, String(error));
  return error.message;
}
