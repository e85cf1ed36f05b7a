import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';

/** What can be measured, in the order in which it is. */
export const groupNames = ['setup', 'kernel', 'runner', 'local-aws'] as const;
export type GroupName = (typeof groupNames)[number];

/** The command line, read and checked. */
export interface BenchArguments {
  readonly groups: readonly GroupName[];
  readonly runs: number;
  readonly json: boolean;
  readonly check: boolean;
  /** Grow one stream to that many records, in place of the comparison of local-aws with others. */
  readonly records?: number;
}

/** What became of reading it: the arguments, or the exit code when the answer was printed already. */
export type ParsedArguments = { readonly run: BenchArguments } | { readonly exitCode: number };

/** As of the project's other commands. */
const usageExitCode = 2;

/** Reads the arguments after `npm run bench --`. */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  const program = new Command('npm run bench --')
    .description(
      'Measures the parts on this machine. Figures of two machines, or of two hours, cannot be compared; columns of one run can.',
    )
    .addArgument(new Argument('[group...]', 'what to measure (default: all)').choices(groupNames))
    .option('-r, --runs <number>', 'how often each thing is measured, 1 to 50', runs, 5)
    .option(
      '--records <number>',
      'with local-aws: one stream that grows to that many records, 10000 or more, in place of the comparison',
      records,
    )
    .option('--json', 'print all values for a program to read', false)
    .option('--check', 'exit with 1 where a limit is missed or could not be judged', false)
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .showHelpAfterError('(npm run bench -- --help tells more)')
    .addHelpText(
      'after',
      [
        '',
        'The group kernel compares with stock tslab and with Deno, which the first run installs into .cache/bench;',
        'runner with papermill and jupyter execute, installed into .cache/lab where there is Python;',
        'local-aws with kinesalite and kinesis-mock, which the first run installs into .cache/bench.',
      ].join('\n'),
    );
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : usageExitCode };
  }
  const chosen = program.processedArgs[0] as readonly GroupName[];
  const groups = groupNames.filter((name) => chosen.length === 0 || chosen.includes(name));
  return { run: { groups, ...program.opts<Omit<BenchArguments, 'groups'>>() } };
}

function records(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 10_000) return value;
  throw new InvalidArgumentError('Expected a whole number of 10000 or more.');
}

function runs(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 50) return value;
  throw new InvalidArgumentError('Expected a whole number from 1 to 50.');
}
