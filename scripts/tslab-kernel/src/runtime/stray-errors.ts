import { stripAnsi } from './ansi.js';
import { type CellContexts, CellInterrupted } from './cell-context.js';
import type { Output } from './output.js';
import type { Runtime } from './runtime.js';

/**
 * Keeps the kernel alive when code that no cell awaits throws or rejects, and tells the error in an `error`
 * message of the cell that started the code. A cell that still runs goes on, and fails at its end, unless
 * the rejection has been handled by then.
 */
export function reportStrayErrors(runtime: Runtime, output: Output, contexts: CellContexts): void {
  const report = (thrown: unknown, promise: object) => {
    const cell = contexts.ownerOf(thrown);
    if (cell?.isRefused || isInterruption(thrown)) return;
    const error = runtime.report(thrown);
    if (!cell) {
      process.stderr.write(`Uncaught error:\n${stripAnsi(error.traceback.join('\n'))}\n`);
      return;
    }
    if (!cell.hasEnded) cell.uncaught.set(promise, error);
    const when = cell.hasEnded ? `after ${cell.label} had ended` : `while ${cell.label} was running`;
    const traceback = [`Uncaught error ${when}:`, ...error.traceback];
    output.publish(cell, 'error', { ...error, traceback });
  };
  process.on('uncaughtException', (error) => report(error, {}));
  process.on('unhandledRejection', (error, promise) => report(error, promise));
  process.on('rejectionHandled', (promise) => contexts.current?.uncaught.delete(promise));
}

/** What an interrupt has ended ends by an error, of which the person who interrupted it knows. */
function isInterruption(thrown: unknown): boolean {
  return (
    thrown instanceof CellInterrupted || (thrown instanceof Error && thrown.cause instanceof CellInterrupted)
  );
}

/**
 * Prints Node's warnings as one clean line, without process ids and paths, and leaves out the one about
 * `require()` of an ES module: tslab loads every import so, and a notebook's author can do nothing about it.
 */
export function reportWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    const isRequireOfModule = warning.name === 'ExperimentalWarning' && /require\(\)/.test(warning.message);
    if (!isRequireOfModule) process.stderr.write(`${warning.name}: ${warning.message}\n`);
  });
}
