import { ClassicLevel } from 'classic-level';
import { LocalAwsError } from '../errors.js';
import { removeClosedLogs, writeClosedLogs } from './closed-logs.js';
import { describeDamage, readHolder, removeHolder, requireWhole, writeHolder } from './folder-state.js';
import { markFormat, requireKnownFormat } from './format.js';
import { tablesWith } from './leveldb/tables-with.js';
import { DamagedValueError } from './sealed-value.js';
import type { Storage } from './storage.js';
import { type Database, type DatabaseRules, storedCollections } from './stored-collections.js';
import { DamagedLogError } from './write-ahead/ahead-log.js';
import { writeAhead } from './write-ahead/write-ahead.js';

type FolderDatabase = ClassicLevel<string, Buffer>;

/** Against what an acknowledged write is safe: the death of the process, or a power cut too. */
export type Durability = 'process' | 'power';

/**
 * Opens the database in `folder`, creating it if it is absent. Small batches go to a log in front of LevelDB, large
 * ones to LevelDB's own, so what was written survives the death of the process. With durability `power` every batch goes
 * to LevelDB and waits to be on the disk itself (fsync); without, a power cut may lose the last moments.
 *
 * @throws LocalAwsError `DataDirInUse` when another process has it open, `DataDirUnusable` when it cannot be read.
 */
export async function openLevelStorage(
  folder: string,
  { durability = 'process' }: { readonly durability?: Durability } = {},
): Promise<Storage> {
  const database = await openDatabase(folder);
  // What is deleted still lies on disk until its files are written anew, which nobody has to wait for.
  let reclaimed: Promise<unknown> = Promise.resolve();
  const rules: DatabaseRules = {
    sync: durability === 'power',
    reclaim(first, end) {
      reclaimed = reclaimed.then(() => database.compactRange(first, end)).catch(() => {});
    },
    async close(closeDatabase) {
      await reclaimed;
      await removeHolder(folder);
      await closeDatabase();
      // Without it, as where the folder has been removed, a log is read as after a kill.
      await writeClosedLogs(folder).catch(() => {});
    },
    unreadable: (error, near) => readError(folder, error, near),
  };
  const ahead = await openAhead(database, folder, rules).catch(async (error: unknown) => {
    await database.close();
    throw openError(folder, error, undefined);
  });
  await writeHolder(folder);
  return storedCollections(ahead, rules);
}

/** The database with its logs in front, of today's format. */
async function openAhead(database: FolderDatabase, folder: string, rules: DatabaseRules): Promise<Database> {
  // The format is marked past the logs: it says that they have to be there.
  const direct = storedCollections(database, rules);
  const ahead = await writeAhead(database, folder, await requireKnownFormat(direct, folder));
  await markFormat(direct).catch(async (error: unknown) => {
    await ahead.close();
    throw error;
  });
  return ahead;
}

async function openDatabase(folder: string): Promise<FolderDatabase> {
  try {
    await requireWhole(folder).catch((damage: unknown) => unlessLocked(folder, damage));
    await removeClosedLogs(folder);
    const database: FolderDatabase = new ClassicLevel(folder, {
      keyEncoding: 'utf8',
      valueEncoding: 'buffer',
    });
    await database.open();
    return database;
  } catch (error) {
    throw openError(folder, error, await readHolder(folder));
  }
}

/**
 * A database that is being written to looks damaged to others. Asked to be new, LevelDB takes the lock and gives up.
 *
 * @throws what LevelDB throws where another process has the folder open, else `damage`
 */
async function unlessLocked(folder: string, damage: unknown): Promise<never> {
  const probe = new ClassicLevel(folder);
  const error: unknown = await probe.open({ createIfMissing: false, errorIfExists: true }).catch(failureOf);
  throw codeOf(error) === 'LEVEL_LOCKED' ? error : damage;
}

/** Why something cannot be read that was written, with the files that it may be in. */
async function readError(folder: string, error: unknown, near: string): Promise<unknown> {
  const cause = failureOf(error);
  if (!(cause instanceof DamagedValueError) && codeOf(cause) !== 'LEVEL_CORRUPTION') return error;
  const files = await tablesWith(folder, near);
  const where = files.length === 0 ? 'its newest data' : files.join(' or ');
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LocalAwsError(
    'DataDirUnusable',
    `The data folder ${folder} is damaged: in ${where}, ${reason}. What it was is not known, and nothing is given out in its place; bring the folder back from a copy, or choose another one.`,
    { cause },
  );
}

const failureOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error ? error.cause : error;

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

function openError(folder: string, error: unknown, holder: number | undefined): LocalAwsError {
  if (error instanceof LocalAwsError) return error;
  if (error instanceof DamagedLogError)
    return new LocalAwsError('DataDirUnusable', describeDamage(folder, error.damage), { cause: error });
  const cause = failureOf(error);
  if (codeOf(cause) === 'LEVEL_LOCKED')
    return new LocalAwsError(
      'DataDirInUse',
      `The data folder ${folder} is in use by another local-aws${holder === undefined ? '' : `, process ${holder}`}. Stop that one, or choose another data folder.`,
      { cause },
    );
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LocalAwsError(
    'DataDirUnusable',
    `The data folder ${folder} cannot be opened: ${reason}. Nothing was changed; choose another data folder, or move this one away.`,
    { cause },
  );
}
