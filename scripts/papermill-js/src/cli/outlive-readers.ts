import { NotebookIoError } from '../errors/notebook-io-error.js';

/**
 * `papermill-js --help | head` is no fault: what nobody reads any more is dropped, and the run goes on. A file that
 * takes no more, such as on a full disk, does not end the run either: the notebook is still to be saved.
 *
 * @returns tells, once all is written, why standard output has not got all of it; undefined where it has, or where
 * its reader has ended.
 */
export function outliveReaders(): () => Promise<NotebookIoError | undefined> {
  let lost: NotebookIoError | undefined;
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    // A terminal that was closed says EIO.
    if (cause.code === 'EPIPE' || cause.code === 'EIO') return;
    lost ??= new NotebookIoError('-', `Standard output could not be written: ${cause.message}.`, { cause });
  });
  // There is nowhere left to tell of it.
  process.stderr.on('error', () => undefined);
  return async () => {
    // Streams tell of errors a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    return lost;
  };
}
