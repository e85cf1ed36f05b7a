import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../../scripts/lessons.js';
import { temporaryFolder } from './delivery-lab.js';

const run = promisify(execFile);

/** A project of somebody else's that depends on the package as it would be published. */
export interface InstalledPackage {
  readonly project: string;
  /** The script behind the command `local-aws`. */
  readonly command: string;
}

/**
 * Packs local-aws and unpacks it as an installation does, in a folder of its own, where it finds the packages that it
 * says it depends on, and no others. Without a connection: those are links to this checkout's.
 *
 * @param more packages that the project itself depends on
 */
export async function installPackage(more: readonly string[]): Promise<InstalledPackage> {
  const project = await temporaryFolder();
  const shell = process.platform === 'win32';
  const pack = ['pack', '--json', '--workspace', 'local-aws', '--pack-destination', project];
  const { stdout } = await run('npm', pack, { cwd: projectRoot, shell });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run('tar', ['-xzf', filename], { cwd: project });
  const home = path.join(project, 'node_modules', 'local-aws');
  await mkdir(path.dirname(home));
  await rename(path.join(project, 'package'), home);
  const manifest = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8')) as {
    readonly bin: { readonly 'local-aws': string };
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of new Set([...Object.keys(manifest.dependencies), ...more])) await link(project, name);
  return { project, command: path.join(home, manifest.bin['local-aws']) };
}

async function link(project: string, name: string): Promise<void> {
  const own = path.join(projectRoot, 'scripts', 'local-aws', 'node_modules', name);
  const target = existsSync(own) ? own : path.join(projectRoot, 'node_modules', name);
  const place = path.join(project, 'node_modules', name);
  await mkdir(path.dirname(place), { recursive: true });
  // A junction needs no rights on Windows.
  await symlink(target, place, 'junction');
}
