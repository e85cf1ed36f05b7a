import path from 'node:path';
import { ensureDeno } from '../../../scripts/bench/kernel/ensure-deno.js';
import { denoKernel, ownKernel, stockKernel } from '../../../scripts/bench/kernel/kernels.js';
import { ensurePythonEnvironment } from '../../../scripts/lab/python-environment.js';
import type { KernelSpec } from '../../../scripts/papermill-js/src/kernel/kernel-spec.js';
import { withoutPython } from '../../project/support/python.js';
import { writeKernelSpec } from '../support/kernels.js';

/** The kernels that the fixture notebooks are run on, and what they are called in the titles of tests. */
export const kernelTitles = {
  ours: 'this project’s TypeScript kernel',
  stock: 'stock tslab',
  deno: 'Deno',
  ipykernel: 'ipykernel',
} as const;

export type KernelId = keyof typeof kernelTitles;

/** A kernel to be run on, or why it is not there. */
export type FoundKernel = { readonly dir: string; readonly name: string } | { readonly missing: string };

/** Finds a kernel; Deno and ipykernel are installed the first time, where there is a connection. */
export async function findKernel(id: KernelId, folder: string): Promise<FoundKernel> {
  if (id === 'ipykernel') return withoutPython === false ? ipykernel(folder) : { missing: withoutPython };
  if (id === 'deno') {
    return ensureDeno().then(
      (executable) => written(denoKernel(executable).spec, id, folder),
      (error: Error) => ({ missing: error.message }),
    );
  }
  const { spec } = id === 'ours' ? await ownKernel() : await stockKernel();
  return id === 'ours' ? { dir: spec.dir, name: spec.name } : written(spec, id, folder);
}

async function written(spec: KernelSpec, id: KernelId, folder: string): Promise<FoundKernel> {
  const { argv, language, env } = spec;
  return { dir: await writeKernelSpec(folder, id, { argv, language, env: { ...env } }), name: id };
}

async function ipykernel(folder: string): Promise<FoundKernel> {
  const requirements = path.join(import.meta.dirname, '../conformance/requirements.txt');
  const { python } = await ensurePythonEnvironment({ requirements });
  const argv = [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
  const env = { IPYTHONDIR: path.join(folder, 'ipython'), PYTHONUTF8: '1' };
  return {
    dir: await writeKernelSpec(folder, 'python3', { argv, language: 'python', env }),
    name: 'python3',
  };
}
