import { type Command, CommanderError } from 'commander';
import { shownPath } from '../io/path-scheme.js';
import type { ReportTarget } from '../reports/write-reports.js';
import { type CheckArguments, checkArguments, type RawCheckOptions } from './check-options.js';
import type { LogFormat, LogLevel } from './log-level.js';
import {
  type ArgumentOutput,
  createProgram,
  createRunProgram,
  createWatchProgram,
  type Shard,
} from './options.js';
import type { NameAndValue, ParameterOptions } from './parameter-options.js';

/** A command line, read and checked. */
export type Arguments = ExecuteArguments | RunArguments | WatchArguments;

/** `papermill-js INPUT OUTPUT`. */
export interface ExecuteArguments extends CommonArguments {
  readonly command: 'execute';
  /** `-` for standard input. */
  readonly input: string;
  /** `-` for standard output; null for none. */
  readonly output: string | null;
  readonly helpNotebook: boolean;
  /** How the command is used, for `--help-notebook`. */
  readonly usage: string;
  readonly stdoutFile: string | undefined;
  readonly stderrFile: string | undefined;
}

/** `papermill-js run NOTEBOOK…`. */
export interface RunArguments extends CommonArguments {
  readonly command: 'run';
  /** Files, folders and patterns. */
  readonly inputs: readonly string[];
  readonly outputDir: string | undefined;
  readonly inPlace: boolean;
  readonly jobs: number;
  readonly failFast: boolean;
  readonly retries: number;
  readonly resume: boolean;
  readonly shard: Shard | undefined;
  readonly prewarm: boolean;
  readonly verbose: boolean;
  /** Which paths to give as parameters: `--inject-paths` and its parts. */
  readonly inject: { readonly input: boolean; readonly output: boolean };
}

/** `papermill-js watch NOTEBOOK OUTPUT`. */
export interface WatchArguments extends CommonArguments {
  readonly command: 'watch';
  readonly input: string;
  /** Null for none. */
  readonly output: string | null;
  readonly restart: boolean;
}

/** What concerns one notebook as well as several. */
export interface CommonArguments {
  readonly parameters: ParameterOptions;
  readonly strictParameters: boolean;
  readonly engine: string | undefined;
  /** Modules with engines and IO handlers. */
  readonly plugins: readonly string[];
  readonly kernel: string | undefined;
  readonly kernelDirs: readonly string[];
  readonly language: string | undefined;
  readonly cwd: string | undefined;
  readonly startTimeoutMs: number;
  readonly executionTimeoutMs: number | undefined;
  readonly notebookTimeoutMs: number | undefined;
  readonly maxOutputBytes: number | undefined;
  readonly saveOnCells: boolean;
  readonly autosaveMs: number;
  readonly reportMode: boolean;
  readonly logOutput: boolean;
  readonly logLevel: LogLevel;
  readonly progressBar: boolean;
  readonly prepareOnly: boolean;
  /** How saved outputs are checked; undefined where they are not. */
  readonly check: CheckArguments | undefined;
  readonly logFormat: LogFormat;
  readonly reports: readonly ReportTarget[];
}

/** What became of reading it: the arguments, or the exit code when the answer was printed already. */
export type ParsedArguments = { readonly run: Arguments } | { readonly exitCode: number };

/** What the command's standard streams are connected to. */
export interface Pipes {
  /** Standard input is a pipe. */
  readonly input: boolean;
  /** Standard output is no terminal. */
  readonly output: boolean;
}

interface RawOptions extends RawCheckOptions {
  parameters?: NameAndValue[];
  parameters_raw?: NameAndValue[];
  parameters_file?: string[];
  parameters_yaml?: string[];
  parameters_base64?: string[];
  secret?: string[];
  maskEnv?: string[];
  injectInputPath?: boolean;
  injectOutputPath?: boolean;
  injectPaths?: boolean;
  strictParameters: boolean;
  helpNotebook?: boolean;
  engine?: string;
  plugin?: string[];
  kernel?: string;
  kernelDir?: string[];
  language?: string;
  cwd?: string;
  startTimeout: number;
  start_timeout?: number;
  executionTimeout?: number;
  notebookTimeout?: number;
  maxOutputBytes?: number;
  requestSaveOnCellExecute: boolean;
  autosaveCellEvery: number;
  reportMode?: boolean;
  logOutput?: boolean;
  logLevel: LogLevel;
  stdoutFile?: string;
  stderrFile?: string;
  progressBar?: boolean;
  prepareOnly?: boolean;
  logFormat: LogFormat;
  report?: ReportTarget[];
  outputDir?: string;
  inPlace?: boolean;
  jobs: number;
  failFast?: boolean;
  retry: number;
  resume?: boolean;
  restart?: boolean;
  shard?: Shard;
  prewarm: boolean;
  verbose?: boolean;
}

const subcommands: Readonly<Record<string, typeof createProgram>> = {
  run: createRunProgram,
  watch: createWatchProgram,
};

/** Reads the arguments after the program's name. */
export function parseArguments(
  argv: readonly string[],
  pipes: Pipes,
  output: ArgumentOutput,
): ParsedArguments {
  const [command = ''] = argv;
  const create = Object.hasOwn(subcommands, command) ? subcommands[command] : undefined;
  const program = (create ?? createProgram)(output);
  try {
    program.parse(joinPairs(create ? argv.slice(1) : argv, program), { from: 'user' });
    const options = program.opts<RawOptions>();
    const check = checkArguments(options, program);
    if (create === createRunProgram) return { run: runArguments(program, options, check) };
    if (create === createWatchProgram) return { run: watchArguments(program, options) };
    return { run: executeArguments(program, options, check, pipes) };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : usageExitCode };
  }
}

/** click's exit code for a wrong command line, and so papermill's. */
const usageExitCode = 2;

const pairFlags = /^(?:(?<short>-[pr])(?<joined>.+)?|(?<long>--parameters(?:_raw)?)(?:=(?<assigned>.*))?)$/s;

/**
 * `-p` takes two arguments, which commander does not know: both are joined into one beforehand. Whatever
 * follows is taken as it is, so that a value may begin with a hyphen.
 */
function joinPairs(argv: readonly string[], program: Command): string[] {
  const joined: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (argument === '--') return [...joined, ...argv.slice(at)];
    const match = pairFlags.exec(argument)?.groups;
    if (!match) {
      joined.push(argument);
      continue;
    }
    const flag = match.short ?? match.long ?? '';
    const first = match.joined ?? match.assigned;
    const [name, value] = first === undefined ? argv.slice(at + 1, at + 3) : [first, argv[at + 1]];
    if (name === undefined || value === undefined) {
      program.error(`error: ${flag} takes two arguments, a name and a value: ${flag} shards 2`);
    }
    joined.push(flag, JSON.stringify([name, value]));
    at += first === undefined ? 2 : 1;
  }
  return joined;
}

interface Paths {
  readonly input: string;
  readonly output: string | null;
}

/** As papermill has it: what is not given is a pipe where there is one; with a piped input, one path is the output. */
function pathsOf([first, second]: readonly string[], pipes: Pipes, program: Command): Paths {
  if (first === undefined) {
    if (!pipes.input) program.error("error: missing required argument 'input'");
    return { input: '-', output: pipes.output ? '-' : null };
  }
  if (second !== undefined) return { input: first, output: second };
  if (pipes.input && first !== '-') return { input: '-', output: first };
  return { input: first, output: pipes.output ? '-' : null };
}

/** A shell gives one for a variable that is not set. */
function refuseEmptyPaths(program: Command): void {
  if (program.args.includes(''))
    program.error('error: a path is empty; is a variable of your shell not set?');
}

function executeArguments(
  program: Command,
  options: RawOptions,
  check: CheckArguments | undefined,
  pipes: Pipes,
): ExecuteArguments {
  refuseEmptyPaths(program);
  // Whoever checks wants a verdict: the notebook goes only where it is sent.
  const paths = pathsOf(program.args, check ? { ...pipes, output: false } : pipes, program);
  const toStdout = paths.output === '-';
  refuseTwiceStdout(program, [...(toStdout ? ['the notebook'] : []), ...reportsToStdout(options)]);
  const { injectPaths, injectInputPath, injectOutputPath } = options;
  return {
    ...commonArguments(options, check, toStdout, {
      ...((injectPaths || injectInputPath) && { PAPERMILL_INPUT_PATH: shownPath(paths.input) }),
      ...((injectPaths || injectOutputPath) && { PAPERMILL_OUTPUT_PATH: shownPath(paths.output ?? '') }),
    }),
    command: 'execute',
    ...paths,
    usage: `Usage: papermill-js ${program.usage()}`,
    helpNotebook: options.helpNotebook ?? false,
    stdoutFile: options.stdoutFile,
    stderrFile: options.stderrFile,
  };
}

function reportsToStdout({ report = [] }: RawOptions): string[] {
  return report.filter(({ path }) => path === '-').map(({ format }) => `the ${format} report`);
}

/** One after the other, they would be a file that nobody can read. */
function refuseTwiceStdout(program: Command, sent: readonly string[]): void {
  if (sent.length < 2) return;
  program.error(
    `error: ${sent.join(' and ')} would be mixed on standard output; give ` +
      `${sent.length === 2 ? 'one of them' : 'all but one of them'} a file`,
  );
}

function runArguments(
  program: Command,
  options: RawOptions,
  check: CheckArguments | undefined,
): RunArguments {
  refuseEmptyPaths(program);
  const { injectPaths = false, injectInputPath = false, injectOutputPath = false } = options;
  if (options.inPlace && options.outputDir !== undefined) {
    program.error('error: --in-place and --output-dir contradict each other; give one of them');
  }
  if (options.inPlace && check) {
    program.error(
      'error: --in-place would write over the outputs that are to be checked; leave out one of them',
    );
  }
  if (options.resume && !options.inPlace && options.outputDir === undefined) {
    program.error(
      'error: --resume goes on from the outputs of an earlier run; say where they are: --output-dir DIR',
    );
  }
  refuseTwiceStdout(program, reportsToStdout(options));
  return {
    ...commonArguments(options, check, false, {}),
    command: 'run',
    inputs: program.args,
    outputDir: options.outputDir,
    inPlace: options.inPlace ?? false,
    jobs: options.jobs,
    failFast: options.failFast ?? false,
    retries: options.retry,
    resume: options.resume ?? false,
    shard: options.shard,
    prewarm: options.prewarm,
    verbose: options.verbose ?? false,
    inject: { input: injectPaths || injectInputPath, output: injectPaths || injectOutputPath },
  };
}

function watchArguments(program: Command, options: RawOptions): WatchArguments {
  refuseEmptyPaths(program);
  const [input = '', output = null] = program.args;
  if (input === '-' || output === '-') {
    program.error(
      'error: what is watched is a file, and so is its output: standard input and output are none',
    );
  }
  const { injectPaths, injectInputPath, injectOutputPath } = options;
  return {
    ...commonArguments(options, undefined, false, {
      ...((injectPaths || injectInputPath) && { PAPERMILL_INPUT_PATH: shownPath(input) }),
      ...((injectPaths || injectOutputPath) && { PAPERMILL_OUTPUT_PATH: shownPath(output ?? '') }),
    }),
    command: 'watch',
    input,
    output,
    restart: options.restart ?? false,
  };
}

function commonArguments(
  options: RawOptions,
  check: CheckArguments | undefined,
  toStdout: boolean,
  injected: Readonly<Record<string, string>>,
): CommonArguments {
  const milliseconds = (given?: number): number | undefined => (given ? given * 1000 : undefined);
  return {
    parameters: parameterOptions(options, injected),
    strictParameters: options.strictParameters,
    engine: options.engine,
    plugins: options.plugin ?? [],
    kernel: options.kernel,
    kernelDirs: options.kernelDir ?? [],
    language: options.language,
    cwd: options.cwd,
    startTimeoutMs: (options.start_timeout ?? options.startTimeout) * 1000,
    executionTimeoutMs: milliseconds(options.executionTimeout),
    notebookTimeoutMs: milliseconds(options.notebookTimeout),
    maxOutputBytes: options.maxOutputBytes,
    saveOnCells: options.requestSaveOnCellExecute,
    autosaveMs: options.autosaveCellEvery * 1000,
    reportMode: options.reportMode ?? false,
    logOutput: options.logOutput ?? false,
    logLevel: toStdout && options.logLevel === 'INFO' ? 'ERROR' : options.logLevel,
    // Lines for a person would be torn between those of JSON.
    progressBar: options.logFormat === 'text' && (options.progressBar ?? !toStdout),
    prepareOnly: options.prepareOnly ?? false,
    check,
    logFormat: options.logFormat,
    reports: options.report ?? [],
  };
}

function parameterOptions(options: RawOptions, injected: Readonly<Record<string, string>>): ParameterOptions {
  return {
    injected,
    base64: options.parameters_base64 ?? [],
    files: options.parameters_file ?? [],
    yaml: options.parameters_yaml ?? [],
    typed: options.parameters ?? [],
    raw: options.parameters_raw ?? [],
    secrets: options.secret ?? [],
    maskedVariables: options.maskEnv ?? [],
  };
}
