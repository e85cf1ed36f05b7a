import type { KernelSource, LeasedKernel } from '../kernel/kernel-source.js';
import type { KernelSpec } from '../kernel/kernel-spec.js';
import { type KernelStartOptions, type StartedKernel, startKernel } from '../kernel/start-kernel.js';
import type { Notebook } from '../notebook/model.js';

interface RunningKernel {
  readonly spec: KernelSpec;
  readonly started: StartedKernel;
  /** What it ran last, as it left it. */
  previous: Notebook | undefined;
  /** It ended of itself. */
  hasDied: boolean;
}

/** One kernel for all runs of a notebook, started when it is first needed, and again after it was stopped. */
export class WarmKernel implements KernelSource {
  private kernel: RunningKernel | undefined;

  get spec(): KernelSpec | undefined {
    return this.alive?.spec;
  }

  get previous(): Notebook | undefined {
    return this.alive?.previous;
  }

  /** Whether there is one that ended of itself, and is to be stopped before another can be started. */
  get hasDied(): boolean {
    return this.kernel?.hasDied === true;
  }

  remember(executed: Notebook): void {
    if (this.alive) this.alive.previous = executed;
  }

  async lease(spec: KernelSpec, options: KernelStartOptions): Promise<LeasedKernel> {
    this.kernel ??= await start(spec, options);
    const { started } = this.kernel;
    return {
      ...started,
      isOwn: false,
      async release() {
        started.session.onIopub = () => undefined;
      },
    };
  }

  /** Ends it and all that it started; the next run starts another, which knows no variables. */
  async stop(): Promise<void> {
    const { kernel } = this;
    this.kernel = undefined;
    // Of one that died, the sockets are left.
    await kernel?.started.session.shutdown();
  }

  private get alive(): RunningKernel | undefined {
    return this.hasDied ? undefined : this.kernel;
  }
}

async function start(spec: KernelSpec, options: KernelStartOptions): Promise<RunningKernel> {
  const kernel: RunningKernel = {
    spec,
    started: await startKernel(spec, options),
    previous: undefined,
    hasDied: false,
  };
  const end = (): void => {
    kernel.hasDied = true;
  };
  kernel.started.session.exited.then(end, end);
  return kernel;
}
