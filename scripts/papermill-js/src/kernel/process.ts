import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { KernelExit } from '../errors/dead-kernel-error.js';
import { endsWithin } from '../time-limit.js';
import { type Descendants, descendantsOf, kernelsVariable } from './descendants.js';
import type { KernelCommand } from './kernel-spec.js';
import { guardAgainstOrphan, killTree } from './orphan-guard.js';

const keptOutputCharacters = 64 * 1024;
const pipesGraceMs = 500;

/** A kernel's process and all that it starts. */
export class KernelProcess {
  /** Settles when the process has ended; rejects when it could not be started. */
  readonly exited: Promise<KernelExit>;
  private readonly child: ChildProcess;
  private readonly descendants: Descendants | undefined;
  private readonly releaseGuard: () => void;
  private written = '';
  private running = true;
  private ended: KernelExit | undefined;

  constructor(command: KernelCommand, cwd: string) {
    const marker = randomUUID();
    const kernels = [command.env[kernelsVariable], marker].filter(Boolean).join(' ');
    this.child = spawn(command.command, command.args, {
      cwd,
      // A kernel that knows this variable (ipykernel does) ends itself when its parent is gone.
      env: { ...command.env, JPY_PARENT_PID: String(process.pid), [kernelsVariable]: kernels },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.written = (this.written + text).slice(-keptOutputCharacters);
      });
    }
    const { pid } = this.child;
    this.descendants = pid === undefined ? undefined : descendantsOf(pid, marker);
    this.releaseGuard = pid === undefined ? () => undefined : guardAgainstOrphan(pid, this.descendants);
    this.exited = this.waitForExit();
    this.exited.catch(() => undefined);
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** How it ended, if it has. */
  get exit(): KernelExit | undefined {
    return this.ended;
  }

  /** Remembers what the kernel has started, to be ended after it; to be called before it is asked to end. */
  async noteDescendants(): Promise<void> {
    await this.descendants?.note();
  }

  /** What the process wrote to its own stdout and stderr, at most the last 64 KiB of it. */
  get processOutput(): string {
    return this.written;
  }

  /** Sends a signal to the kernel and all its descendants. */
  signal(signal: NodeJS.Signals): void {
    if (this.running && this.child.pid !== undefined) killTree(this.child.pid, signal);
  }

  /** Interrupts what the kernel runs. On Windows a signal would end it, so it is left to the caller. */
  interrupt(): void {
    if (process.platform !== 'win32') this.signal('SIGINT');
  }

  /** Waits for the end at most this long; tells whether it came. */
  async exitedWithin(milliseconds: number): Promise<boolean> {
    return endsWithin(
      this.exited.catch(() => undefined),
      milliseconds,
    );
  }

  private async waitForExit(): Promise<KernelExit> {
    const pipesClosed = new Promise((resolve) => this.child.once('close', resolve));
    try {
      const [exitCode, signal] = (await once(this.child, 'exit')) as [number | null, NodeJS.Signals | null];
      this.ended = { exitCode, signal, processOutput: this.written };
      // What the kernel started and left behind ends with it; Windows keeps no group to find it by.
      if (process.platform !== 'win32') this.signal('SIGKILL');
      // The pipes may still hold its last words, which a helper of the kernel's may be writing, and a process that left
      // the group may hold them open.
      await endsWithin(pipesClosed, pipesGraceMs);
      await this.descendants?.end();
      return { exitCode, signal, processOutput: this.written };
    } finally {
      this.running = false;
      this.releaseGuard();
      this.child.stdout?.destroy();
      this.child.stderr?.destroy();
    }
  }
}
