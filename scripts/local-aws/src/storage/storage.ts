export { sealBytes } from './sealed-value.js';

/** One write of a {@link Storage.write}. */
export type Write =
  | { readonly collection: string; readonly key: string; readonly value: unknown }
  /** Stored as they are; {@link Storage.bytes} gives them back. */
  | { readonly collection: string; readonly key: string; readonly bytes: Uint8Array }
  /** The same without a copy: the bytes follow on {@link sealBytes} bytes that the storage writes over. */
  | { readonly collection: string; readonly key: string; readonly roomAndBytes: Buffer }
  | { readonly collection: string; readonly key: string; readonly delete: true };

/** A range of keys; bounds compare as strings. */
export interface KeyRange {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/**
 * Everything that outlives the process: ordered collections of values by string key. The one part that knows
 * which database lies beneath. Values are anything `v8.serialize` takes (buffers and dates included).
 */
export interface Storage {
  get<T>(collection: string, key: string): Promise<T | undefined>;
  /** In key order, or backwards with `reverse`. */
  entries<T>(collection: string, range?: KeyRange): AsyncIterable<[key: string, value: T]>;
  /** What was written as bytes, in key order or backwards, some entries at a time: a quick way through many. */
  bytes(
    collection: string,
    range?: KeyRange,
  ): AsyncIterable<readonly (readonly [key: string, bytes: Buffer])[]>;
  /** All of the writes, or none of them, in the order of the calls; on disk when the promise resolves. */
  write(writes: readonly Write[]): Promise<void>;
  /**
   * Deletes every entry in the range, however many there are: some at a time, between which others read and write.
   *
   * @returns whether that is done: false where `signal` has ended it before the last of several times
   */
  clear(
    collection: string,
    range?: KeyRange,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<boolean>;
  close(): Promise<void>;
}
