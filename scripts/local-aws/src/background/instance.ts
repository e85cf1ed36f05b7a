import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Home } from './home.js';

/** A running local-aws that the user's programs share. */
export interface BackgroundInstance {
  /** What clients take as `endpoint`, e.g. `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  /** Absolute path. */
  readonly logFile: string;
  /** Absolute path. */
  readonly dataDir: string;
  /** The certificate that clients of `https://` have to trust. Absolute path; absent where one was given. */
  readonly certificateFile?: string;
  /** The port it was to listen on. */
  readonly preferredPort: number;
  /** Why it listens on another port than the preferred one. */
  readonly movedBecause?: string;
}

/** How the background process tells its starter that another one serves the home already. */
export const folderTakenExitCode = 3;

/** The background process's argument that ties it to the pipe which its starter holds. */
export const untilStdinEnds = '--until-stdin-ends';

const healthTimeoutMs = 2000;

/** The instance that the home's record names, if it is there and is what the record says. */
export async function runningInstance(home: Home): Promise<BackgroundInstance | undefined> {
  const instance = await readInstance(home);
  return instance && (await isHealthy(instance)) ? instance : undefined;
}

/** Written whole or not at all: another program may read it at any moment. */
export async function writeInstance(home: Home, instance: BackgroundInstance): Promise<void> {
  const draft = `${home.instanceFile}.${process.pid}`;
  await writeFile(draft, JSON.stringify(instance, null, 2));
  await rename(draft, home.instanceFile);
}

/** Removes the record of process `pid`, and no other's. */
export async function removeInstance(home: Home, pid: number): Promise<void> {
  const instance = await readInstance(home);
  if (instance?.pid === pid) await rm(home.instanceFile, { force: true });
}

/** The record as it stands, which a crash may have left behind. */
export async function readInstance(home: Home): Promise<BackgroundInstance | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(home.instanceFile, 'utf8'));
    return isInstance(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A port, and a pid too, may have gone over to another program since: only name, pid and data folder together tell. */
async function isHealthy({ endpoint, pid, dataDir }: BackgroundInstance): Promise<boolean> {
  try {
    const answer = await fetch(`${endpoint}/_local-aws/health`, {
      signal: AbortSignal.timeout(healthTimeoutMs),
    });
    const health = (await answer.json()) as Partial<Record<string, unknown>>;
    return health.name === 'local-aws' && health.pid === pid && health.dataDir === dataDir;
  } catch {
    return false;
  }
}

function isInstance(value: unknown): value is BackgroundInstance {
  const instance = value as Partial<Record<keyof BackgroundInstance, unknown>> | null;
  return (
    typeof instance?.endpoint === 'string' &&
    typeof instance.pid === 'number' &&
    typeof instance.dataDir === 'string'
  );
}
