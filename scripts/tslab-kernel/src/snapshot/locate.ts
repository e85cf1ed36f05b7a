import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This package's folder. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** Where snapshots are kept: `TSLAB_KERNEL_CACHE`, or a folder of this package. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.TSLAB_KERNEL_CACHE || join(PACKAGE_FOLDER, '.cache');
}

/** Whether snapshots are used at all; `TSLAB_KERNEL_SNAPSHOT=off` says no. */
export function usesSnapshots(env: NodeJS.ProcessEnv = process.env): boolean {
  return env.TSLAB_KERNEL_SNAPSHOT !== 'off';
}

/** The snapshot to start from, if there is one and it is wanted. */
export function findSnapshot(): string | undefined {
  if (!usesSnapshots()) return undefined;
  try {
    const file = snapshotFile();
    return statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The file of the snapshot that belongs to this Node and to this package as it is on the disk: its name has
 * a hash of all that a snapshot depends on, so one that is out of date has another name and is not found.
 * What it holds of other packages' declarations is compared with the disk as it is used.
 */
export function snapshotFile(folder: string = cacheFolder()): string {
  const { version, arch, platform, execPath } = process;
  const require = createRequire(import.meta.url);
  const packages = ['typescript/package.json', 'tslab/package.json'].map((name) => require.resolve(name));
  const hash = createHash('sha256').update([version, arch, platform, execPath].join('\n'));
  for (const file of [...packages, ...frozenModules()]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`\n${file} ${size} ${mtimeMs}`);
  }
  return join(folder, `start-${hash.digest('hex').slice(0, 16)}.blob`);
}

/** What of this package a snapshot holds and is built by: these modules import each other and packages, and little else. */
function frozenModules(): string[] {
  return ['compiler', 'snapshot'].flatMap((name) => {
    const folder = join(PACKAGE_FOLDER, 'dist', name);
    const modules = readdirSync(folder).filter((file) => file.endsWith('.js'));
    return modules.sort().map((file) => join(folder, file));
  });
}
