import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestKernel } from './kernel-client.js';

/** The process that compiles for a kernel. */
export interface CompilerProcess {
  readonly pid: number;
  readonly startedFromSnapshot: boolean;
}

/** Finds a kernel's compiler among all processes (`ps`, so not on Windows). */
export async function compilerOf(kernel: TestKernel): Promise<CompilerProcess> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const found = stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .filter(
      ([, , parent, args = '']) =>
        Number(parent) === kernel.process.pid && /snapshot-blob|program\.js/.test(args),
    );
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`Expected one compiler of the kernel, got ${found.length}.`);
  return { pid: Number(only[1]), startedFromSnapshot: /--snapshot-blob/.test(only[3] ?? '') };
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
