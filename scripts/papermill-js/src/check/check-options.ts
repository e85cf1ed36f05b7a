import type { Sanitizer, SanitizerName } from './sanitizers.js';

/** Options of `check`. */
export interface CheckOptions {
  /**
   * `strict` compares every cell but those marked `nbval-ignore-output`; `lax` only those marked
   * `nbval-check-output`. Default `strict`.
   */
  readonly mode?: 'strict' | 'lax';
  /** What is replaced before outputs are compared, in this order, and before what {@link builtIn} names. */
  readonly sanitizers?: readonly Sanitizer[];
  /** Sanitizers that come along. Default `addresses`, `uuids` and `temporary-paths`. */
  readonly builtIn?: readonly SanitizerName[];
  /** `type`: any picture of the same type will do (default). `data`: pictures are compared as they are. */
  readonly images?: 'type' | 'data';
}
