import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../lessons.ts';
import { type KernelSpec, readKernelSpec } from '../../papermill-js/src/kernel/kernel-spec.ts';
import { benchCacheDir } from './ensure-deno.ts';

/** A kernel that is measured. */
export interface BenchedKernel {
  /** The heading of its column. */
  readonly name: string;
  readonly spec: KernelSpec;
  /** How this kernel names the lessons' helper module. */
  readonly sharedModule: string;
  /** Where its own kernel_info does not tell them. */
  readonly versions?: string;
  /** What a reader has to know to compare it. */
  readonly remark: string;
}

export const ownName = 'tslab-kernel';
export const plainName = 'without snapshot';
export const stockName = 'stock tslab';
export const denoName = 'Deno';

/** Our kernel, by the kernelspec that its package brings. */
export async function ownKernel(): Promise<BenchedKernel> {
  const dir = path.join(projectRoot, 'scripts', 'tslab-kernel', 'share', 'jupyter', 'kernels', 'tslab');
  const spec = await readKernelSpec(dir);
  if (!spec) throw new Error(`Expected a kernelspec in ${dir}, and there is none.`);
  return { name: ownName, spec, sharedModule: '../shared', remark: 'type-checks' };
}

/** The same one, started as where a start-up snapshot cannot be used. */
export function withoutSnapshot({ spec, ...kernel }: BenchedKernel): BenchedKernel {
  const env = { ...spec.env, TSLAB_KERNEL_SNAPSHOT: 'off' };
  return { ...kernel, name: plainName, spec: { ...spec, env }, remark: 'TSLAB_KERNEL_SNAPSHOT=off' };
}

/** tslab's own kernel, as `tslab install` registers it. Its kernel_info names versions that it has not. */
export async function stockKernel(): Promise<BenchedKernel> {
  const script = path.join(projectRoot, 'node_modules', 'tslab', 'bin', 'tslab');
  const argv = ['node', script, 'kernel', '--config-path', '{connection_file}'];
  const spec = {
    ...specOf(stockName, argv),
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  };
  const versions = `tslab ${await versionOf('tslab')}, TypeScript ${await versionOf('@tslab/typescript-for-tslab')}`;
  return { name: stockName, spec, sharedModule: '../shared', versions, remark: 'type-checks' };
}

async function versionOf(packageName: string): Promise<string> {
  const manifest = path.join(projectRoot, 'node_modules', packageName, 'package.json');
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
}

/** Deno's kernel, as `deno jupyter --install` registers it. It cannot import a folder. */
export function denoKernel(executable: string): BenchedKernel {
  const argv = [executable, 'jupyter', '--kernel', '--conn', '{connection_file}'];
  const env = { DENO_DIR: path.join(benchCacheDir, 'deno-dir'), DENO_NO_UPDATE_CHECK: '1' };
  return {
    name: denoName,
    spec: { ...specOf(denoName, argv), env },
    sharedModule: '../shared/dist/index.js',
    remark: "does not type-check; imports '../shared' by its file",
  };
}

function specOf(name: string, argv: readonly string[]): KernelSpec {
  return {
    name,
    dir: projectRoot,
    argv,
    displayName: name,
    language: 'typescript',
    interruptMode: 'signal',
    env: {},
  };
}
