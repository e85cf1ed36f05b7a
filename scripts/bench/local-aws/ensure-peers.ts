import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { benchCacheDir } from '../kernel/ensure-deno.ts';
import { npmInstall } from '../npm-install.ts';

/** The releases of other people's stand-ins that local-aws is compared with. */
export const peers = {
  kinesalite: { package: 'kinesalite', version: '3.3.3', program: 'cli.js' },
  'kinesis-mock': { package: 'kinesis-local', version: '0.6.2', program: 'main.js' },
} as const;

export type PeerName = keyof typeof peers;

export interface EnsurePeerOptions {
  /** Where they are kept. Default `.cache/bench` of the project. */
  readonly cacheDir?: string;
  /** Its `npm_execpath` is the npm that installs, else the one on its PATH. Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Told before an installation begins. */
  readonly progress?: (text: string) => void;
}

/** A peer's program, or why there is none. */
export type Peer = { readonly program: string } | { readonly missing: string };

/** The peer from the cache, or else installed there: beside its place, and moved when it is whole. */
export async function ensurePeer(
  name: PeerName,
  { cacheDir = benchCacheDir, env = process.env, progress = () => undefined }: EnsurePeerOptions = {},
): Promise<Peer> {
  const { package: npmName, version, program } = peers[name];
  const dir = path.join(cacheDir, `${npmName}-${version}`);
  const file = path.join('node_modules', npmName, program);
  if (existsSync(path.join(dir, file))) return { program: path.join(dir, file) };
  const draft = `${dir}.installing-${process.pid}`;
  progress(`Installing ${name} ${version} into ${path.relative(process.cwd(), cacheDir)} …`);
  try {
    await mkdir(draft, { recursive: true });
    await writeFile(path.join(draft, 'package.json'), '{ "private": true }\n');
    const failure = await npmInstall(draft, [`${npmName}@${version}`], env);
    if (failure) return { missing: failure };
    await rm(dir, { recursive: true, force: true });
    await rename(draft, dir);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return { program: path.join(dir, file) };
}
