import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * Names the kernels that a process descends from, the outermost first. A program that is meant to outlive the
 * notebook, such as a database for everyone, starts without it.
 */
export const kernelsVariable = 'PAPERMILL_JS_KERNELS';

const terminateGraceMs = 500;
/** Most end at once: the first looks follow shortly upon each other. */
const firstPollMs = 2;
const lastPollMs = 20;

/** The processes that a kernel has started and that left its process group: with `setsid`, or detached. */
export interface Descendants {
  /** Remembers who there is, where they cannot be told apart once the kernel has ended. */
  note(): Promise<void>;
  /** Ends those that are left: SIGTERM, and SIGKILL for what is still there half a second later. */
  end(): Promise<void>;
  /** Kills them, without waiting. */
  killNow(): void;
}

/** On Linux they are known by their environment, elsewhere by their parents; on Windows not at all. */
export function descendantsOf(pid: number, marker: string, platform = process.platform): Descendants {
  if (platform === 'linux') return new MarkedProcesses(marker);
  return platform === 'win32' ? unknowable : new NotedProcesses(pid);
}

const unknowable: Descendants = {
  note: async () => undefined,
  end: async () => undefined,
  killNow: () => undefined,
};

class MarkedProcesses implements Descendants {
  constructor(private readonly marker: string) {}

  async note(): Promise<void> {
    // Its mark stays on a process for life.
  }

  end(): Promise<void> {
    return endAll(async () => this.find());
  }

  killNow(): void {
    for (const pid of this.find()) kill(pid, 'SIGKILL');
  }

  private find(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && this.isMarked(name))
      .map(Number);
  }

  private isMarked(pid: string): boolean {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`);
      return environment.includes(this.marker);
    } catch {
      // Another user's, or gone already.
      return false;
    }
  }
}

class NotedProcesses implements Descendants {
  private noted: readonly ProcessEntry[] = [];

  constructor(private readonly root: number) {}

  async note(): Promise<void> {
    this.noted = below(this.root, await listProcesses());
  }

  end(): Promise<void> {
    return endAll(async () => {
      if (this.noted.length === 0) return [];
      const left = await listProcesses();
      // A number may have been given to another process since: one that started at another time.
      const isLeft = ({ pid, started }: ProcessEntry): boolean =>
        left.some((entry) => entry.pid === pid && entry.started === started);
      return this.noted.filter(isLeft).map(({ pid }) => pid);
    });
  }

  killNow(): void {
    for (const { pid } of this.noted) kill(pid, 'SIGKILL');
  }
}

async function endAll(find: () => Promise<readonly number[]>): Promise<void> {
  let left = await find();
  for (const pid of left) kill(pid, 'SIGTERM');
  const patience = performance.now() + terminateGraceMs;
  for (let pause = firstPollMs; left.length > 0 && performance.now() < patience; pause *= 2) {
    await sleep(Math.min(pause, lastPollMs));
    left = await find();
  }
  for (const pid of left) kill(pid, 'SIGKILL');
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
}

async function listProcesses(): Promise<ProcessEntry[]> {
  const listing = promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,lstart=']);
  const { stdout } = await listing.catch(() => ({ stdout: '' }));
  return [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*\S)\s*$/gm)].map(([, pid, parent, started = '']) => ({
    pid: Number(pid),
    parent: Number(parent),
    started,
  }));
}

function below(root: number, all: readonly ProcessEntry[]): ProcessEntry[] {
  const children = all.filter(({ parent }) => parent === root);
  return children.flatMap((child) => [child, ...below(child.pid, all)]);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
