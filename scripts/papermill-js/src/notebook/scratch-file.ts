import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where bytes lie in a scratch file. */
export interface Stretch {
  readonly start: number;
  readonly length: number;
}

const blockBytes = 1024 * 1024;

/** Closes the files of those that nobody can ask any more. */
const abandoned = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

/**
 * A file that only this process knows, for what need not be in memory. It has no name any more once it is open, so that
 * nothing of it is left however the process ends; its space is free when it is no longer in use.
 */
export class ScratchFile {
  private length = 0;

  private constructor(private readonly descriptor: number) {
    abandoned.register(this, descriptor);
  }

  /** @throws what opening a file throws. */
  static open(folder = tmpdir()): ScratchFile {
    const path = join(folder, `papermill-js-${randomUUID()}`);
    const file = new ScratchFile(openSync(path, 'wx+', 0o600));
    try {
      unlinkSync(path);
    } catch {
      // A system that keeps the name as long as the file is open.
      process.once('exit', () => rmSync(path, { force: true }));
    }
    return file;
  }

  /**
   * Adds pieces of text at the end.
   *
   * @throws what writing throws, such as ENOSPC.
   */
  append(pieces: Iterable<string | Uint8Array>): Stretch {
    const { length: start } = this;
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      for (let done = 0; done < bytes.length; ) {
        const written = writeSync(this.descriptor, bytes, done, bytes.length - done, this.length);
        done += written;
        this.length += written;
      }
    }
    return { start, length: this.length - start };
  }

  /** What lies there, in blocks. */
  *read({ start, length }: Stretch): Generator<Uint8Array> {
    for (let done = 0; done < length; ) {
      const block = Buffer.allocUnsafe(Math.min(blockBytes, length - done));
      const read = readSync(this.descriptor, block, 0, block.length, start + done);
      if (read === 0) throw new Error('A file with outputs that were taken out of memory has been cut off.');
      yield block.subarray(0, read);
      done += read;
    }
  }
}
