import { createRequire } from 'node:module';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Language, languages } from './jupyter-home.ts';

/** The command line, read and checked. */
export interface LabArguments {
  readonly port?: number;
  readonly lang?: Language;
  readonly browser: boolean;
  readonly installOnly?: boolean;
}

/** What became of reading it: the arguments, or the exit code when the answer was printed already. */
export type ParsedArguments = { readonly run: LabArguments } | { readonly exitCode: number };

/** As of the project's other commands. */
const usageExitCode = 2;

const { version }: { version: string } = createRequire(import.meta.url)('../../package.json');

/** Reads the arguments after `npm run lab --`. */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  const program = new Command('npm run lab --')
    .description('Opens the lessons in JupyterLab, with the TypeScript kernel and local-aws.')
    .option(
      '-p, --port <number>',
      'port of 127.0.0.1, 0 for any free one (default: the first free one from 8888)',
      port,
    )
    .option('--no-browser', 'do not open the browser')
    .option('--install-only', 'install JupyterLab where it is missing, and open nothing')
    .addOption(new Option('--lang <code>', "the interface's language (default: pt-BR)").choices(languages))
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .allowExcessArguments(false)
    .exitOverride()
    .showHelpAfterError('(npm run lab -- --help tells more)')
    .addHelpText(
      'after',
      '\nIt needs Python 3.10 or newer, or uv, and installs JupyterLab into .cache/lab of this project. Ctrl-C ends all of it.',
    );
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : usageExitCode };
  }
  return { run: program.opts<LabArguments>() };
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('Expected a whole number from 0 to 65535.');
}
