import { stripAnsi } from './ansi.js';
import type { Runtime } from './runtime.js';

/**
 * Keeps the kernel alive when code that no cell awaits throws or rejects, and prints the error to stderr
 * with a word about its time. Such an error cannot fail its cell any more.
 */
export function reportStrayErrors(runtime: Runtime): void {
  const report = (thrown: unknown) => {
    const { label = 'a cell', running } = runtime.lastCell;
    const when = running ? `while ${label} was running, which goes on` : `after ${label} had ended`;
    const trace = stripAnsi(runtime.report(thrown).traceback.join('\n'));
    process.stderr.write(`Uncaught error ${when}:\n${trace}\n`);
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
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
