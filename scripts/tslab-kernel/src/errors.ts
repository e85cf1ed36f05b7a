import { writeSync } from 'node:fs';

/** The stable codes of {@link TslabKernelError}. */
export type TslabKernelErrorCode =
  | 'CONNECTION_FILE_UNREADABLE'
  | 'CONNECTION_FILE_INVALID'
  | 'ADDRESS_UNAVAILABLE'
  | 'SIGNATURE_SCHEME_UNSUPPORTED'
  | 'MESSAGE_INVALID'
  | 'SIGNATURE_INVALID'
  | 'SNAPSHOT_FAILED'
  | 'COMPILER_ENDED'
  | 'KERNELSPEC_NOT_WRITABLE'
  | 'KERNELSPEC_NOT_FOUND'
  | 'KERNEL_NAME_INVALID';

/**
 * What goes wrong in the kernel itself, as opposed to in the code of a cell (which is told to the client in
 * an `error` message and never thrown).
 *
 * @example
 * try {
 *   await startKernel({ connectionFile });
 * } catch (error) {
 *   if (error instanceof TslabKernelError && error.code === 'ADDRESS_UNAVAILABLE') { … }
 * }
 */
export class TslabKernelError extends Error {
  override readonly name = 'TslabKernelError';

  constructor(
    /** Stable across versions, unlike the message. */
    readonly code: TslabKernelErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Ends the process, with one line where the error explains itself. */
export function exitWith(thrown: unknown): never {
  if (!(thrown instanceof TslabKernelError)) throw thrown;
  // The console may be the notebook's by now.
  writeSync(2, `tslab-kernel: ${thrown.message}\n`);
  process.exit(1);
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
