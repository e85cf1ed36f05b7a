/** Stable names of everything that can go wrong, for programs that decide by them. */
export type PapermillErrorCode =
  | 'CELL_FAILED'
  | 'CELL_TIMEOUT'
  | 'DEAD_KERNEL'
  | 'ENGINE_NOT_FOUND'
  | 'EXECUTION_CANCELLED'
  | 'KERNEL_NOT_FOUND'
  | 'KERNEL_START_FAILED'
  | 'LATE_ERROR'
  | 'NOTEBOOK_FORMAT'
  | 'NOTEBOOK_IO'
  | 'NOTEBOOK_TIMEOUT'
  | 'NOTHING_TO_CHECK'
  | 'OUTPUT_MISMATCH'
  | 'PARAMETER'
  | 'PLUGIN';

/**
 * The base of every error this package throws on purpose.
 *
 * @example
 * try { await executeNotebook('a.ipynb', 'b.ipynb'); }
 * catch (error) { if (error instanceof PapermillError) console.error(error.code, error.message); else throw error; }
 */
export class PapermillError extends Error {
  readonly code: PapermillErrorCode;

  constructor(code: PapermillErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
