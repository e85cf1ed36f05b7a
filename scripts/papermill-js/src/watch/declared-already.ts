import { CellExecutionError } from '../errors/cell-execution-error.js';

/**
 * Whether a cell failed because it had run before: V8 lets no script declare a `const`, `let` or `class` again. tslab
 * and Deno get around that; a kernel that runs cells as plain scripts, as ijavascript does, has to be started anew.
 */
export function declaredAlready(error: unknown): boolean {
  return error instanceof CellExecutionError && /\bhas already been declared\b/.test(error.evalue);
}
