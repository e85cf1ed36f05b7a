import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const inRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** What of a `package.json` is looked at. */
export interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** papermill-js as npm installs it. */
export interface InstalledPackage {
  /** The folder that it is installed in, a module scope of its own. */
  readonly place: string;
  /** The package's folder. */
  readonly dir: string;
  readonly manifest: Manifest;
  /** What npm has packed. */
  readonly files: readonly string[];
}

/**
 * Packs papermill-js and unpacks it into a folder, beside links to what its manifest says that it depends on, and to
 * nothing else of this repository.
 */
export async function installPacked(folder: string): Promise<InstalledPackage> {
  const args = ['pack', '--json', '--workspace', 'papermill-js', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: inRoot(''), shell: process.platform === 'win32' });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  const place = join(folder, 'place');
  const modules = join(place, 'node_modules');
  const dir = join(modules, 'papermill-js');
  await mkdir(dir, { recursive: true });
  await run('tar', ['-xzf', join('..', '..', '..', packed.filename), '--strip-components', '1'], {
    cwd: dir,
  });
  const manifest = JSON.parse(await readFile(join(dir, 'package.json'), 'utf8')) as Manifest;
  for (const name of [...Object.keys(manifest.dependencies), '@types/node']) await link(modules, name);
  await writeFile(join(place, 'package.json'), '{ "type": "module" }');
  return { place, dir, manifest, files: packed.files.map(({ path }) => path) };
}

async function link(modules: string, name: string): Promise<void> {
  const path = join(modules, name);
  await mkdir(dirname(path), { recursive: true });
  // A junction needs no rights on Windows.
  await symlink(inRoot(`node_modules/${name}`), path, 'junction');
}
