import { mkdir } from 'node:fs/promises';
import { LocalAwsError } from '../errors.js';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../server.js';
import type { Home } from './home.js';
import { type BackgroundInstance, removeInstance, writeInstance } from './instance.js';

/** How this process becomes the user's instance. */
export interface RunOptions extends Omit<LocalAwsOptions, 'dataDir'> {
  readonly port: number;
  readonly home: Home;
  /** Take any free port where `port` is held by another program. Default false. */
  readonly mayMove?: boolean;
}

/** The server that runs in this process, and the record that leads others to it. */
export interface RunningInstance {
  readonly instance: BackgroundInstance;
  /** Stops the server, then removes the record. */
  close(): Promise<void>;
}

/**
 * Serves the home's data in this process. The database's own lock on the data folder decides between two that
 * start at once, and falls with its process, so there is no lock of ours to go stale.
 *
 * @throws LocalAwsError `DataDirInUse` where another process serves this home already; else as `startLocalAws`.
 */
export async function runInstance({
  home,
  port,
  mayMove = false,
  ...options
}: RunOptions): Promise<RunningInstance> {
  await mkdir(home.dir, { recursive: true });
  const server = await startLocalAws({ ...options, port, dataDir: home.dataDir }).catch(
    async (error: unknown) => {
      if (!mayMove || !isPortInUse(error)) throw error;
      return startLocalAws({ ...options, port: 0, dataDir: home.dataDir });
    },
  );
  const instance = describe(server, home, port);
  await writeInstance(home, instance);
  return {
    instance,
    async close() {
      await server.close();
      await removeInstance(home, process.pid);
    },
  };
}

function describe(server: LocalAws, home: Home, preferredPort: number): BackgroundInstance {
  const { endpoint, port, dataDir, certificateFile } = server;
  const hasMoved = preferredPort !== 0 && port !== preferredPort;
  return {
    endpoint,
    port,
    pid: process.pid,
    logFile: home.logFile,
    dataDir,
    ...(certificateFile !== undefined && { certificateFile }),
    preferredPort,
    ...(hasMoved && { movedBecause: `Port ${preferredPort} is taken by another program.` }),
  };
}

const isPortInUse = (error: unknown) => error instanceof LocalAwsError && error.code === 'PortInUse';
