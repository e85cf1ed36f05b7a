import { spawnSync } from 'node:child_process';
import type { Descendants } from './descendants.js';

/**
 * Kernels run in process groups of their own, so neither Ctrl-C nor the end of this process reaches them by
 * itself. This is the one thing kept for the whole process, as signals are: who must not outlive it.
 */
const guarded = new Map<number, Descendants | undefined>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends the kernel's process tree with this process, however that ends; returns what lifts the guard. */
export function guardAgainstOrphan(pid: number, descendants?: Descendants): () => void {
  if (guarded.size === 0) {
    process.on('exit', killAll);
    // First in the line: a handler that was added with `once` is gone from the count when its turn has come.
    for (const signal of signals) process.prependListener(signal, onSignal);
  }
  guarded.set(pid, descendants);
  return () => {
    if (!guarded.delete(pid) || guarded.size > 0) return;
    process.off('exit', killAll);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/** A program with a handler of its own ends in its own time; without one, the signal takes its usual course. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}

function killAll(): void {
  for (const [pid, descendants] of guarded) {
    killTree(pid, 'SIGKILL');
    descendants?.killNow();
  }
}

/**
 * Signals a process and everything it started. On Windows, which has no process groups, the tree is
 * ended whatever the signal.
 */
export function killTree(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
