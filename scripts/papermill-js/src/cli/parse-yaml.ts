import { parse, type ScalarTag, type Tags } from 'yaml';
import { ParameterError } from '../errors/parameter-error.js';
import { isObject } from '../notebook/model.js';
import { Float, type ParameterValue } from '../translators/parameters.js';

/**
 * Parameters in YAML 1.1, which is what papermill reads, and in JSON: `yes` is true, `010` is eight. Timestamps stay
 * text, as in papermill, and a lone `y` or `n` does; integers are exact however large; numbers written with a point stay such.
 *
 * @param origin names the text in error messages.
 * @throws ParameterError when it is no YAML, or not names with values.
 */
export function parseParameters(text: string, origin: string): Record<string, ParameterValue> {
  let value: unknown;
  try {
    value = parse(text, { version: '1.1', intAsBigInt: true, customTags: asPapermill });
  } catch (cause) {
    throw new ParameterError(`The parameters of ${origin} are not YAML: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (value === null || value === undefined) return {};
  const parameters = withNumbers(value);
  if (isObject(parameters)) return parameters as Record<string, ParameterValue>;
  throw new ParameterError(
    `The parameters of ${origin} must be names with values, such as "shards: 2"; got ${text.trim()}.`,
  );
}

function asPapermill(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || tag.tag !== timestampTag).map(asPapermillTag);
}

function asPapermillTag(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.collection || tag.format === 'TIME') return tag;
  if (tag.tag === 'tag:yaml.org,2002:float') return asFloat(tag);
  if (tag.tag === 'tag:yaml.org,2002:bool') return withoutLetters(tag);
  // The account 012345678901 is no number: an eight does not make it octal, and a zero not decimal.
  const isDecimal = tag.tag === 'tag:yaml.org,2002:int' && tag.format === undefined;
  return isDecimal ? { ...tag, test: /^[-+]?(?:0|[1-9][0-9_]*)$/ } : tag;
}

/** A lone y or n is no boolean for papermill's parser: parameters are called so. */
function withoutLetters(tag: ScalarTag): ScalarTag {
  const { test } = tag;
  return test ? { ...tag, test: new RegExp(`^(?![yYnN]$)(?:${test.source})`) } : tag;
}

const timestampTag = 'tag:yaml.org,2002:timestamp';

function asFloat(tag: ScalarTag): ScalarTag {
  const resolve: ScalarTag['resolve'] = (text) => {
    const special = /^([-+]?)\.(inf|nan)$/i.exec(text);
    if (special?.[2]?.toLowerCase() === 'nan') return new Float(Number.NaN);
    if (special) return new Float(special[1] === '-' ? -Infinity : Infinity);
    return new Float(Number(text.replaceAll('_', '')));
  };
  return { ...tag, resolve };
}

/** Integers that a number holds exactly become one; fractions need no marking. */
function withNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof Float) return Number.isInteger(value.value) ? value : value.value;
  if (Array.isArray(value)) return value.map(withNumbers);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbers(item)]));
}
