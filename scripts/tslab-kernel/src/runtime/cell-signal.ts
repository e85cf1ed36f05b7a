import type { CellContexts } from './cell-context.js';

/** The same for libraries, which need not know this kernel; cf. `Symbol.for('Jupyter.display')`. */
const SIGNAL = Symbol.for('Jupyter.signal');

/**
 * Offers the `AbortSignal` of the cell whose code asks, which an interrupt aborts: to cells as the global
 * `cellSignal`, to libraries as `globalThis[Symbol.for('Jupyter.signal')]`.
 */
export function offerSignal(contexts: CellContexts): void {
  const never = new AbortController().signal;
  for (const name of ['cellSignal', SIGNAL]) {
    Object.defineProperty(globalThis, name, {
      get: () => contexts.current?.signal ?? never,
      configurable: true,
    });
  }
}
