import { PapermillError } from './papermill-error.js';

/** A kernel that was found while another was looked for. */
export interface InstalledKernel {
  readonly name: string;
  /** The folder that holds its `kernel.json`. */
  readonly dir: string;
}

/** No kernelspec has the wanted name, or a folder given for it has none; lists where was looked and what is there. */
export class KernelNotFoundError extends PapermillError {
  readonly kernelName: string | undefined;
  readonly searched: readonly string[];
  readonly installed: readonly InstalledKernel[];

  constructor(
    kernelName: string | undefined,
    searched: readonly string[],
    installed: readonly InstalledKernel[],
    what = kernelName
      ? `No kernel named '${kernelName}' is installed.`
      : 'The notebook names no kernel in metadata.kernelspec.name, and none was given.',
  ) {
    super(
      'KERNEL_NOT_FOUND',
      [what, ...installedLines(installed), ...searchedLines(searched), advice].join('\n'),
    );
    this.kernelName = kernelName;
    this.searched = searched;
    this.installed = installed;
  }
}

const advice = 'Name an installed kernel (-k NAME), or give the folder of a kernelspec (--kernel-dir DIR).';

function installedLines(installed: readonly InstalledKernel[]): string[] {
  if (installed.length === 0) return ['No kernel was found there.'];
  return ['Installed kernels:', ...installed.map(({ name, dir }) => `  ${name}  ${dir}`)];
}

function searchedLines(searched: readonly string[]): string[] {
  return ['Looked in:', ...searched.map((dir) => `  ${dir}`)];
}
