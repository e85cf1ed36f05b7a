/** Where the server says what no client is told: unexpected failures, and what happens in the background. */
export interface Logger {
  /** Something ordinary: where it listens, what it has delivered. */
  info(message: string): void;
  /** A failure that no client caused. `cause` is what was thrown. */
  error(message: string, cause?: unknown): void;
}

/** Silent about ordinary events; failures go to standard error. */
export const errorLogger: Logger = {
  info: () => {},
  error: (message, cause) => console.error(`local-aws: ${message}`, ...(cause === undefined ? [] : [cause])),
};
