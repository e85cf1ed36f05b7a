import type { Write } from '../../storage/storage.js';

/** Where a delivery stream's records come from. A source feeds its pipeline from `run` to `stop`. */
export interface Source {
  /**
   * Makes a new delivery stream's source ready: nothing that comes from now on may be missed.
   *
   * @returns What must be stored together with the delivery stream's new status.
   */
  begin(): Promise<Write[]>;
  /** Takes up where an earlier run of the server ended; in place of `begin`. */
  restore(): Promise<void>;
  run(): void;
  /** Resolves when nothing more reaches the pipeline. */
  stop(): Promise<void>;
}
