import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Environment, readEnvironment } from './environment.js';
import { messageOf, TslabKernelError } from './errors.js';

/** Options of {@link installKernelspec} and {@link uninstallKernelspec}. */
export interface InstallKernelspecOptions {
  /** The kernel's name in Jupyter: letters, digits, `.`, `_` and `-`. Default: `tslab`. */
  readonly name?: string;
  /**
   * Installs below this folder (a Python environment, say) instead of the user's own Jupyter data folder:
   * into `<prefix>/share/jupyter/kernels/<name>`.
   */
  readonly prefix?: string;
  readonly environment?: Environment;
}

/** What {@link installKernelspec} has written. */
export interface InstalledKernelspec {
  readonly name: string;
  readonly folder: string;
  readonly argv: readonly string[];
}

interface Kernelspec {
  argv: string[];
  interrupt_mode: string;
  [field: string]: unknown;
}

/** The kernelspec inside this package, which is found by its own place and works where it lies. */
const SHIPPED_FOLDER = fileURLToPath(new URL('../share/jupyter/kernels/tslab/', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../bin/tslab-kernel.js', import.meta.url));

/**
 * Writes a kernelspec that starts this package with this Node, so that JupyterLab, VS Code and every other
 * Jupyter client offers it. An older one of the same name is replaced.
 *
 * @throws TslabKernelError KERNEL_NAME_INVALID, KERNELSPEC_NOT_WRITABLE
 *
 * @example
 * const { folder } = installKernelspec({ name: 'tslab' });
 * console.log(`installed into ${folder}`);
 */
export function installKernelspec(options: InstallKernelspecOptions = {}): InstalledKernelspec {
  const environment = options.environment ?? readEnvironment();
  const { name, folder } = kernelspecFolder(options, environment);
  const shipped = JSON.parse(readFileSync(join(SHIPPED_FOLDER, 'kernel.json'), 'utf8')) as Kernelspec;
  const [, , ...rest] = shipped.argv;
  const kernelspec: Kernelspec = { ...shipped, argv: [process.execPath, PROGRAM, ...rest] };
  // Windows has no signals: there a client must ask by message.
  if (environment.platform === 'win32') kernelspec.interrupt_mode = 'message';
  try {
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(SHIPPED_FOLDER))
      copyFileSync(join(SHIPPED_FOLDER, file), join(folder, file));
    writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(kernelspec, null, 2)}\n`);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
  return { name, folder, argv: kernelspec.argv };
}

/**
 * Removes what {@link installKernelspec} has written.
 *
 * @returns the folder that was removed
 * @throws TslabKernelError KERNEL_NAME_INVALID, KERNELSPEC_NOT_FOUND, KERNELSPEC_NOT_WRITABLE
 */
export function uninstallKernelspec(options: InstallKernelspecOptions = {}): string {
  const { name, folder } = kernelspecFolder(options, options.environment ?? readEnvironment());
  if (!statSync(join(folder, 'kernel.json'), { throwIfNoEntry: false })) {
    throw new TslabKernelError(
      'KERNELSPEC_NOT_FOUND',
      `Expected a kernelspec "${name}" in ${folder}, and there is none. "jupyter kernelspec list" shows what is installed where; give its --prefix or --name.`,
    );
  }
  try {
    rmSync(folder, { recursive: true });
  } catch (cause) {
    throw notWritable(folder, cause);
  }
  return folder;
}

function kernelspecFolder(
  { name = 'tslab', prefix }: InstallKernelspecOptions,
  environment: Environment,
): { name: string; folder: string } {
  // jupyter_client ignores kernels with any other name.
  if (!/^[a-z0-9._-]+$/i.test(name) || /^\.+$/.test(name)) {
    throw new TslabKernelError(
      'KERNEL_NAME_INVALID',
      `Expected a kernel name of letters, digits, ".", "_" and "-", got ${JSON.stringify(name)}.`,
    );
  }
  const dataDir = prefix === undefined ? userDataDir(environment) : join(resolve(prefix), 'share', 'jupyter');
  return { name, folder: join(dataDir, 'kernels', name) };
}

/** The user's data folder, as jupyter_core finds it (`jupyter --data-dir`). */
function userDataDir({ platform, homeDir, jupyterDataDir, xdgDataHome, appData }: Environment): string {
  if (jupyterDataDir !== undefined) return resolve(jupyterDataDir);
  if (platform === 'darwin') return join(homeDir, 'Library', 'Jupyter');
  if (platform === 'win32') return join(appData ?? join(homeDir, 'AppData', 'Roaming'), 'jupyter');
  return join(xdgDataHome ?? join(homeDir, '.local', 'share'), 'jupyter');
}

function notWritable(folder: string, cause: unknown): TslabKernelError {
  return new TslabKernelError(
    'KERNELSPEC_NOT_WRITABLE',
    `Expected to be able to write ${folder}, but: ${messageOf(cause)}. Choose a folder of yours with --prefix, or set JUPYTER_DATA_DIR.`,
    { cause },
  );
}
