import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { mostOutputBytes } from '../notebook/output-limit.js';
import { type ReportTarget, reportFormats } from '../reports/write-reports.js';
import { version } from '../version.js';
import { addCheckOptions } from './check-options.js';
import { logFormats, logLevels } from './log-level.js';
import type { NameAndValue } from './parameter-options.js';

/** Where help and complaints go; tests give their own. */
export interface ArgumentOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The command for one notebook with all its options: papermill's by its names, and ours. */
export function createProgram(output: ArgumentOutput): Command {
  const program = newCommand('papermill-js', output)
    .description(
      'Execute a Jupyter notebook from top to bottom, with parameters, and write it with its outputs.',
    )
    .argument('[input]', 'the notebook to execute; - for standard input')
    .argument('[output]', 'where to write the executed notebook; - for standard output')
    .option('--help-notebook', 'print the parameters of the notebook, and execute nothing');
  addParameterOptions(program);
  addEngineOptions(program);
  addKernelOptions(program);
  addOutputOptions(program);
  addCheckOptions(program);
  program
    .optionsGroup(groups.output)
    .option(
      '--stdout-file <file>',
      'write what the cells print to stdout to a file as well; its name is no template',
    )
    .option(
      '--stderr-file <file>',
      'write what the cells print to stderr to a file as well; its name is no template',
    );
  return program.addHelpText('after', executeHelp);
}

/** `papermill-js run`: several notebooks. */
export function createRunProgram(output: ArgumentOutput): Command {
  const program = newCommand('papermill-js run', output)
    .description('Execute several notebooks, each in a kernel of its own, and tell which of them passed.')
    .argument('<notebook...>', 'notebooks, folders with notebooks in them, or glob patterns')
    .option(
      '-o, --output-dir <dir>',
      'write the executed notebooks there, in the same subfolders (default: nowhere)',
    )
    .option('--in-place', 'write each executed notebook over its input')
    .option('-j, --jobs <n>', 'how many to execute at once; auto: one for each core', jobs, 1)
    .option('-x, --fail-fast', 'cancel the others when one fails')
    .option('--retry <n>', 'execute a notebook that failed again, so often at most', wholeNumber, 0)
    .option(
      '--resume',
      'do not run again what passed and has not changed since (cells, kernel, parameters; other values of secrets are not noticed)',
    )
    .option('--shard <i/n>', 'execute only the i-th of n equal parts, for a CI matrix', shard)
    .option('--no-prewarm', 'do not start the next kernel while a notebook runs');
  addParameterOptions(program);
  addEngineOptions(program);
  addKernelOptions(program);
  addOutputOptions(program);
  addCheckOptions(program);
  program.optionsGroup(groups.output).option('-v, --verbose', 'tell of each cell, not only of each notebook');
  return program.addHelpText('after', runHelp);
}

/** `papermill-js watch`: one notebook, at each save. */
export function createWatchProgram(output: ArgumentOutput): Command {
  const program = newCommand('papermill-js watch', output)
    .description(
      'Execute a notebook, and again whenever it is saved: in the same kernel, from the first cell that changed or ' +
        'failed.',
    )
    .argument('<notebook>', 'the notebook, a file')
    .argument(
      '[output]',
      'where to write the executed notebook after each run; another file (default: nowhere)',
    )
    .option('--restart', 'start the kernel anew for each run, and run all cells');
  addParameterOptions(program);
  addKernelOptions(program);
  addOutputOptions(program);
  return program.addHelpText('after', watchHelp);
}

/** The headings of the help. */
const groups = {
  parameters: 'Parameters:',
  kernel: 'Kernel and time:',
  output: 'Output and what is told:',
};

function newCommand(name: string, { out, err }: ArgumentOutput): Command {
  return new Command(name)
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .showHelpAfterError(`(${name} --help tells more)`)
    .helpOption('-h, --help', 'print this help')
    .version(version, '--version', 'print the version');
}

const executeHelp = `
Parameters given twice: -r wins over -p, -p over -y, -y over -f, -f over -b, -b over --inject-paths.
Paths are templates: out/{region}-{pm[current_datetime_utc]:%Y-%m-%d}.ipynb; also {pm[run_uuid]}, {number:03d}.
Through pipes: cat a.ipynb | papermill-js | …, or papermill-js - - with the same meaning.
Exit codes: 0 done; 1 a cell or anything else failed; 2 wrong usage; 130, 143 interrupted by SIGINT, SIGTERM;
138 the kernel died.

Other commands, each with a --help of its own:
  papermill-js run <notebook...>   several notebooks at once, with retries and shards
  papermill-js watch <notebook>    again at each save, from the changed cell, in the same kernel

Example: papermill-js lesson.ipynb out/lesson.ipynb -p shards 2 -p topic orders`;

const runHelp = `
A parameter goes to the notebooks that declare it in their cell tagged 'parameters'; one that none declares is refused.
Exit codes: 0 all passed; 1 a notebook failed; 2 wrong usage; 130, 143 interrupted by SIGINT, SIGTERM.

Example: papermill-js run notebooks --jobs 2 --output-dir out --report html=out/report.html --report junit=report.xml`;

const watchHelp = `
Keys: r starts the kernel anew and runs all cells, q ends. What a kernel has in mind besides the notebook's cells stays
there until then: variables of cells that are gone, modules as they were when they were imported.
Exit codes: 0 after q; 1 the notebook cannot be read; 2 wrong usage; 130, 143 ended by SIGINT (Ctrl-C), SIGTERM.

Example: papermill-js watch lesson.ipynb out/lesson.ipynb -p shards 2 --report html=out/lesson.html`;

function addParameterOptions(program: Command): void {
  const pairs = (flags: string, description: string): Option =>
    new Option(flags, description).argParser(collectPair);
  program
    .optionsGroup(groups.parameters)
    .addOption(pairs('-p, --parameters <name value>', 'a parameter; numbers, true, false and null are typed'))
    .addOption(pairs('-r, --parameters_raw <name value>', 'a parameter that is text whatever it looks like'))
    .option('-f, --parameters_file <file>', 'parameters in a YAML or JSON file (repeatable)', collect)
    .option('-y, --parameters_yaml <yaml>', 'parameters as YAML (repeatable)', collect)
    .option('-b, --parameters_base64 <text>', 'parameters as YAML in base64 (repeatable)', collect)
    .option(
      '--secret <name>',
      'a parameter to show as *** everywhere but in the kernel; not given, it is PAPERMILL_SECRET_NAME (repeatable); --resume does not notice another value',
      collect,
    )
    .option(
      '--mask-env <name>',
      'show *** for the value of an environment variable too, which the kernel inherits (repeatable)',
      collect,
    )
    .option('--inject-input-path', 'also give the input path, as the parameter PAPERMILL_INPUT_PATH')
    .option('--inject-output-path', 'also give the output path, as the parameter PAPERMILL_OUTPUT_PATH')
    .option('--inject-paths', 'both of these')
    .option(
      '--strict-parameters',
      'refuse names and types that the parameters cell does not declare (default)',
    )
    .option('--no-strict-parameters', 'only warn of them');
}

function addEngineOptions(program: Command): void {
  program
    .optionsGroup(groups.kernel)
    .option(
      '--engine <name>',
      'what runs the cells: nbclient, a Jupyter kernel (default), or one of a plugin',
    )
    .option('--prepare-only', 'put the parameters in and write the notebook, but execute nothing')
    .option('--prepare-execute', 'execute it (default)')
    // Of two that contradict each other, the later counts.
    .on('option:prepare-execute', () => program.setOptionValue('prepareOnly', false));
}

function addKernelOptions(program: Command): void {
  program
    .optionsGroup(groups.kernel)
    .option('--plugin <module>', 'a module that exports engines or ioHandlers (repeatable)', collect)
    .option('-k, --kernel <name>', 'the kernel to run in, in place of the one the notebook names')
    .option('--kernel-dir <dir>', 'a folder with a kernel.json, or of kernelspecs (repeatable)', collect)
    .option('-l, --language <name>', 'the language to write parameters in, in place of the notebook’s')
    .option('--cwd <dir>', "the kernel's working directory (default: the notebook's folder)")
    .option('--start-timeout <seconds>', 'how long the kernel may take to start', seconds, 60)
    .addOption(new Option('--start_timeout <seconds>').argParser(seconds).hideHelp())
    .option(
      '--execution-timeout <seconds>',
      'how long each cell may take; 0: no limit (default)',
      secondsOrZero,
    )
    .option(
      '--notebook-timeout <seconds>',
      'how long the notebook may take, its kernel’s start included; 0: no limit (default)',
      secondsOrZero,
    );
}

function addOutputOptions(program: Command): void {
  program
    .optionsGroup(groups.output)
    .option('--request-save-on-cell-execute', 'save as cells begin and end (default)')
    .option('--no-request-save-on-cell-execute', 'save only at the end')
    .option(
      '--autosave-cell-every <seconds>',
      'how often to save during a long cell; 0: never',
      secondsOrZero,
      30,
    )
    .option(
      '--max-output-bytes <bytes>',
      `how much of a cell's output is kept (default and most: ${mostOutputBytes})`,
      outputBytes,
    )
    .option('--report-mode', 'hide the sources of the cells in the output')
    .option('--no-report-mode', 'do not (default)')
    .option('--log-output', 'also print what the cells print, to stderr')
    .option('--no-log-output', 'do not (default)')
    .addOption(new Option('--log-level <level>', 'what to tell on stderr').choices(logLevels).default('INFO'))
    .option('--progress-bar', 'show the cell that runs, on stderr (default, unless stdout gets the notebook)')
    .option('--no-progress-bar', 'be silent unless something fails')
    .addOption(
      new Option('--log-format <format>', 'json: tell each event on stderr, as a line of JSON')
        .choices(logFormats)
        .default('text'),
    )
    .option(
      '--report <format=path>',
      `write a report, html (a page, or a folder of pages), junit or json, such as junit=report.xml; the path is a template too (repeatable)`,
      report,
    );
}

function collectPair(joined: string, before: readonly NameAndValue[] = []): NameAndValue[] {
  return [...before, JSON.parse(joined) as NameAndValue];
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

const longestSeconds = 2_000_000;

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= longestSeconds) return value;
  throw new InvalidArgumentError(`Expected a number of seconds above 0, and at most ${longestSeconds}.`);
}

function secondsOrZero(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= longestSeconds) return value;
  throw new InvalidArgumentError(`Expected a number of seconds, 0 or more, and at most ${longestSeconds}.`);
}

function outputBytes(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value > 0 && value <= mostOutputBytes) return value;
  throw new InvalidArgumentError(`Expected a whole number of bytes from 1 to ${mostOutputBytes}.`);
}

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number, 0 or more.');
}

function jobs(text: string): number {
  if (text === 'auto') return availableParallelism();
  if (/^\d{1,4}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1, or auto.');
}

/** The part of the notebooks that is to be executed: the `index`-th of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

function shard(text: string): Shard {
  const [, index, count] = /^(\d{1,5})\/(\d{1,5})$/.exec(text)?.map(Number) ?? [];
  if (index && count && index <= count) return { index, count };
  throw new InvalidArgumentError('Expected the part and the number of parts, such as 1/4.');
}

function report(text: string, before: readonly ReportTarget[] = []): ReportTarget[] {
  const [, name = '', path = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
  const format = reportFormats.find((known) => known === name);
  if (format) return [...before, { format, path }];
  throw new InvalidArgumentError(
    `Expected FORMAT=PATH with one of these formats: ${reportFormats.join(', ')}.`,
  );
}
