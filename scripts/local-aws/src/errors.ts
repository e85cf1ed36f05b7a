/** How an {@link AwsError} travels: who is at fault, and the HTTP status that says so. */
export interface AwsErrorOptions extends ErrorOptions {
  /** HTTP status. Default 400, a client's fault; 500 and above are the server's. */
  readonly status?: number;
}

/**
 * An error in AWS's own terms, thrown by operations and written to the wire in one place.
 *
 * @example throw new AwsError('ResourceNotFoundException', `Stream ${name} under account ${id} not found.`);
 */
export class AwsError extends Error {
  /** The wire name, e.g. `ResourceNotFoundException`. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, options);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
  }
}

/**
 * What can go wrong with the server itself, as opposed to a request.
 *
 * - `PortInUse`: another program listens there.
 * - `CannotListen`: the address is none of this machine's, or the port is not allowed.
 * - `DataDirInUse`: another process has the folder; the message names it.
 * - `DataDirUnusable`: the folder cannot be written, is damaged, or is of a newer version. It is left as it is.
 * - `InvalidOption`: a value out of its range; the message says what was expected and what came.
 * - `BackgroundStartFailed`, `BackgroundStopFailed`: of the instance for all of a user's programs.
 */
export type LocalAwsErrorCode =
  | 'PortInUse'
  | 'CannotListen'
  | 'DataDirInUse'
  | 'DataDirUnusable'
  | 'InvalidOption'
  | 'BackgroundStartFailed'
  | 'BackgroundStopFailed';

/**
 * A failure to start or run the server: its `code` is stable, its message says what to do next.
 *
 * @example
 * const aws = await startLocalAws().catch((error: unknown) => {
 *   if (error instanceof LocalAwsError && error.code === 'PortInUse') return startLocalAws({ port: 0 });
 *   throw error;
 * });
 */
export class LocalAwsError extends Error {
  override readonly name = 'LocalAwsError';
  readonly code: LocalAwsErrorCode;

  constructor(code: LocalAwsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
