import type { Notebook } from '../notebook/model.js';
import type { KernelSpec } from './kernel-spec.js';
import { type KernelStartOptions, type StartedKernel, startKernel } from './start-kernel.js';

/** A kernel for the length of one execution. */
export interface LeasedKernel extends StartedKernel {
  /** Whether it ends when it is given back, as one that was started for this execution does. */
  readonly isOwn: boolean;
  /** Gives it back. */
  release(): Promise<void>;
}

/** Where executions get their kernels from. */
export interface KernelSource {
  /** The kernel there is, where there is no choice: then the notebook's wish does not count. */
  readonly spec?: KernelSpec;
  /** The notebook that this kernel ran last, as it left it; undefined where its variables are none of a notebook's. */
  readonly previous?: Notebook | undefined;
  /** Notes what the kernel has run. */
  remember?(executed: Notebook): void;
  /** @throws KernelStartError, and the signal's reason when it fires. */
  lease(spec: KernelSpec, options: KernelStartOptions): Promise<LeasedKernel>;
}

/** A kernel of its own for each execution, which ends with it. */
export const freshKernels: KernelSource = {
  async lease(spec, options) {
    return ownedKernel(await startKernel(spec, options));
  },
};

/** A kernel that ends when it is given back. */
export function ownedKernel(started: StartedKernel): LeasedKernel {
  return { ...started, isOwn: true, release: () => started.session.shutdown() };
}
