import { EnumMember, type FittedValue } from './fitted-value.js';
import { isIdentifierName } from './javascript-literal.js';
import { Float, type ParameterValue } from './parameters.js';
import type { BasicType, ValueType } from './value-type.js';
import { typeText } from './value-type.js';

/** A value that fits a type, or where and why it does not. */
export type Fit =
  | { readonly fits: true; readonly value: FittedValue }
  | { readonly fits: false; readonly message: string };

/**
 * Holds a value against a type. Dates and bigints, which JSON, YAML and the command line lack, may come as ISO text
 * and as integers where the type has no place for those: they are converted. Members of enums may come as their values
 * or by their names.
 *
 * @param at names the value in the message, e.g. `filter.regions[1]`.
 */
export function fitValue(value: ParameterValue, type: ValueType, at: string): Fit {
  switch (type.kind) {
    case 'unknown':
      return { fits: true, value };
    case 'never':
      return misfit(value, type, at);
    case 'basic':
      return fitBasic(value, type.name) ?? misfit(value, type, at);
    case 'literal':
      return plain(value) === type.value ? { fits: true, value } : misfit(value, type, at);
    case 'named':
      return fitValue(value, type.resolve(), at);
    case 'enum':
      return fitEnum(value, type, at);
    case 'union':
      return fitUnion(value, type, at);
    case 'array':
      return fitItems(value, type, at, () => type.item);
    case 'tuple':
      return fitTuple(value, type, at);
    case 'object':
      return fitObject(value, type, at);
  }
}

function misfit(value: ParameterValue, type: ValueType, at: string): Fit {
  return {
    fits: false,
    message: `'${at}' is declared as ${typeText(type)}, and ${describe(value)} was given`,
  };
}

function fitEnum(given: ParameterValue, type: ValueType & { kind: 'enum' }, at: string): Fit {
  const value = plain(given);
  const members = [...type.members];
  const [name] =
    members.find(([, known]) => known === value) ?? members.find(([known]) => known === value) ?? [];
  if (name !== undefined) {
    const code = isIdentifierName(name) ? `${type.name}.${name}` : `${type.name}[${JSON.stringify(name)}]`;
    return { fits: true, value: new EnumMember(code) };
  }
  const known = members.map(([member, known]) => `${member} = ${JSON.stringify(known)}`).join(', ');
  return {
    fits: false,
    message: `'${at}' is declared as the enum ${type.name} (${known}), and ${describe(given)} was given`,
  };
}

function fitBasic(value: ParameterValue, name: BasicType): Fit | undefined {
  if (basicTypeOf(value) === name) return { fits: true, value };
  if (name === 'object' && typeof value === 'object' && value !== null && !(value instanceof Float)) {
    return { fits: true, value };
  }
  const converted = name === 'Date' ? toDate(value) : name === 'bigint' ? toBigInt(value) : undefined;
  return converted === undefined ? undefined : { fits: true, value: converted };
}

function basicTypeOf(value: ParameterValue): string | undefined {
  if (value === null) return 'null';
  if (value instanceof Date) return 'Date';
  if (value instanceof Float) return 'number';
  return typeof value === 'object' ? undefined : typeof value;
}

const isoPattern = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

function toDate(value: ParameterValue): Date | undefined {
  if (typeof value !== 'string' || !isoPattern.test(value)) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function toBigInt(value: ParameterValue): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}

/** A member that takes the value as it is comes before one that would convert it. */
function fitUnion(value: ParameterValue, type: ValueType & { kind: 'union' }, at: string): Fit {
  const fits = type.types.map((member) => fitValue(value, member, at));
  const unchanged = fits.find((fit) => fit.fits && fit.value === value);
  const found = unchanged ?? fits.find((fit) => fit.fits);
  if (found) return found;
  // Of the members only one may look like the value at all: what it says is nearer than the whole union.
  const alike = type.types.flatMap((member, index) => (isAlike(value, member) ? (fits[index] ?? []) : []));
  return (alike.length === 1 ? alike[0] : undefined) ?? misfit(value, type, at);
}

function isAlike(value: ParameterValue, type: ValueType): boolean {
  if (type.kind === 'named') return isAlike(value, type.resolve());
  if (Array.isArray(value)) return type.kind === 'array' || type.kind === 'tuple';
  return isRecord(value) && type.kind === 'object';
}

function fitItems(
  value: ParameterValue,
  type: ValueType,
  at: string,
  itemType: (index: number) => ValueType,
): Fit {
  if (!Array.isArray(value)) return misfit(value, type, at);
  return collect(
    value,
    value.map((item: ParameterValue, index) => fitValue(item, itemType(index), `${at}[${index}]`)),
    (items) => items,
  );
}

function fitTuple(value: ParameterValue, type: ValueType & { kind: 'tuple' }, at: string): Fit {
  const tooLong = type.rest ? Number.POSITIVE_INFINITY : type.items.length;
  if (!Array.isArray(value) || value.length < type.required || value.length > tooLong) {
    return misfit(value, type, at);
  }
  const never: ValueType = { kind: 'never' };
  return fitItems(value, type, at, (index) => type.items[index] ?? type.rest ?? never);
}

function fitObject(value: ParameterValue, type: ValueType & { kind: 'object' }, at: string): Fit {
  if (!isRecord(value)) return misfit(value, type, at);
  const { properties, index } = type;
  const missing = [...properties].find(([name, { optional }]) => !optional && !Object.hasOwn(value, name));
  if (missing) {
    return {
      fits: false,
      message: `'${at}.${missing[0]}' is missing: ${typeText(missing[1].type)} is expected`,
    };
  }
  const entries = Object.entries(value);
  const extra = entries.find(([name]) => !index && !properties.has(name));
  if (extra) {
    const known = [...properties.keys()].join(', ') || 'none';
    return {
      fits: false,
      message: `'${at}.${extra[0]}' is not declared; '${at}' has the properties ${known}`,
    };
  }
  const fits = entries.map(([name, item]) =>
    fitValue(item, properties.get(name)?.type ?? index ?? { kind: 'never' }, `${at}.${name}`),
  );
  return collect(value, fits, (items) =>
    Object.fromEntries(entries.map(([name], position) => [name, items[position] ?? null])),
  );
}

/** The value itself where nothing in it was converted, so that a union can tell. */
function collect(
  value: ParameterValue,
  fits: readonly Fit[],
  build: (items: FittedValue[]) => FittedValue,
): Fit {
  const wrong = fits.find((fit) => !fit.fits);
  if (wrong) return wrong;
  const items = fits.flatMap((fit) => (fit.fits ? [fit.value] : []));
  const before = Array.isArray(value) ? value : Object.values(value ?? {});
  const unchanged = items.every((item, index) => item === before[index]);
  return { fits: true, value: unchanged ? value : build(items) };
}

function isRecord(value: ParameterValue): value is { readonly [key: string]: ParameterValue } {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !(value instanceof Date) && !(value instanceof Float);
}

function plain(value: ParameterValue): ParameterValue {
  return value instanceof Float ? value.value : value;
}

const shownCharacters = 60;

function describe(value: ParameterValue): string {
  if (value === null) return 'null';
  if (value instanceof Date) return 'a Date';
  const shown = value instanceof Float ? value.value : value;
  const text =
    JSON.stringify(shown, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? typeof shown;
  const short = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
  if (Array.isArray(shown)) return `the array ${short}`;
  return `the ${typeof shown} ${typeof shown === 'bigint' ? `${shown}n` : short}`;
}
