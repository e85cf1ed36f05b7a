import { ClassicLevel } from 'classic-level';
import { LocalAwsError } from '../errors.js';
import { readHolder, removeHolder, requireWhole, writeHolder } from './folder-state.js';
import { requireKnownFormat } from './format.js';
import type { Storage } from './storage.js';
import { storedCollections } from './stored-collections.js';

type FolderDatabase = ClassicLevel<string, Buffer>;

/** Against what an acknowledged write is safe: the death of the process, or a power cut too. */
export type Durability = 'process' | 'power';

/**
 * Opens the database in `folder`, creating it if it is absent. LevelDB writes its log with every batch, so what
 * was written survives the death of the process. With durability `power` it also waits for each batch to be on the
 * disk itself (fsync); without, a power cut may lose the last moments.
 *
 * @throws LocalAwsError `DataDirInUse` when another process has it open, `DataDirUnusable` when it cannot be read.
 */
export async function openLevelStorage(
  folder: string,
  { durability = 'process' }: { readonly durability?: Durability } = {},
): Promise<Storage> {
  await requireWhole(folder);
  const database: FolderDatabase = new ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'buffer' });
  try {
    await database.open();
  } catch (error) {
    throw openError(folder, error, await readHolder(folder));
  }
  await writeHolder(folder);
  // What is deleted still lies on disk until its files are written anew, which nobody has to wait for.
  let reclaimed: Promise<unknown> = Promise.resolve();
  const storage = storedCollections(database, {
    sync: durability === 'power',
    reclaim(first, end) {
      reclaimed = reclaimed.then(() => database.compactRange(first, end)).catch(() => {});
    },
    async close(closeDatabase) {
      await reclaimed;
      await removeHolder(folder);
      await closeDatabase();
    },
  });
  await requireKnownFormat(storage, folder).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  return storage;
}

function openError(folder: string, error: unknown, holder: number | undefined): LocalAwsError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  if (code === 'LEVEL_LOCKED')
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
