import { ParameterError } from '../errors/parameter-error.js';
import { Float, type Parameters, type ParameterValue } from './parameters.js';

/** How a language writes names and values. What it leaves out, the language does not have. */
export interface Grammar {
  /** For error messages. */
  readonly language: string;
  readonly comment: (text: string) => string;
  readonly assign: (name: string, value: string) => string;
  readonly isName: (name: string) => boolean;
  readonly text: (text: string) => string;
  readonly yes: string;
  readonly no: string;
  readonly nothing?: string;
  readonly integer?: (digits: string) => string;
  readonly notANumber?: string;
  readonly infinity?: string;
  readonly negativeInfinity?: string;
  readonly date?: (value: Date) => string;
  readonly list?: (items: readonly string[], values: readonly ParameterValue[]) => string;
  readonly record?: (entries: readonly (readonly [key: string, value: string])[]) => string;
}

/** The lines of a parameter cell, each with its line end, as papermill writes them. */
export function writeAssignments(parameters: Parameters, grammar: Grammar): string {
  const lines = Object.entries(parameters).map(([name, value]) =>
    grammar.assign(checkName(name, grammar), writeValue(value, name, grammar)),
  );
  return [grammar.comment('Parameters'), ...lines].map((line) => `${line}\n`).join('');
}

function checkName(name: string, { isName, language }: Grammar): string {
  if (isName(name)) return name;
  throw new ParameterError(
    `The parameter name ${JSON.stringify(name)} cannot be a variable in ${language}. ` +
      'Use letters, digits and _, not starting with a digit, and no reserved word.',
  );
}

/** A value as an expression of the language; `at` names it in the error. */
export function writeValue(value: ParameterValue, at: string, grammar: Grammar): string {
  if (value === null) return grammar.nothing ?? refuse('null', at, grammar);
  switch (typeof value) {
    case 'string':
      return grammar.text(value);
    case 'boolean':
      return value ? grammar.yes : grammar.no;
    case 'bigint':
      return writeInteger(String(value), grammar);
    case 'number':
      return writeNumber(value, at, grammar);
    case 'object':
      return writeObject(value, at, grammar);
    default:
      return refuse(typeof value, at, grammar);
  }
}

function writeInteger(digits: string, { integer }: Grammar): string {
  return integer ? integer(digits) : digits;
}

function writeNumber(value: number, at: string, grammar: Grammar): string {
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isSafeInteger(value)) return writeInteger(String(value), grammar);
  return writeFloat(value, at, grammar);
}

function writeFloat(value: number, at: string, grammar: Grammar): string {
  if (Number.isNaN(value)) return grammar.notANumber ?? refuse('NaN', at, grammar);
  if (value === Number.POSITIVE_INFINITY) return grammar.infinity ?? refuse('infinite', at, grammar);
  if (value === Number.NEGATIVE_INFINITY) return grammar.negativeInfinity ?? refuse('infinite', at, grammar);
  if (Object.is(value, -0)) return '-0.0';
  const digits = String(value);
  return /^-?\d+$/.test(digits) ? `${digits}.0` : digits;
}

function writeObject(value: ParameterValue & object, at: string, grammar: Grammar): string {
  if (value instanceof Float) return writeFloat(value.value, at, grammar);
  if (value instanceof Date) return writeDate(value, at, grammar);
  if (Array.isArray(value)) {
    const items = value.map((item: ParameterValue, index) => writeValue(item, `${at}[${index}]`, grammar));
    return grammar.list?.(items, value) ?? refuse('an array', at, grammar);
  }
  const entries = Object.entries(value).map(
    ([key, item]) => [key, writeValue(item, `${at}.${key}`, grammar)] as const,
  );
  return grammar.record?.(entries) ?? refuse('an object', at, grammar);
}

function writeDate(value: Date, at: string, grammar: Grammar): string {
  if (Number.isNaN(value.getTime())) return refuse('an invalid date', at, grammar);
  return grammar.date?.(value) ?? grammar.text(value.toISOString());
}

function refuse(what: string, at: string, { language, nothing, list, record }: Grammar): never {
  const known = [
    'a string, number, bigint, boolean, Date',
    ...(nothing === undefined ? [] : ['null']),
    ...(list ? ['array'] : []),
    ...(record ? ['plain object'] : []),
  ];
  throw new ParameterError(
    `The parameter ${at} is ${what}, which cannot be written in ${language}. Expected ${known.join(', ')}.`,
  );
}

/** A test for names: letters, digits and underscores, as most languages have them, and none of these words. */
export function namesExcept(reservedWords: string): (name: string) => boolean {
  const reserved = new Set(reservedWords.split(' '));
  return (name) => /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(name) && !reserved.has(name);
}

/**
 * Text between double quotes with the escapes of JSON, which most languages share; `more` are further characters
 * that need a backslash. Those that JSON escapes as pairs of surrogates stay themselves.
 */
export function doubleQuoted(text: string, more = ''): string {
  const json = JSON.stringify(text);
  return more === '' ? json : json.replace(new RegExp(`[${more}]`, 'g'), '\\$&');
}

/** Integers beyond 32 bits carry an L in Scala, C# and F#. */
export function integerWithL(digits: string): string {
  const value = BigInt(digits);
  return value > 2147483647n || value < -2147483648n ? `${digits}L` : digits;
}
