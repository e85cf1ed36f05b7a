import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '../version.js';
import type { NameAndValue, ParameterOptions } from './parameter-options.js';

/** A command line, read and checked. */
export interface Arguments {
  readonly input: string;
  readonly output: string | null;
  readonly parameters: ParameterOptions;
  readonly kernel: string | undefined;
  readonly kernelDirs: readonly string[];
  readonly cwd: string | undefined;
  readonly startTimeoutMs: number;
  readonly executionTimeoutMs: number | undefined;
  readonly logOutput: boolean;
  readonly progressBar: boolean;
  readonly prepareOnly: boolean;
  /** Path of the HTML report; undefined for none. */
  readonly htmlReport: string | undefined;
}

/** What became of reading it: the arguments, or the exit code when the answer was printed already. */
export type ParsedArguments = { readonly run: Arguments } | { readonly exitCode: number };

/** Where help and complaints go; tests give their own. */
export interface ArgumentOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface RawOptions {
  parameters?: NameAndValue[];
  parameters_raw?: NameAndValue[];
  parameters_file?: string[];
  parameters_yaml?: string[];
  parameters_base64?: string[];
  kernel?: string;
  kernelDir?: string[];
  cwd?: string;
  startTimeout: number;
  executionTimeout?: number;
  logOutput?: boolean;
  progressBar?: boolean;
  prepareOnly?: boolean;
  report?: string[];
}

/** Reads the arguments after the program's name. */
export function parseArguments(argv: readonly string[], output: ArgumentOutput): ParsedArguments {
  const program = createProgram(output);
  try {
    program.parse(joinPairs(argv, program), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : usageExitCode };
  }
  const [input = '', given] = program.args;
  return { run: toArguments(input, given, program.opts<RawOptions>()) };
}

/** click's exit code for a wrong command line, and so papermill's. */
const usageExitCode = 2;

function createProgram({ out, err }: ArgumentOutput): Command {
  const program = new Command('papermill-js')
    .description(
      'Execute a Jupyter notebook from top to bottom, with parameters, and write it with its outputs.',
    )
    .argument('<input>', 'the notebook to execute; - for standard input')
    .argument('[output]', 'where to write the executed notebook; - for standard output; without it, nowhere')
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .showHelpAfterError('(papermill-js --help tells more)')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help');
  addParameterOptions(program);
  return program
    .option('-k, --kernel <name>', 'the kernel to run in, in place of the one the notebook names')
    .option('--kernel-dir <dir>', 'a folder with a kernel.json, or of kernelspecs (repeatable)', collect)
    .option('--cwd <dir>', "the kernel's working directory (default: the notebook's folder)")
    .option('--start-timeout <seconds>', 'how long the kernel may take to start', seconds, 60)
    .option('--execution-timeout <seconds>', 'how long each cell may take (default: no limit)', seconds)
    .option('--log-output', 'also print what the cells print, to stderr')
    .option('--no-log-output', 'do not (default)')
    .option('--progress-bar', 'show the cell that runs, on stderr (default)')
    .option('--no-progress-bar', 'be silent unless something fails')
    .option('--prepare-only', 'put the parameters in and write the notebook, but execute nothing')
    .option('--report <format=file>', 'write a report for people; format: html', report)
    .addHelpText('after', exitCodesHelp);
}

const exitCodesHelp = `
Parameters given twice: -r wins over -p, -p over -y, -y over -f, -f over -b.
Exit codes: 0 done; 1 a cell or anything else failed; 2 wrong usage; 130, 143 interrupted by SIGINT, SIGTERM;
138 the kernel died.

Example: papermill-js lesson.ipynb out/lesson.ipynb -p shards 2 -p topic orders`;

function addParameterOptions(program: Command): void {
  const pairs = (flags: string, description: string): Option =>
    new Option(flags, description).argParser(collectPair);
  program
    .addOption(pairs('-p, --parameters <name value>', 'a parameter; numbers, true, false and null are typed'))
    .addOption(pairs('-r, --parameters_raw <name value>', 'a parameter that is text whatever it looks like'))
    .option('-f, --parameters_file <file>', 'parameters in a YAML or JSON file (repeatable)', collect)
    .option('-y, --parameters_yaml <yaml>', 'parameters as YAML (repeatable)', collect)
    .option('-b, --parameters_base64 <text>', 'parameters as YAML in base64 (repeatable)', collect);
}

/**
 * `-p` takes two arguments, which commander does not know: both are joined into one beforehand. Whatever
 * follows is taken as it is, so that a value may begin with a hyphen.
 */
function joinPairs(argv: readonly string[], program: Command): string[] {
  const joined: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (argument === '--') return [...joined, ...argv.slice(at)];
    joined.push(argument);
    if (!['-p', '--parameters', '-r', '--parameters_raw'].includes(argument)) continue;
    const [name, value] = argv.slice(at + 1, at + 3);
    if (name === undefined || value === undefined) {
      program.error(`error: ${argument} takes two arguments, a name and a value: ${argument} shards 2`);
    }
    joined.push(JSON.stringify([name, value]));
    at += 2;
  }
  return joined;
}

function collectPair(joined: string, before: readonly NameAndValue[] = []): NameAndValue[] {
  return [...before, JSON.parse(joined) as NameAndValue];
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 2_000_000) return value;
  throw new InvalidArgumentError('Expected a number of seconds above 0.');
}

function report(text: string, before: readonly string[] = []): string[] {
  if (/^html=./.test(text)) return [...before, text.slice('html='.length)];
  throw new InvalidArgumentError('Expected html=FILE.');
}

function toArguments(input: string, output: string | undefined, options: RawOptions): Arguments {
  return {
    input,
    output: output ?? null,
    parameters: {
      base64: options.parameters_base64 ?? [],
      files: options.parameters_file ?? [],
      yaml: options.parameters_yaml ?? [],
      typed: options.parameters ?? [],
      raw: options.parameters_raw ?? [],
    },
    kernel: options.kernel,
    kernelDirs: options.kernelDir ?? [],
    cwd: options.cwd,
    startTimeoutMs: options.startTimeout * 1000,
    executionTimeoutMs: options.executionTimeout === undefined ? undefined : options.executionTimeout * 1000,
    logOutput: options.logOutput ?? false,
    progressBar: options.progressBar ?? true,
    prepareOnly: options.prepareOnly ?? false,
    htmlReport: options.report?.at(-1),
  };
}
