import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { ParameterError } from '../errors/parameter-error.js';
import { isObject } from '../notebook/model.js';
import type { ParameterValue } from '../translators/parameters.js';

/** Parameters as the command line gave them. */
export interface ParameterOptions {
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
}

export type NameAndValue = readonly [name: string, value: string];

/** Merges the parameters in papermill's order: base64, files, YAML, `-p`, `-r`; the later wins. */
export async function collectParameters(options: ParameterOptions): Promise<Record<string, ParameterValue>> {
  const merged: Record<string, ParameterValue> = {};
  for (const text of options.base64) {
    Object.assign(merged, parseYaml(Buffer.from(text, 'base64').toString('utf8'), '-b'));
  }
  for (const file of options.files) Object.assign(merged, parseYaml(await readParameterFile(file), file));
  for (const text of options.yaml) Object.assign(merged, parseYaml(text, '-y'));
  for (const [name, value] of options.typed) merged[name] = typeByLook(value);
  for (const [name, value] of options.raw) merged[name] = value;
  return merged;
}

/**
 * The value that a text on the command line most likely means. As papermill has it, and beyond it: `true`,
 * `false` and `null` count too; integers too large for a number stay exact as bigint; digits with a leading
 * zero stay text, because an AWS account `012345678901` is no number.
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
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
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

/** JSON is YAML too. Timestamps stay text, as in papermill. */
function parseYaml(text: string, origin: string): Record<string, ParameterValue> {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new ParameterError(`The parameters of ${origin} are not YAML: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (value === null || value === undefined) return {};
  if (isObject(value)) return value as Record<string, ParameterValue>;
  throw new ParameterError(
    `The parameters of ${origin} must be names with values, such as "shards: 2"; got ${JSON.stringify(value)}.`,
  );
}
