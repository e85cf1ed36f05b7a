import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from '../check/check-options.js';
import { readSanitizers } from '../check/read-sanitizers.js';
import { defaultSanitizers, type SanitizerName, sanitizerNames } from '../check/sanitizers.js';

/** What the command line says of checking outputs. */
export interface CheckArguments {
  readonly mode: 'strict' | 'lax';
  /** Files of nbval's sanitizers. */
  readonly files: readonly string[];
  readonly builtIn: readonly SanitizerName[];
}

/** The options as commander knows them. */
export interface RawCheckOptions {
  check?: boolean;
  checkLax?: boolean;
  sanitizeWith?: string[];
  sanitize?: string[];
  prepareOnly?: boolean;
}

/** Adds the options for checking outputs. */
export function addCheckOptions(program: Command): void {
  program
    .optionsGroup('Comparing with saved outputs:')
    .option('--check', 'fail where outputs differ from those saved in the input; write none unless asked')
    .option('--check-lax', 'the same, but only in cells tagged nbval-check-output')
    .option(
      '--sanitize-with <file>',
      'replace what a file of nbval’s says before comparing (repeatable)',
      collect,
    )
    .addOption(
      new Option(
        '--sanitize <names>',
        `replace ${sanitizerNames.join(', ')}; default: ${defaultSanitizers.join(', ')}; none drops those`,
      ).argParser(names),
    );
}

/** Reads them; undefined where nothing is to be checked. */
export function checkArguments(options: RawCheckOptions, program: Command): CheckArguments | undefined {
  const { check, checkLax, sanitizeWith = [], sanitize = [] } = options;
  if (!check && !checkLax) {
    if (sanitizeWith.length + sanitize.length > 0) {
      program.error('error: --sanitize and --sanitize-with need --check or --check-lax');
    }
    return undefined;
  }
  if (options.prepareOnly) {
    program.error(
      'error: --prepare-only executes nothing, so that there is nothing to check; leave out one of them',
    );
  }
  const chosen = new Set([...(sanitize.includes('none') ? [] : defaultSanitizers), ...sanitize]);
  return {
    mode: check ? 'strict' : 'lax',
    files: sanitizeWith,
    builtIn: sanitizerNames.filter((name) => chosen.has(name)),
  };
}

/** The option `check` of an execution, with the sanitizers of the files. */
export async function collectCheck(given: CheckArguments | undefined): Promise<CheckOptions | false> {
  if (!given) return false;
  const sanitizers = await Promise.all(given.files.map(readSanitizers));
  return { mode: given.mode, builtIn: given.builtIn, sanitizers: sanitizers.flat() };
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function names(text: string, before: readonly string[] = []): string[] {
  const given = text.split(',').map((name) => name.trim());
  const known: readonly string[] = [...sanitizerNames, 'none'];
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return [...before, ...given];
  throw new InvalidArgumentError(`'${unknown}' is none of ${known.join(', ')}.`);
}
