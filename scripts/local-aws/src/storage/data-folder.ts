import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LocalAwsError } from '../errors.js';
import { inMemory } from './in-memory.js';
import { type Durability, openLevelStorage } from './level-storage.js';
import { openMemoryStorage } from './memory-storage.js';
import type { Storage } from './storage.js';

/** Where everything that outlives the process lies, or what there is in its place. */
export interface Data {
  /** Absolute, or `:memory:`. */
  readonly path: string;
  /** The same as a folder for files; absent in memory, where none may be written. */
  readonly folder?: string;
  readonly storage: Storage;
}

/**
 * Opens the data folder `dataDir`, creating it if it is absent; or, for `:memory:`, nothing on the disk at all.
 *
 * @throws LocalAwsError `DataDirInUse`, `DataDirUnusable`, `InvalidOption`
 */
export async function openData(dataDir: string, durability: Durability): Promise<Data> {
  if (dataDir === inMemory && durability === 'power')
    throw new LocalAwsError(
      'InvalidOption',
      `Nothing in ${inMemory} is safe against a power cut; leave out the durability (--fsync), or name a data folder.`,
    );
  if (dataDir === inMemory) return { path: inMemory, storage: await openMemoryStorage() };
  const folder = resolve(dataDir);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LocalAwsError('DataDirUnusable', `The data folder ${folder} cannot be created: ${reason}.`, {
      cause,
    });
  }
  return { path: folder, folder, storage: await openLevelStorage(join(folder, 'db'), { durability }) };
}
