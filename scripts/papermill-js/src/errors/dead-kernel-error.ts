import { ExecutionError, type FailedCell } from './execution-error.js';

/** How a process ended, and the last of what it wrote to its own standard streams. */
export interface KernelExit {
  /** Exit code; null when a signal ended it. */
  readonly exitCode: number | null;
  /** The signal's name, such as `SIGKILL`; null when none ended it. */
  readonly signal: string | null;
  /** At most the last 64 KiB of what the process itself wrote to stdout and stderr. */
  readonly processOutput: string;
}

/** Says in words how a kernel process ended, with what it wrote last. */
export function describeExit(exit: KernelExit): string {
  const how = exit.signal ? `killed by ${exit.signal}` : `exit code ${exit.exitCode}`;
  const wrote = exit.processOutput.trim();
  return wrote ? `${how}. It last wrote:\n${wrote}` : `${how}. It wrote nothing.`;
}

/** The kernel process ended while the notebook still needed it. */
export class DeadKernelError extends ExecutionError {
  readonly exit: KernelExit;

  /** @param after where no cell was running, the one that had run last. */
  constructor(exit: KernelExit, cell?: FailedCell, after?: FailedCell) {
    const nameOf = ({ cellIndex, cellId }: FailedCell): string => `cell ${cellIndex + 1} (${cellId})`;
    const ended = after ? `after ${nameOf(after)} had ended` : 'while no cell was running';
    const when = cell ? `in ${nameOf(cell)}` : ended;
    super('DEAD_KERNEL', `The kernel died ${when}: ${describeExit(exit)}`, cell);
    this.exit = exit;
  }
}
