import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { killTree } from '../../papermill-js/src/kernel/orphan-guard.ts';
import { BenchError } from '../bench-error.ts';
import { processTree } from '../kernel/process-tree.ts';

export interface CommandRunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Ends it, and all that it has started, after so many milliseconds. */
  readonly patienceMs: number;
  /** Also watch its memory. */
  readonly watchMemory?: boolean;
  /** Ends it when it fires. */
  readonly signal?: AbortSignal;
}

export interface CommandRun {
  /** When it was spawned, in milliseconds since 1970. */
  readonly startedAt: number;
  /** From spawn to exit. */
  readonly wholeMs: number;
  readonly stdout: string;
  /** The most resident memory of the process alone, in bytes; undefined where it cannot be seen. */
  readonly memory: number | undefined;
}

const memoryPollMs = 20;
const keptOutput = 4_000;

/**
 * Runs a command to its end and takes its time.
 *
 * @throws BenchError `RunnerFailed` where its exit code is not 0, `RunnerSlow` where it took too long.
 */
export async function runCommand(
  [command = '', ...args]: readonly string[],
  { env, cwd, patienceMs, watchMemory = false, signal }: CommandRunOptions,
): Promise<CommandRun> {
  const startedAt = Date.now();
  const startedTick = performance.now();
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const ended = new AbortController();
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] = (text[name] + chunk).slice(-keptOutput);
    });
  }
  const exit = once(child, 'exit').then(([code, name]) => ({ reason: code ?? name, at: performance.now() }));
  const memory = watchMemory && child.pid !== undefined ? peakMemory(child.pid, ended.signal) : undefined;
  const given = signal ? [signal, ended.signal] : [ended.signal];
  const tooLate = sleep(patienceMs, 'late', { signal: AbortSignal.any(given) }).catch(() => 'stopped');
  try {
    const first = await Promise.race([exit, tooLate]);
    if (typeof first === 'string') {
      if (child.pid !== undefined) await endTree(child.pid);
      await exit;
      const seconds = patienceMs / 1_000;
      throw new BenchError('RunnerSlow', `it had not ended after ${seconds} s, and was stopped`);
    }
    if (first.reason !== 0) {
      const wrote = text.stderr.trim().split('\n').slice(-3).join(' ');
      throw new BenchError('RunnerFailed', `it ended with ${first.reason}: ${wrote || 'it wrote nothing'}`);
    }
    ended.abort();
    return { startedAt, wholeMs: first.at - startedTick, stdout: text.stdout, memory: await memory };
  } finally {
    ended.abort();
  }
}

/** A kernel has often a process group of its own, so it is looked for by its parent. */
async function endTree(pid: number): Promise<void> {
  const tree = await processTree(pid);
  if (!tree) return killTree(pid, 'SIGKILL');
  for (const { pid: one } of tree.processes) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
}

/** Linux keeps the peak itself; elsewhere the figure of each look counts. */
async function peakMemory(pid: number, ended: AbortSignal): Promise<number | undefined> {
  let peak: number | undefined;
  while (!ended.aborted) {
    const found = process.platform === 'linux' ? await highWater(pid) : await resident(pid);
    if (found !== undefined) peak = Math.max(peak ?? 0, found);
    await sleep(memoryPollMs, undefined, { signal: ended }).catch(() => undefined);
  }
  return peak;
}

async function highWater(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

async function resident(pid: number): Promise<number | undefined> {
  const tree = await processTree(pid);
  return tree?.processes.find((one) => one.pid === pid)?.memory;
}
