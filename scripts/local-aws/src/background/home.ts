import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { LocalAwsError } from '../errors.js';
import { inMemory } from '../storage/in-memory.js';

/** Where the user's one instance keeps what it needs between starts. */
export interface Home {
  readonly dir: string;
  /** Who runs, while somebody runs. */
  readonly instanceFile: string;
  readonly logFile: string;
  readonly dataDir: string;
}

/**
 * The state folder: `dir`, else the variable `LOCAL_AWS_HOME`, else the platform's folder for a user's data,
 * e.g. `~/.local/share/local-aws` or `%LOCALAPPDATA%\local-aws\Data`.
 *
 * @throws LocalAwsError `InvalidOption` for `:memory:`
 */
export function homeAt(dir?: string): Home {
  const named = dir || process.env.LOCAL_AWS_HOME;
  if (named === inMemory)
    throw new LocalAwsError(
      'InvalidOption',
      `The state folder (LOCAL_AWS_HOME) must be a folder, as others find the background instance by it; it was ${inMemory}.`,
    );
  const home = resolve(named || envPaths('local-aws', { suffix: '' }).data);
  return {
    dir: home,
    instanceFile: join(home, 'instance.json'),
    logFile: join(home, 'local-aws.log'),
    dataDir: join(home, 'data'),
  };
}
