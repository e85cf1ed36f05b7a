/** What a kernel reported about a failed cell, in Jupyter's own names. */
export interface KernelErrorReport {
  /** The error's name, e.g. `TypeError`. */
  readonly ename: string;
  /** The error's message. */
  readonly evalue: string;
  /** Lines for a person, often with ANSI colours. */
  readonly traceback: readonly string[];
}
