import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../lessons.ts';
import { BenchError } from '../bench-error.ts';
import { npmInstall } from '../npm-install.ts';

/** The release that the kernel is compared with. */
export const denoVersion = '2.9.6';

export interface EnsureDenoOptions {
  /** Where it is kept. Default `.cache/bench` of the project. */
  readonly cacheDir?: string;
  /** Its `npm_execpath` is the npm that installs, else the one on its PATH. Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Told before an installation begins. */
  readonly progress?: (text: string) => void;
}

export const benchCacheDir = path.join(projectRoot, '.cache', 'bench');

/**
 * Deno's executable, from the cache or else installed there: npm's package `deno` brings it in a package for each
 * platform, so no script of it needs to run. It is installed beside its place and moved there when it is whole.
 *
 * @throws BenchError `DenoMissing` where there is none for this platform, or no connection.
 */
export async function ensureDeno({
  cacheDir = benchCacheDir,
  env = process.env,
  progress = () => undefined,
}: EnsureDenoOptions = {}): Promise<string> {
  const dir = path.join(cacheDir, `deno-${denoVersion}-${process.platform}-${process.arch}`);
  const kept = await findExecutable(dir);
  if (kept) return kept;
  const draft = `${dir}.installing-${process.pid}`;
  progress(`Installing Deno ${denoVersion} into ${path.relative(process.cwd(), cacheDir)} …`);
  try {
    await mkdir(draft, { recursive: true });
    await writeFile(path.join(draft, 'package.json'), '{ "private": true }\n');
    const failure = await npmInstall(draft, [`deno@${denoVersion}`], env);
    if (failure) throw missing(failure);
    if (!(await findExecutable(draft))) throw missing(`npm has none for ${process.platform} ${process.arch}`);
    await rm(dir, { recursive: true, force: true });
    await rename(draft, dir);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  const installed = await findExecutable(dir);
  if (!installed) throw missing(`it was removed from ${dir} at once`);
  await chmod(installed, 0o755);
  return installed;
}

async function findExecutable(dir: string): Promise<string | undefined> {
  const scope = path.join(dir, 'node_modules', '@deno');
  const packages = await readdir(scope).catch(() => []);
  const file = process.platform === 'win32' ? 'deno.exe' : 'deno';
  return packages.map((name) => path.join(scope, name, file)).find((candidate) => existsSync(candidate));
}

function missing(why: string): BenchError {
  return new BenchError('DenoMissing', `Deno ${denoVersion} could not be installed: ${why}`);
}
