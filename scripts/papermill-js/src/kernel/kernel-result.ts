import type { KernelErrorReport } from '../errors/kernel-error-report.js';
import type { Output } from '../notebook/model.js';

/** What code run by `Kernel.execute` came to. */
export interface KernelResult {
  readonly ok: boolean;
  /** As in a notebook's cell. */
  readonly outputs: readonly Output[];
  readonly executionCount: number | null;
  /** What was thrown, where it failed. */
  readonly error: KernelErrorReport | undefined;
}
