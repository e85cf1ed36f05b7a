import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Environment } from '../environment.js';
import { KernelNotFoundError } from '../errors/kernel-not-found-error.js';
import { jupyterDataDirs } from './jupyter-paths.js';
import { type KernelSpec, readKernelSpec } from './kernel-spec.js';

/** Which kernel is wanted and where to look. */
export interface KernelSearch {
  /** The name the notebook gives; undefined when it gives none. */
  readonly notebookKernel: string | undefined;
  /** The name the caller gives, which counts before the notebook's. */
  readonly kernelName: string | undefined;
  /** Folders with a `kernel.json`, or with such folders in them. Searched first. */
  readonly kernelDirs: readonly string[];
  /** Folders from which `node_modules` is looked for, upward. */
  readonly startDirs: readonly string[];
  readonly environment: Environment;
}

/**
 * Finds a kernelspec: in the folders given, then in the packages of `node_modules` upward from the start
 * folders (a package ships one in `share/jupyter/kernels/NAME`, as Python's wheels do), then in Jupyter's paths.
 * A given folder that itself holds `kernel.json` is taken under whatever name the notebook asks for.
 *
 * @throws KernelNotFoundError, which lists where was looked and what is installed.
 */
export async function findKernelSpec(search: KernelSearch): Promise<KernelSpec> {
  const wanted = search.kernelName ?? search.notebookKernel;
  for (const given of search.kernelDirs) await requireSpecs(wanted, given);
  const searched: string[] = [];
  const installed = new Map<string, KernelSpec>();
  for await (const dir of candidateFolders(search, searched)) {
    const given = search.kernelDirs.some((kernelDir) => resolve(kernelDir) === dir);
    if (!given && installed.has(basename(dir))) continue;
    const spec = await readIfWanted(dir, wanted, given && search.kernelName === undefined);
    if (spec.wanted) return spec.wanted;
    if (spec.other) installed.set(basename(dir), spec.other);
  }
  throw new KernelNotFoundError(wanted, searched, [...installed.values()]);
}

/** A folder that somebody names by mistake must not leave the choice to what else is installed. */
async function requireSpecs(wanted: string | undefined, given: string): Promise<void> {
  const dir = resolve(given);
  if (await hasSpec(dir)) return;
  for await (const inner of subfolders(dir)) if (await hasSpec(inner)) return;
  const exists = await stat(dir)
    .then((found) => found.isDirectory())
    .catch(() => false);
  const what = exists
    ? `The folder ${dir} was given for kernels, and neither it nor a folder in it has a kernel.json.`
    : `The folder ${dir} was given for kernels, and there is no such folder.`;
  throw new KernelNotFoundError(wanted, [dir], [], what);
}

const hasSpec = (dir: string): Promise<boolean> =>
  stat(join(dir, 'kernel.json')).then(
    () => true,
    () => false,
  );

/** A broken kernelspec is an error only when it is the one that is wanted. */
async function readIfWanted(
  dir: string,
  wanted: string | undefined,
  takeAny: boolean,
): Promise<{ wanted?: KernelSpec; other?: KernelSpec }> {
  // Jupyter compares kernel names without regard to case.
  if (takeAny || basename(dir).toLowerCase() === wanted?.toLowerCase()) {
    const spec = await readKernelSpec(dir);
    return spec ? { wanted: spec } : {};
  }
  const other = await readKernelSpec(dir).catch(() => undefined);
  return other ? { other } : {};
}

async function* candidateFolders(search: KernelSearch, searched: string[]): AsyncGenerator<string> {
  for (const given of search.kernelDirs) {
    const dir = resolve(given);
    searched.push(dir);
    yield dir;
    yield* subfolders(dir);
  }
  for (const nodeModules of nodeModulesUpward(search.startDirs)) {
    searched.push(join(nodeModules, '*', 'share', 'jupyter', 'kernels'));
    for await (const packageDir of packagesIn(nodeModules)) {
      yield* subfolders(join(packageDir, 'share', 'jupyter', 'kernels'));
    }
  }
  for (const dataDir of jupyterDataDirs(search.environment)) {
    const kernels = join(resolve(dataDir), 'kernels');
    searched.push(kernels);
    yield* subfolders(kernels);
  }
}

function nodeModulesUpward(startDirs: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const start of startDirs) {
    for (let dir = resolve(start); ; dir = dirname(dir)) {
      if (basename(dir) !== 'node_modules') found.add(join(dir, 'node_modules'));
      if (dir === dirname(dir)) break;
    }
  }
  return found;
}

async function* packagesIn(nodeModules: string): AsyncGenerator<string> {
  for await (const dir of subfolders(nodeModules)) {
    if (basename(dir).startsWith('@')) yield* subfolders(dir);
    else yield dir;
  }
}

/** Folders and links in a folder, sorted; none where it does not exist. */
async function* subfolders(dir: string): AsyncGenerator<string> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name);
  for (const name of names.sort()) {
    if (!name.startsWith('.')) yield join(dir, name);
  }
}
