import { ansi } from './ansi.js';
import type { ErrorReport } from './error-report.js';

/** Node's error for a script that a SIGINT has broken (`breakOnSigint`). */
const SCRIPT_BROKEN = 'ERR_SCRIPT_EXECUTION_INTERRUPTED';

export function isBrokenScript(thrown: unknown): boolean {
  return (thrown as { code?: unknown } | null | undefined)?.code === SCRIPT_BROKEN;
}

/** How an interrupted cell is reported; other kernels' clients know this name from Python. */
export function reportInterrupt(label: string): ErrorReport {
  const evalue = `${label} was interrupted`;
  return { ename: 'KeyboardInterrupt', evalue, traceback: [`${ansi.red('KeyboardInterrupt')}: ${evalue}`] };
}

type Listener = (...args: unknown[]) => void;

/** `once` and `prependOnceListener` call the first and the last of these. */
const ADD_METHODS = ['on', 'addListener', 'prependListener'] as const;
const REMOVE_METHODS = ['off', 'removeListener'] as const;

/**
 * Runs the synchronous part of a cell, and adds the SIGINT listeners that it registers only when it has
 * ended.
 *
 * While a script runs, Node's watchdog holds the signal, to break the script. A listener that is added
 * meanwhile takes the signal from the watchdog, so that a loop cannot be broken any more; and when the
 * watchdog ends, it leaves SIGINT to the system, which would end the kernel, as node:vm restores only the
 * listeners from before the script.
 */
export function deferInterruptListeners<Result>(run: () => Result): Result {
  const before = new Set<unknown>(process.rawListeners('SIGINT'));
  let deferred: { readonly add: Listener; readonly listener: Listener }[] = [];
  const restored = replaceMethods(ADD_METHODS, (add) => (event, listener) => {
    if (event !== 'SIGINT' || before.has(listener)) add(event, listener);
    else deferred.push({ add, listener: listener as Listener });
  });
  const alsoRestored = replaceMethods(REMOVE_METHODS, (remove) => (event, listener) => {
    if (event === 'SIGINT') deferred = deferred.filter((entry) => !isSameListener(entry.listener, listener));
    remove(event, listener);
  });
  try {
    return run();
  } finally {
    restored();
    alsoRestored();
    for (const { add, listener } of deferred) add('SIGINT', listener);
  }
}

/** Replaces methods of `process` by ones that return it, and returns what undoes that. */
function replaceMethods(
  names: readonly (keyof NodeJS.Process)[],
  wrap: (original: Listener) => Listener,
): () => void {
  const originals = names.map((name) => process[name] as unknown as Listener);
  for (const [index, name] of names.entries()) {
    const wrapped = wrap((originals[index] as Listener).bind(process));
    const method = (...args: unknown[]) => {
      wrapped(...args);
      return process;
    };
    Object.assign(process, { [name]: method });
  }
  return () => {
    for (const [index, name] of names.entries()) Object.assign(process, { [name]: originals[index] });
  };
}

/** `once` wraps a listener and keeps the original in its `listener` field. */
function isSameListener(registered: unknown, listener: unknown): boolean {
  return registered === listener || (registered as { listener?: unknown }).listener === listener;
}

/** Tells the SIGINT listeners of user code of an interrupt that no signal has brought them. */
export function emitInterrupt(): void {
  process.emit('SIGINT', 'SIGINT');
}
