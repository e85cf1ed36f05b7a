/** Where the server says what no client is told: unexpected failures, and what happens in the background. */
export interface Logger {
  info(message: string): void;
  error(message: string, cause?: unknown): void;
}

/** Silent about ordinary events; failures go to standard error. */
export const errorLogger: Logger = {
  info: () => {},
  error: (message, cause) => console.error(`local-aws: ${message}`, ...(cause === undefined ? [] : [cause])),
};
