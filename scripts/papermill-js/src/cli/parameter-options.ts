import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { readEnvironment, secretVariable, secretVariableName } from '../environment.js';
import { ParameterError } from '../errors/parameter-error.js';
import { Float, type ParameterValue } from '../translators/parameters.js';

/** Parameters as the command line gave them. */
export interface ParameterOptions {
  /** `--inject-input-path`, `--inject-output-path`, `--inject-paths`: the paths by their names. */
  readonly injected: Readonly<Record<string, string>>;
  /** `-b`: YAML in base64. */
  readonly base64: readonly string[];
  /** `-f`: paths of YAML or JSON files. */
  readonly files: readonly string[];
  /** `-y`: YAML. */
  readonly yaml: readonly string[];
  /** `-p`: names and values, typed by their look. */
  readonly typed: readonly NameAndValue[];
  /** `-r`: names and values that stay text. */
  readonly raw: readonly NameAndValue[];
  /** `--secret`: names of parameters; one that is not given comes from the environment, as text. */
  readonly secrets: readonly string[];
  /** `--mask-env`: environment variables whose values are masked. */
  readonly maskedVariables: readonly string[];
}

export type NameAndValue = readonly [name: string, value: string];

/** Merges the parameters in papermill's order: injected paths, base64, files, YAML, `-p`, `-r`; the later wins. */
export async function collectParameters(options: ParameterOptions): Promise<Record<string, ParameterValue>> {
  const given: Record<string, ParameterValue>[] = [options.injected];
  for (const text of options.base64) given.push(await parse(fromBase64(text), '-b'));
  for (const file of options.files) given.push(await parse(await readParameterFile(file), file));
  for (const text of options.yaml) given.push(await parse(text, '-y'));
  for (const [name, value] of options.typed) given.push(Object.fromEntries([[name, typeByLook(value)]]));
  for (const [name, value] of options.raw) given.push(Object.fromEntries([[name, value]]));
  // An assignment would drop the name __proto__, which is to be refused like any other that is not declared.
  const merged = Object.fromEntries(given.flatMap(Object.entries<ParameterValue>));
  const missing = options.secrets.filter((name) => !Object.hasOwn(merged, name));
  return { ...merged, ...secretsFromEnvironment(missing) };
}

/**
 * The values of the variables that are to be masked.
 *
 * @throws ParameterError for one that is not set: a misspelt name would mask nothing.
 */
export function maskedValues({ maskedVariables }: ParameterOptions): string[] {
  const { variables } = readEnvironment();
  return maskedVariables.map((name) => {
    const value = variables[name];
    if (value !== undefined) return value;
    throw new ParameterError(`The environment variable ${name}, which is to be masked, is not set.`);
  });
}

function secretsFromEnvironment(names: readonly string[]): Record<string, string> {
  const environment = readEnvironment();
  const values = names.map((name) => {
    const value = secretVariable(environment, name);
    if (value !== undefined) return [name, value];
    throw new ParameterError(
      `The secret '${name}' was not given: neither as a parameter, nor in the environment as ` +
        `${secretVariableName(name)} or ${name}.`,
    );
  });
  return Object.fromEntries(values);
}

/** The parser of YAML takes longer to load than all the rest of a start, and most commands have no use for it. */
async function parse(text: string, origin: string): Promise<Record<string, ParameterValue>> {
  const { parseParameters } = await import('./parse-yaml.js');
  return parseParameters(text, origin);
}

/**
 * The value that a text on the command line most likely means. As papermill has it, and beyond it: `true`,
 * `false` and `null` count too; integers too large for a number stay exact as bigint; digits with a leading
 * zero stay text, because an AWS account `012345678901` is no number. `1.0` is a whole number with a point.
 *
 * @example typeByLook('2') === 2; typeByLook('True') === true; typeByLook('2026-01-31') === '2026-01-31'
 */
export function typeByLook(text: string): ParameterValue {
  if (/^(True|true)$/.test(text)) return true;
  if (/^(False|false)$/.test(text)) return false;
  if (/^(None|null)$/.test(text)) return null;
  if (/^[+-]?0\d/.test(text)) return text;
  if (/^[+-]?\d+$/.test(text)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text.replace('+', ''));
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return text;
  const number = Number(text);
  return Number.isInteger(number) ? new Float(number) : number;
}

/** Node passes over whatever is not base64, and half a character. */
function fromBase64(text: string): string {
  const digits = text.replace(/\s/g, '').replace(/=+$/, '');
  if (/^[\w+/-]*$/.test(digits) && digits.length % 4 !== 1) {
    const bytes = Buffer.from(digits, 'base64');
    if (isUtf8(bytes)) return bytes.toString('utf8');
  }
  throw new ParameterError(
    'The parameters of -b are not text in base64. Expected YAML or JSON, encoded: c2hhcmRzOiAy is "shards: 2".',
  );
}

async function readParameterFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ParameterError(`The parameter file ${file} cannot be read: ${(cause as Error).message}.`, {
      cause,
    });
  }
}
