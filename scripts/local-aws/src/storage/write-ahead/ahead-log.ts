import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { FolderDamage } from '../leveldb/inspect-folder.js';
import { decodeEntries, type Entry, encodeEntry } from './log-entry.js';

/** A log that is not as it was written. */
export class DamagedLogError extends Error {
  override readonly name = 'DamagedLogError';
  readonly damage: FolderDamage;

  constructor(damage: FolderDamage) {
    super(`${damage.file} ${damage.what}`);
    this.damage = damage;
  }
}

/**
 * A file of batches that the database does not have yet. It is written without waiting: what the system has taken
 * survives the death of this process, and taking it costs microseconds.
 */
export class AheadLog {
  readonly #path: string;
  readonly #file: number;
  #end = 0;

  /**
   * Opens the file.
   *
   * @param isExpected whether an earlier process has made it; else it is created where it is absent
   * @throws DamagedLogError where it is expected and absent
   */
  constructor(path: string, isExpected: boolean) {
    this.#path = path;
    if (isExpected && !existsSync(path))
      throw new DamagedLogError({
        file: basename(path),
        what: 'is missing, in which the newest data may be',
        goodBytes: 0,
      });
    closeSync(openSync(path, 'a'));
    this.#file = openSync(path, 'r+');
  }

  /**
   * What an earlier process left. Its last entry may be cut off, by the end of that process: then nobody was told that
   * it was written.
   *
   * @throws DamagedLogError where an entry is not as it was written
   */
  read(): readonly Entry[] {
    const { entries, damage } = decodeEntries(readFileSync(this.#path));
    if (!damage) return entries;
    throw new DamagedLogError({
      file: basename(this.#path),
      what: `${damage.what}, at byte ${damage.at}`,
      goodBytes: damage.at,
    });
  }

  /** @throws Error where the system does not take it; the batch is not in the log then */
  append(entry: Entry): void {
    const bytes = encodeEntry(entry);
    try {
      for (let written = 0; written < bytes.length; )
        written += writeSync(this.#file, bytes, written, bytes.length - written, this.#end + written);
    } catch (error) {
      // What is left of it would stand behind a shorter entry that comes next.
      ftruncateSync(this.#file, this.#end);
      throw error;
    }
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
