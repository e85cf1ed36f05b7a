import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LocalAwsError } from '../errors.js';

/** Where everything that outlives the process lies. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** Removes the folder if it was a temporary one. */
  release(): Promise<void>;
}

/** Opens `dataDir`, creating it if it is absent; without one, a temporary folder. */
export async function openDataFolder(dataDir: string | undefined): Promise<DataFolder> {
  if (dataDir === undefined) {
    const path = await mkdtemp(join(tmpdir(), 'local-aws-'));
    return { path, release: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
  }
  const path = resolve(dataDir);
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LocalAwsError('DataDirUnusable', `The data folder ${path} cannot be created: ${reason}.`, {
      cause,
    });
  }
  return { path, release: async () => {} };
}
