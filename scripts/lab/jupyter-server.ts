import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { LabError } from './lab-error.ts';

/** How JupyterLab's process ended. */
export interface ServerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running JupyterLab. */
export interface JupyterServer {
  readonly port: number;
  /** The page that it opens with, e.g. `/lab`. */
  readonly path: string;
  readonly pid: number;
  readonly ended: Promise<ServerEnd>;
  /** What it has logged last in this run. */
  logTail(lines: number): Promise<string>;
  /** Ends its kernels and it; after ten seconds by force. */
  stop(): Promise<void>;
  /** Ends it at once. Its kernels see that it is gone and end too. */
  kill(): void;
}

interface ServerOptions {
  /** The interpreter that has JupyterLab. */
  readonly python: string;
  readonly flags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly logFile: string;
  readonly signal: AbortSignal | undefined;
}

const program = path.join(import.meta.dirname, 'serve.py');
const stopTimeoutMs = 10_000;
const maxLogBytes = 5 * 1024 * 1024;
const shownLogLines = 15;

/**
 * Starts JupyterLab in a process that ends with this one, and waits until it serves.
 *
 * @throws LabError `ServerFailed` with the end of the log, `Stopped` where `signal` came first.
 */
export async function startJupyterServer(options: ServerOptions): Promise<JupyterServer> {
  const { python, flags, env, cwd, logFile, signal } = options;
  const log = await openLog(logFile);
  const logTail = async (lines: number) => {
    const text = (await readFile(logFile)).subarray(log.start).toString('utf8');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  };
  const child = spawn(python, ['-I', program, ...flags], {
    cwd,
    env,
    // It ends when its standard input does. In a process group of its own, Ctrl-C does not reach it past us.
    stdio: ['pipe', 'pipe', log.handle.fd],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  await log.handle.close();
  const ended = endOf(child);
  const server = { ended, logTail, stop: () => stop(child, ended), kill: () => killGroup(child) };

  const place = await firstLine(child, ended, signal);
  if (place) return { ...server, ...(JSON.parse(place) as Place), pid: child.pid ?? 0 };
  await server.stop();
  if (signal?.aborted) throw new LabError('Stopped', 'The lab was stopped while it was starting.');
  const { code, signal: by } = await ended;
  throw new LabError(
    'ServerFailed',
    `JupyterLab did not start (${by ?? `exit code ${code}`}). The end of its log, ${logFile}:\n${await logTail(shownLogLines)}`,
  );
}

/** @throws LabError `PortInUse` where another program listens on the port of 127.0.0.1, or none may. */
export async function checkPortIsFree(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${code})`;
    throw new LabError(
      'PortInUse',
      `Port ${port} ${why}. Give another one with --port, or leave --port out: then the lab takes the next free one from 8888 on.`,
      { cause },
    );
  } finally {
    server.close();
  }
}

interface Place {
  readonly port: number;
  readonly path: string;
}

async function openLog(file: string) {
  await mkdir(path.dirname(file), { recursive: true });
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  const anew = size > maxLogBytes;
  return { handle: await open(file, anew ? 'w' : 'a'), start: anew ? 0 : size };
}

async function endOf(child: ChildProcess): Promise<ServerEnd> {
  const [code, signal] = await Promise.race([
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
    once(child, 'error').then((): [number | null, null] => [null, null]),
  ]);
  return { code, signal };
}

/** Where it serves; undefined where it ends, or `signal` comes, before it does. */
async function firstLine(
  child: ChildProcess,
  ended: Promise<ServerEnd>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (!child.stdout) return undefined;
  const lines = createInterface({ input: child.stdout });
  const given = new AbortController();
  const any = signal ? AbortSignal.any([signal, given.signal]) : given.signal;
  try {
    const line = once(lines, 'line', { signal: any }).then(
      ([first]: string[]) => first,
      () => undefined,
    );
    return await Promise.race([line, ended.then(() => undefined)]);
  } finally {
    given.abort();
    lines.close();
  }
}

async function stop(child: ChildProcess, ended: Promise<ServerEnd>): Promise<void> {
  endInput(child.stdin);
  const timer = setTimeout(() => killGroup(child), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

function endInput(stdin: Writable | null): void {
  // It may have ended by itself and closed its side.
  stdin?.on('error', () => {}).end();
}

function killGroup(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
