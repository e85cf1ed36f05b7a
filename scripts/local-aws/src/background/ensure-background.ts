import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LocalAwsError } from '../errors.js';
import { formatLimits, type LimitsOption } from '../kinesis/limits/limits.js';
import { clockRateVariable, limitsVariable } from './environment.js';
import { type Home, homeAt } from './home.js';
import { type BackgroundInstance, folderTakenExitCode, runningInstance, untilStdinEnds } from './instance.js';

const defaultPort = 4566;
const defaultTimeoutMs = 30_000;
const pollMs = 50;
/** A longer log starts anew with the next start. */
const maxLogBytes = 10 * 1024 * 1024;

/** Options of {@link ensureBackground}. */
export interface BackgroundOptions {
  /** The port to listen on, unless another program holds it. Default 4566. Ignored where an instance runs. */
  readonly port?: number;
  /** State folder. Default: `LOCAL_AWS_HOME`, else the platform's folder for a user's data. */
  readonly homeDir?: string;
  /** The limits of an instance that this call starts. Default: `LOCAL_AWS_LIMITS`, else AWS's. */
  readonly limits?: LimitsOption;
  /** How fast the clock of an instance runs that this call starts. Default: `LOCAL_AWS_CLOCK_RATE`, else 1. */
  readonly clockRate?: number;
  /** How long to wait for the instance, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** An instance that this call starts ends when the calling process ends, in whatever way. Default false. */
  readonly endsWithCaller?: boolean;
}

/**
 * Finds the user's local-aws, or starts one that outlives this process. However many programs call this at
 * once, one instance runs, and all of them get it.
 *
 * @returns The instance; `started` tells whether this call started it.
 * @throws LocalAwsError `BackgroundStartFailed`, with the last lines of the log.
 * @example
 * const { endpoint, started } = await ensureBackground();
 * const kinesis = new KinesisClient({ endpoint, region: 'us-east-1' });
 */
export async function ensureBackground(
  options: BackgroundOptions = {},
): Promise<BackgroundInstance & { readonly started: boolean }> {
  const { port = defaultPort, homeDir, timeoutMs = defaultTimeoutMs } = options;
  const home = homeAt(homeDir);
  const running = await runningInstance(home);
  if (running) return { ...running, started: false };
  const child = await spawnServer(home, port, options);
  const instance = await firstInstance(home, child, Date.now() + timeoutMs);
  if (instance) return { ...instance, started: instance.pid === child.pid };
  const failure = child.kill() ? `did not start within ${timeoutMs} ms` : 'could not start';
  const tail = await logTail(home, 10);
  throw new LocalAwsError(
    'BackgroundStartFailed',
    `local-aws ${failure}. The end of its log, ${home.logFile}:\n${tail}`,
  );
}

/** The last `count` lines of the instance's log; empty where there is none. */
export async function logTail(home: Home, count: number): Promise<string> {
  const text = await readFile(home.logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

async function openLog(home: Home) {
  try {
    await mkdir(home.dir, { recursive: true });
    const { size } = await stat(home.logFile).catch(() => ({ size: 0 }));
    return await open(home.logFile, size > maxLogBytes ? 'w' : 'a');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The state folder ${home.dir} cannot be written: ${reason}. Set LOCAL_AWS_HOME to another one.`;
    throw new LocalAwsError('BackgroundStartFailed', message, { cause });
  }
}

async function spawnServer(
  home: Home,
  port: number,
  { endsWithCaller = false, limits, clockRate }: BackgroundOptions,
): Promise<ChildProcess> {
  const log = await openLog(home);
  try {
    const program = fileURLToPath(new URL('./serve.js', import.meta.url));
    const args = [program, home.dir, String(port), ...(endsWithCaller ? [untilStdinEnds] : [])];
    const child = spawn(process.execPath, args, {
      cwd: home.dir,
      env: {
        ...ownEnvironment(process.env),
        ...(limits !== undefined && { [limitsVariable]: formatLimits(limits) }),
        ...(clockRate !== undefined && { [clockRateVariable]: String(clockRate) }),
      },
      detached: true,
      windowsHide: true,
      // The system closes the pipe with this process, however it ends.
      stdio: [endsWithCaller ? 'pipe' : 'ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
    if (child.stdin instanceof Socket) child.stdin.unref();
    return child;
  } finally {
    await log.close();
  }
}

const systemVariables =
  /^(PATH|HOME|USER|USERPROFILE|TMPDIR|TMP|TEMP|TZ|LANG|LC_.*|LD_LIBRARY_PATH|SYSTEMROOT|SYSTEMDRIVE|WINDIR|(LOCAL)?APPDATA)$/i;

/**
 * Of the caller's environment only what the system needs: the server is everyone's, not the caller's. So no hooks of a
 * debugger reach it, and no variable by which CI services and notebook runners find what a job has left behind, to end it.
 */
function ownEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => systemVariables.test(name)));
}

/**
 * Waits for the instance, whoever runs it: where two start at once, the loser's server ends because the data
 * folder is taken, and the winner's may need a moment more.
 */
async function firstInstance(home: Home, child: ChildProcess, deadline: number) {
  while (Date.now() < deadline) {
    // Read before the record: a server that ends in between has written it already.
    const { exitCode, signalCode } = child;
    const instance = await runningInstance(home);
    if (instance) return instance;
    if (signalCode !== null || (exitCode !== null && exitCode !== folderTakenExitCode)) return undefined;
    await sleep(pollMs);
  }
  return undefined;
}
