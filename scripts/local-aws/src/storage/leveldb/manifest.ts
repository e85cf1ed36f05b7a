import { Fields } from './fields.js';

/** A table file that belongs to the database. */
export interface Table {
  readonly number: number;
  readonly bytes: number;
  /** The range of its keys. */
  readonly smallest: string;
  readonly largest: string;
}

/** Which files a database is made of, as its MANIFEST tells. */
export interface Manifest {
  /** The oldest log that is not in the tables yet. */
  readonly logNumber: number;
  readonly tables: readonly Table[];
}

/** As in LevelDB's `version_edit.cc`. */
const tags = {
  comparator: 1,
  logNumber: 2,
  nextFile: 3,
  lastSequence: 4,
  compactPointer: 5,
  deletedFile: 6,
  newFile: 7,
  previousLog: 9,
} as const;

const required = { logNumber: tags.logNumber, nextFile: tags.nextFile, lastSequence: tags.lastSequence };

/** What LevelDB adds to each key: when it was written, and as what. */
const keySuffixBytes = 8;

/**
 * Puts a MANIFEST's entries together.
 *
 * @throws Error for what is no entry
 */
export function readManifest(entries: readonly Buffer[]): Manifest {
  const tables = new Map<string, Table>();
  let logNumber = 0;
  const seen = new Set<number>();
  for (const entry of entries) {
    const input = new Fields(entry);
    while (!input.ended) {
      const tag = input.number();
      seen.add(tag);
      if (tag === tags.logNumber) logNumber = input.number();
      else if (tag === tags.deletedFile) tables.delete(`${input.number()}/${input.number()}`);
      else if (tag === tags.newFile) {
        const level = input.number();
        const table = {
          number: input.number(),
          bytes: input.number(),
          smallest: userKey(input.bytes()),
          largest: userKey(input.bytes()),
        };
        tables.set(`${level}/${table.number}`, table);
      } else skip(tag, input);
    }
  }
  for (const [name, tag] of Object.entries(required))
    if (!seen.has(tag)) throw new Error(`no entry has the field ${name}`);
  return { logNumber, tables: [...tables.values()] };
}

function skip(tag: number, input: Fields): void {
  if (tag === tags.comparator) input.bytes();
  else if (tag === tags.compactPointer) {
    input.number();
    input.bytes();
  } else if (tag === tags.nextFile || tag === tags.lastSequence || tag === tags.previousLog) input.number();
  else throw new Error(`an entry has a field ${tag}, which is not known`);
}

const userKey = (key: Buffer): string => key.toString('utf8', 0, Math.max(0, key.length - keySuffixBytes));
