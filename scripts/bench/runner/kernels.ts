import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PythonEnvironment } from '../../lab/python-environment.ts';
import type { KernelSpec } from '../../papermill-js/src/kernel/kernel-spec.ts';
import { ownKernel, stockKernel } from '../kernel/kernels.ts';

/** The kernels as Jupyter's programs find them. */
export interface Kernels {
  /** A folder of Jupyter's data, in which our kernel is `tslab`. */
  readonly ownData: string;
  /** One in which stock tslab's is. */
  readonly stockData: string;
  /** Ours, for who does not look for it. */
  readonly ownSpec: KernelSpec;
  /** The Python whose packages are papermill, nbclient and ipykernel; undefined where there is none. */
  readonly python: PythonEnvironment | undefined;
}

/** Registers our kernel and stock tslab's under the same name in two places of `folder`. */
export async function writeKernels(folder: string, python: Kernels['python']): Promise<Kernels> {
  const [own, stock] = await Promise.all([ownKernel(), stockKernel()]);
  const ownData = path.join(folder, 'own');
  const stockData = path.join(folder, 'stock');
  await Promise.all([register(ownData, own.spec), register(stockData, stock.spec)]);
  return { ownData, stockData, ownSpec: own.spec, python };
}

async function register(dataDir: string, { argv, dir, env }: KernelSpec): Promise<void> {
  const folder = path.join(dataDir, 'kernels', 'tslab');
  await mkdir(folder, { recursive: true });
  const spec = {
    argv: argv.map((part) => part.replace('{resource_dir}', dir)),
    display_name: 'tslab',
    language: 'typescript',
    env,
  };
  await writeFile(path.join(folder, 'kernel.json'), JSON.stringify(spec));
}
