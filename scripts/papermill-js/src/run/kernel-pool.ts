import { freshKernels, type KernelSource, type LeasedKernel, ownedKernel } from '../kernel/kernel-source.js';
import type { KernelSpec } from '../kernel/kernel-spec.js';
import { type KernelStartOptions, type StartedKernel, startKernel } from '../kernel/start-kernel.js';

interface WarmKernel {
  /** What it was started as and where: it serves only who would have started the same. */
  readonly key: string;
  readonly started: Promise<StartedKernel>;
}

/** Gives each execution a kernel of its own, one of them started ahead of its time. */
export class KernelPool implements KernelSource, AsyncDisposable {
  private warm: WarmKernel | undefined;
  private readonly closing = new AbortController();
  private readonly ending = new Set<Promise<void>>();

  /** Starts a kernel for an execution to come. One that nobody took in the meantime is ended. */
  prewarm(spec: KernelSpec, options: Omit<KernelStartOptions, 'signal'>): void {
    const key = keyOf(spec, options);
    if (this.closing.signal.aborted || this.warm?.key === key) return;
    this.discard();
    const started = startKernel(spec, { ...options, signal: this.closing.signal });
    // Whoever takes it hears of its failure; otherwise it is of no interest.
    started.catch(() => undefined);
    this.warm = { key, started };
  }

  /** The kernel that was started ahead, if it is of this kind and alive; else a new one. */
  async lease(spec: KernelSpec, options: KernelStartOptions): Promise<LeasedKernel> {
    const started = await this.take(keyOf(spec, options), options.signal);
    if (started && (await isAlive(started))) return ownedKernel(started);
    // A dead one still holds its sockets.
    await started?.session.shutdown();
    return freshKernels.lease(spec, options);
  }

  /** Ends the kernel that nobody took. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.closing.abort(new Error('The run has ended.'));
    this.discard();
    await Promise.all(this.ending);
  }

  /** Undefined where there is none, or it could not be started: starting another tells why. */
  private async take(key: string, signal: AbortSignal): Promise<StartedKernel | undefined> {
    const { warm } = this;
    if (warm?.key !== key) return undefined;
    this.warm = undefined;
    const over = new AbortController();
    const aborted = new Promise<'aborted'>((resolve) => {
      signal.addEventListener('abort', () => resolve('aborted'), { signal: over.signal });
    });
    const started = await Promise.race([warm.started.catch(() => undefined), aborted]);
    over.abort();
    if (started !== 'aborted') return started;
    this.end(warm);
    throw signal.reason;
  }

  private discard(): void {
    if (this.warm) this.end(this.warm);
    this.warm = undefined;
  }

  private end({ started }: WarmKernel): void {
    const ended = started.then(
      ({ session }) => session.shutdown(),
      () => undefined,
    );
    this.ending.add(ended);
    void ended.finally(() => this.ending.delete(ended));
  }
}

function keyOf(spec: KernelSpec, { cwd, env }: Omit<KernelStartOptions, 'signal'>): string {
  return JSON.stringify([spec.dir, spec.name, cwd, env]);
}

function isAlive({ session }: StartedKernel): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (): void => resolve(false);
    session.exited.then(end, end);
    setImmediate(() => resolve(true));
  });
}
