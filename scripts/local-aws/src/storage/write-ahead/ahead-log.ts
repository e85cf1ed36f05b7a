import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { decodeEntries, type Entry, encodeEntry } from './log-entry.js';

/**
 * A file of batches that the database does not have yet. It is written without waiting: what the system has taken
 * survives the death of this process, and taking it costs microseconds.
 */
export class AheadLog {
  readonly #path: string;
  readonly #file: number;
  #end = 0;

  /** Opens the file, creating it if it is absent. */
  constructor(path: string) {
    this.#path = path;
    closeSync(openSync(path, 'a'));
    this.#file = openSync(path, 'r+');
  }

  /**
   * What an earlier process left. Its last entry may be cut off, by the end of that process: then nobody was told that
   * it was written.
   *
   * @throws Error where an entry is not as it was written
   */
  read(): Entry[] {
    return decodeEntries(readFileSync(this.#path), this.#path);
  }

  /** @throws Error where the system does not take it; the batch is not in the log then */
  append(entry: Entry): void {
    const bytes = encodeEntry(entry);
    // By position, so that what a failed write has left is written over.
    for (let written = 0; written < bytes.length; )
      written += writeSync(this.#file, bytes, written, bytes.length - written, this.#end + written);
    this.#end += bytes.length;
  }

  clear(): void {
    ftruncateSync(this.#file, 0);
    this.#end = 0;
  }

  close(): void {
    closeSync(this.#file);
  }
}
