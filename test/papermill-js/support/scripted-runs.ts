import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ExecutedNotebook,
  type ExecuteOptions,
  executeNotebook,
} from '../../../scripts/papermill-js/src/index.js';
import { type SpecFields, scriptedKernel } from './kernels.js';
import { type CellSketch, sketchNotebook } from './notebooks.js';

/** How cells are run on the scripted kernel. */
export interface ScriptedRun {
  /** The kernel's, see `fixtures/scripted-kernel.mjs`. */
  readonly flags?: readonly string[];
  readonly fields?: SpecFields;
  readonly output?: string | null;
  readonly options?: ExecuteOptions;
}

/** Runs cells, each time on a scripted kernel of its own below the folder. */
export function scriptedRuns(
  folder: string,
): (cells: readonly CellSketch[], how?: ScriptedRun) => Promise<ExecutedNotebook> {
  let kernels = 0;
  return async (cells, { flags = [], fields = {}, output = null, options = {} } = {}) => {
    const kernelDir = await scriptedKernel(join(folder, String(++kernels)), flags, fields);
    return executeNotebook(sketchNotebook(cells), output, { kernelDirs: [kernelDir], ...options });
  };
}

/** The error it rejects with, which must be of the class. */
export async function failure<E extends Error>(
  promise: Promise<unknown>,
  type: abstract new (...args: never[]) => E,
): Promise<E> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof type, `expected ${type.name}, got ${error}`);
  return error;
}

/** Waits until a process is gone; the test's time limit is the bound. */
export async function ended(pid: number): Promise<void> {
  assert.ok(pid > 0, `${pid} is the id of a process`);
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    // A process that nobody has waited for yet still takes signals on Linux, and says so there.
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (/\) Z /.test(stat)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
