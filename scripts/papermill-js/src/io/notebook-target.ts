import { NotebookIoError } from '../errors/notebook-io-error.js';
import { attempt } from './attempt.js';
import type { IoHandlers, IoOptions } from './io-handler.js';
import { isLocal, localPath, shownPath } from './path-scheme.js';
import { inBlocks, removeAbandoned, writeAtomically } from './write-atomically.js';

/** Where a notebook is written to. */
export interface NotebookTarget {
  /** Whether there is anything to write to. */
  readonly isWritten: boolean;
  /** Milliseconds between two writings while the notebook is executed; undefined for none before its end. */
  readonly leastIntervalMs: number | undefined;
  /** A network lies between: what fails now may go well later, and what fails at last is not to be lost. */
  readonly isRemote: boolean;
  /**
   * Writes the whole notebook, given in pieces, in place of what was there. The signal ends what a network may hold up;
   * a file is written in any case.
   */
  write(pieces: Iterable<string | Uint8Array>, options?: IoOptions): Promise<void>;
}

const localIntervalMs = 1000;
/** A bucket keeps each version, and some refuse more than a write a second to one object. */
const remoteIntervalMs = 60_000;

/** The place behind a path: a file, standard output (`-`), a path with a scheme, or nothing (null). */
export function targetFor(path: string | null, ioHandlers?: IoHandlers): NotebookTarget {
  const atTheEnd = { leastIntervalMs: undefined, isRemote: false };
  if (path === null) return { ...atTheEnd, isWritten: false, write: async () => undefined };
  if (path === '-') return { ...atTheEnd, isWritten: true, write: writeToStdout };
  if (isLocal(path)) return new LocalTarget(localPath(path));
  return {
    isWritten: true,
    leastIntervalMs: remoteIntervalMs,
    isRemote: true,
    async write(pieces, { signal } = {}) {
      const { handlerFor } = await import('./handlers.js');
      const handler = handlerFor(path, ioHandlers);
      await attempt(path, 'written', () => handler.write(path, joined(pieces, path), { signal }));
    },
  };
}

class LocalTarget implements NotebookTarget {
  readonly isWritten = true;
  readonly leastIntervalMs = localIntervalMs;
  readonly isRemote = false;
  private isClean = false;

  constructor(private readonly path: string) {}

  async write(pieces: Iterable<string | Uint8Array>): Promise<void> {
    if (!this.isClean) await removeAbandoned(this.path);
    this.isClean = true;
    await writeAtomically(this.path, pieces);
  }
}

async function writeToStdout(pieces: Iterable<string | Uint8Array>): Promise<void> {
  for (const block of inBlocks(pieces)) {
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(block, (error) => (error ? reject(notTaken(error)) : resolve()));
    });
  }
}

function notTaken(cause: NodeJS.ErrnoException): NotebookIoError {
  const why = cause.code === 'EPIPE' ? ' Whoever read it has ended, or closed it.' : '';
  const message = `The notebook could not be written to standard output: ${cause.message}.${why}`;
  return new NotebookIoError('-', message, { cause });
}

function joined(pieces: Iterable<string | Uint8Array>, path: string): string {
  try {
    return Buffer.concat([...inBlocks(pieces)].map((block) => Buffer.from(block))).toString('utf8');
  } catch (cause) {
    const shown = shownPath(path);
    throw new NotebookIoError(
      shown,
      `${shown} cannot be written: the notebook is too large to be sent at once. Write it to a file, or limit its outputs.`,
      { cause },
    );
  }
}
