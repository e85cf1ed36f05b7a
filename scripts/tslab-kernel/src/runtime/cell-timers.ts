import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import type { CellContext, CellContexts } from './cell-context.js';

type Callback = (...args: unknown[]) => void;

interface SleepOptions {
  readonly signal?: AbortSignal;
}

/**
 * Makes the timers of cells known to their contexts, so that an interrupted cell's can be dropped. What the
 * kernel itself does, and all code that belongs to no cell, gets Node's timers as they are.
 */
export function trackTimers(contexts: CellContexts): void {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = timers;
  const promised = trackSleeps(contexts);
  const wrapped = {
    setTimeout: trackStarts(contexts, setTimeout, clearTimeout, promised.setTimeout),
    setInterval: trackStarts(contexts, setInterval, clearInterval),
    setImmediate: trackStarts(contexts, setImmediate, clearImmediate, promised.setImmediate),
  };
  for (const target of [globalThis, timers]) Object.assign(target, wrapped);
  Object.assign(timersPromises, promised);
  globalThis.queueMicrotask = trackMicrotasks(contexts, globalThis.queueMicrotask);
  syncBuiltinESMExports();
}

/** A timer function of Node's that tells the cell of each timer that it starts. */
function trackStarts<Timer extends NodeJS.Timeout | NodeJS.Immediate>(
  contexts: CellContexts,
  start: (callback: Callback, ...rest: never[]) => Timer,
  clear: (timer: Timer) => void,
  promised?: unknown,
): object {
  const tracked = (...args: Parameters<typeof start>): Timer => {
    const cell = contexts.own;
    const timer = start(...args);
    if (cell?.isRefused) clear(timer);
    else cell?.addTimer(timer, { callback: args[0], clear: () => clear(timer) });
    return timer;
  };
  Object.defineProperty(tracked, 'name', { value: start.name });
  if (promised) Object.defineProperty(tracked, promisify.custom, { value: promised, enumerable: true });
  return tracked;
}

/** The functions of `node:timers/promises`, which end early when their cell is interrupted. */
function trackSleeps(contexts: CellContexts) {
  const { setTimeout, setImmediate, setInterval, scheduler } = timersPromises;
  const sleep = <Options extends SleepOptions, Value>(
    options: Options | undefined,
    start: (options: Options) => Promise<Value>,
  ): Promise<Value> => {
    const cell = contexts.own;
    if (!cell) return start({ ...options } as Options);
    // Code that has been given up is not told anything any more: it could only go on.
    if (cell.isRefused) return new Promise(() => {});
    const { signal, finish } = stoppable(cell, options?.signal);
    return start({ ...options, signal } as Options).finally(finish);
  };
  const wait: typeof scheduler.wait = (delay, options) =>
    sleep(options, (stoppableOptions) => setTimeout(delay, undefined, stoppableOptions));
  return {
    setTimeout: <Value>(delay?: number, value?: Value, options?: SleepOptions) =>
      sleep(options, (stoppableOptions) => setTimeout(delay, value, stoppableOptions)),
    setImmediate: <Value>(value?: Value, options?: SleepOptions) =>
      sleep(options, (stoppableOptions) => setImmediate(value, stoppableOptions)),
    async *setInterval<Value>(delay?: number, value?: Value, options?: SleepOptions) {
      const cell = contexts.own;
      if (!cell) return yield* setInterval(delay, value, options);
      if (cell.isRefused) await new Promise(() => {});
      const { signal, finish } = stoppable(cell, options?.signal);
      try {
        yield* setInterval(delay, value, { ...options, signal });
      } finally {
        finish();
      }
    },
    scheduler: Object.assign(scheduler, { wait }),
  };
}

/** Node 20 reports what a microtask throws outside of its asynchronous context. */
function trackMicrotasks(contexts: CellContexts, queue: typeof queueMicrotask): typeof queueMicrotask {
  return function queueMicrotask(callback) {
    const cell = contexts.own;
    if (!cell || typeof callback !== 'function') return queue(callback);
    queue(() => {
      try {
        callback();
      } catch (error) {
        contexts.blame(error, cell);
        throw error;
      }
    });
  };
}

function stoppable(cell: CellContext, own: AbortSignal | undefined) {
  const controller = new AbortController();
  const finish = cell.track((reason) => controller.abort(reason));
  const signal = own ? AbortSignal.any([own, controller.signal]) : controller.signal;
  return { signal, finish };
}
