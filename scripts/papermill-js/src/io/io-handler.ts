/** How long a reading or a writing is waited for. */
export interface IoOptions {
  /** Ends it: nobody waits for it once the signal has fired, and what still goes on should be given up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads and writes notebooks somewhere else than in local files; registered under the scheme of its paths.
 *
 * @example
 * const memory = new Map<string, string>();
 * const mem: IoHandler = {
 *   read: async (path) => memory.get(path) ?? '',
 *   write: async (path, text) => void memory.set(path, text),
 * };
 * await executeNotebook('mem://a.ipynb', 'mem://b.ipynb', { ioHandlers: { mem } });
 */
export interface IoHandler {
  /** The text of what is at the path, which begins with the scheme and `://`. */
  read(path: string, options: IoOptions): Promise<string>;
  /** Writes the text there, in place of what was there. */
  write(path: string, text: string, options: IoOptions): Promise<void>;
  /** The paths of all files beneath a path that ends with `/`. Left out where there is no such thing. */
  list?(path: string, options: IoOptions): Promise<readonly string[]>;
}

/** Handlers by the scheme of their paths, such as `s3`. */
export type IoHandlers = Readonly<Record<string, IoHandler>>;
