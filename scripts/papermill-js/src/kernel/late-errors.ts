import type { KernelSession } from './session.js';

/**
 * What a kernel is asked to run before the first cell, by the name of its implementation: kernels that keep silent
 * about errors of rejected promises and timers.
 */
const listeners: Readonly<Record<string, string>> = {
  /*
   * Deno 2.9: a rejection that nobody handles is dropped, and after an error in a timer the next cell never ends.
   * What the notebook's own listeners handle is handled; a listener that throws would be called again for that.
   */
  'Deno kernel': `(() => {
  const { queueMicrotask, Error, String, Deno } = globalThis;
  const tell = ({ type, error, reason }) => {
    const thrown = type === 'error' ? error : reason;
    const isError = thrown instanceof Error;
    const ename = isError ? String(thrown.name) : 'UnhandledRejection';
    const evalue = isError ? String(thrown.message) : String(thrown);
    const stack = isError && thrown.stack ? String(thrown.stack) : ename + ': ' + evalue;
    Deno.jupyter.broadcast('error', { ename, evalue, traceback: stack.split('\\n') });
  };
  const listen = (event) => {
    let isHandled = false;
    event.preventDefault();
    event.preventDefault = () => { isHandled = true; };
    queueMicrotask(() => {
      try { if (!isHandled) tell(event); } catch {}
    });
  };
  addEventListener('unhandledrejection', listen);
  addEventListener('error', listen);
})()`,
};

/**
 * Has a kernel that would keep late errors to itself send them as `error` messages, which name the latest cell.
 *
 * @param implementation what the kernel calls itself in its `kernel_info_reply`.
 */
export async function hearLateErrors(session: KernelSession, implementation: unknown): Promise<void> {
  if (typeof implementation !== 'string' || !Object.hasOwn(listeners, implementation)) return;
  await session.executeSilently(listeners[implementation] ?? '').outcome;
}
