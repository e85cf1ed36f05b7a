import { Command } from 'commander';
import { exitWith, messageOf } from './errors.js';
import { installKernelspec, uninstallKernelspec } from './install-kernelspec.js';
import { buildSnapshot } from './snapshot/build-snapshot.js';
import { findSnapshot, usesSnapshots } from './snapshot/locate.js';
import { startKernel } from './start-kernel.js';
import { readVersions } from './versions.js';

interface InstallFlags {
  readonly user?: boolean;
  readonly prefix?: string;
  readonly name: string;
  readonly uninstall?: boolean;
  readonly snapshot: boolean;
}

function createProgram(): Command {
  const { kernel, tslab, typescript, node } = readVersions();
  const program = new Command('tslab-kernel')
    .description('A TypeScript kernel for Jupyter. Jupyter clients start it; "install" makes them find it.')
    .version(`tslab-kernel ${kernel} (tslab ${tslab}, TypeScript ${typescript}, Node ${node})`)
    .option('-f, --connection-file <file>', 'start as a kernel, as this file of a Jupyter client says')
    .allowExcessArguments()
    .action(async ({ connectionFile }: { connectionFile?: string }, { args: [unknown] }: Command) => {
      if (unknown !== undefined) program.error(`error: unknown command '${unknown}'; expected "install"`);
      if (connectionFile === undefined) {
        return program.error(
          'error: expected --connection-file <file> (Jupyter clients pass it) or the command "install"; see --help',
        );
      }
      await startKernel({ connectionFile });
    });
  program
    .command('install')
    .description('install a kernelspec, so that JupyterLab, VS Code and other clients offer this kernel')
    .option('--user', "into the user's own Jupyter data folder (the default)")
    .option('--prefix <dir>', 'into <dir>/share/jupyter/kernels, for a Python environment in <dir>')
    .option('--name <name>', "the kernel's name in Jupyter", 'tslab')
    .option(
      '--no-snapshot',
      'leave the start-up snapshot to the first kernel, which builds it behind its back',
    )
    .option('--uninstall', 'remove what "install" with the same options has written')
    .action(install);
  program
    .command('snapshot')
    .description('build the start-up snapshot, from which kernels of this Node start three times as fast')
    .option('--import <module...>', 'modules whose declarations it shall hold, as found from here')
    .action(async ({ import: imports = [] }: { import?: string[] }) => {
      console.log(`The compiler of kernels starts from ${await buildSnapshot({ imports })}`);
    });
  return program;
}

async function install(
  { user, prefix, name, uninstall, snapshot }: InstallFlags,
  command: Command,
): Promise<void> {
  if (user && prefix !== undefined) {
    command.error('error: expected --user or --prefix <dir>, got both; leave one out');
  }
  if (uninstall) {
    console.log(`Removed the kernelspec "${name}" from ${uninstallKernelspec({ name, prefix })}`);
    return;
  }
  const { folder, argv } = installKernelspec({ name, prefix });
  console.log(`Installed the kernelspec "${name}" into ${folder}`);
  console.log(`It starts: ${argv.join(' ')}`);
  if (!snapshot || !usesSnapshots()) return;
  try {
    console.log(`Its compiler starts from ${findSnapshot() ?? (await buildSnapshot())}`);
  } catch (error) {
    console.error(`tslab-kernel: ${messageOf(error)}`);
  }
}

await createProgram().parseAsync().catch(exitWith);
