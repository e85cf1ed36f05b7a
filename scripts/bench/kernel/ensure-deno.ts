import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../lessons.ts';
import { BenchError } from '../bench-error.ts';

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
    await install(draft, env);
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

const flags = ['--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund'];

async function install(dir: string, env: NodeJS.ProcessEnv): Promise<void> {
  const args = ['install', ...flags, '--fetch-retries=0', '--loglevel=error', `deno@${denoVersion}`];
  const npm = env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...first, ...args], {
    cwd: dir,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  let wrote = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      wrote += text;
    });
  }
  const failure = await once(child, 'close').then(
    ([code]) => (code === 0 ? undefined : firstError(wrote)),
    (error: Error) => error.message,
  );
  if (failure) throw missing(`\`npm ${args.join(' ')}\` failed (${failure}); is there a connection?`);
}

function firstError(wrote: string): string {
  return (
    wrote
      .split('\n')
      .find((line) => line.trim())
      ?.trim() ?? 'it said nothing'
  );
}

function missing(why: string): BenchError {
  return new BenchError('DenoMissing', `Deno ${denoVersion} could not be installed: ${why}`);
}
