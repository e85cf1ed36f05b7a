import { setTimeout as sleep } from 'node:timers/promises';
import { LocalAwsError } from '../errors.js';
import { type Home, homeAt } from './home.js';
import { type BackgroundInstance, readInstance, removeInstance, runningInstance } from './instance.js';

const defaultTimeoutMs = 15_000;
const pollMs = 50;

/** Options of {@link stopBackground}. */
export interface StopOptions {
  /** State folder. Default: `LOCAL_AWS_HOME`, else the platform's folder for a user's data. */
  readonly homeDir?: string;
  /** How long the server may take to stop, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
}

/**
 * Stops the user's local-aws; its data stays. A process is ended only after it has said over its health check
 * that it is the instance of the record.
 *
 * @returns Whether one was running.
 * @throws LocalAwsError `BackgroundStopFailed` where it does not stop in time.
 */
export async function stopBackground({
  homeDir,
  timeoutMs = defaultTimeoutMs,
}: StopOptions = {}): Promise<boolean> {
  const home = homeAt(homeDir);
  const instance = await runningInstance(home);
  if (!instance) return false;
  process.kill(instance.pid, 'SIGTERM');
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(pollMs)) {
    if (await hasStopped(home, instance)) return true;
  }
  throw new LocalAwsError(
    'BackgroundStopFailed',
    `local-aws, process ${instance.pid}, did not stop within ${timeoutMs} ms; its log is ${instance.logFile}.`,
  );
}

/** The server removes its record as its last act. On Windows it is ended before it can, and the record stays. */
async function hasStopped(home: Home, { pid }: BackgroundInstance): Promise<boolean> {
  if ((await readInstance(home))?.pid !== pid) return true;
  if (isAlive(pid)) return false;
  await removeInstance(home, pid);
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
