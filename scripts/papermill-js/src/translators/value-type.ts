/** A type as far as values of parameters can be held against it. */
export type ValueType =
  /** What cannot be known from the cell alone, or is meant to be anything (`any`, `unknown`): everything fits. */
  | { readonly kind: 'unknown'; readonly isMeant?: true }
  | { readonly kind: 'never' }
  | { readonly kind: 'basic'; readonly name: BasicType }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | bigint }
  | { readonly kind: 'array'; readonly item: ValueType }
  | {
      readonly kind: 'tuple';
      readonly items: readonly ValueType[];
      /** How many of the items must be there. */
      readonly required: number;
      readonly rest: ValueType | undefined;
    }
  | {
      readonly kind: 'object';
      readonly properties: ReadonlyMap<string, Property>;
      /** The type of all other properties; undefined where there may be none. */
      readonly index: ValueType | undefined;
    }
  | { readonly kind: 'union'; readonly types: readonly ValueType[] }
  | { readonly kind: 'enum'; readonly name: string; readonly members: ReadonlyMap<string, string | number> }
  /** A type with a name, which may refer to itself, and what it was given where it is generic. */
  | {
      readonly kind: 'named';
      readonly name: string;
      readonly given: readonly ValueType[];
      readonly resolve: () => ValueType;
    };

export type BasicType = 'string' | 'number' | 'boolean' | 'bigint' | 'null' | 'undefined' | 'Date' | 'object';

export interface Property {
  readonly type: ValueType;
  readonly optional: boolean;
}

export const unknownType: ValueType = { kind: 'unknown' };

export function basic(name: BasicType): ValueType {
  return { kind: 'basic', name };
}

/** Whether nothing in the type is unknown; named types count as known, but for what they are given. */
export function isWhollyKnown(type: ValueType): boolean {
  switch (type.kind) {
    case 'unknown':
      return false;
    case 'array':
      return isWhollyKnown(type.item);
    case 'union':
      return type.types.every(isWhollyKnown);
    case 'named':
      return type.given.every(isWhollyKnown);
    case 'tuple':
      return type.items.every(isWhollyKnown);
    case 'object':
      return [...type.properties.values()].every((property) => isWhollyKnown(property.type));
    default:
      return true;
  }
}

/** How much of a type no value can be held against: `all` of it, some `parts`, or nothing (undefined). */
export type Unchecked = 'all' | 'parts' | undefined;

const mostNested = 10;

/** What of a type is not checked, because it comes from outside the cell or is computed. */
export function uncheckedIn(type: ValueType, seen: ReadonlySet<string> = new Set()): Unchecked {
  if (type.kind === 'unknown') return type.isMeant ? undefined : 'all';
  if (type.kind === 'named') {
    // A generic type may refer to itself with another argument each time.
    return seen.has(type.name) || seen.size > mostNested
      ? undefined
      : uncheckedIn(type.resolve(), new Set([...seen, type.name]));
  }
  return partsOf(type).some((part) => uncheckedIn(part, seen)) ? 'parts' : undefined;
}

function partsOf(type: ValueType): readonly ValueType[] {
  switch (type.kind) {
    case 'array':
      return [type.item];
    case 'union':
      return type.types;
    case 'tuple':
      return [...type.items, ...(type.rest ? [type.rest] : [])];
    case 'object':
      return [
        ...[...type.properties.values()].map((property) => property.type),
        ...(type.index ? [type.index] : []),
      ];
    default:
      return [];
  }
}

/** The type in TypeScript's own words. */
export function typeText(type: ValueType): string {
  switch (type.kind) {
    case 'basic':
      return type.name;
    case 'literal':
      return literalText(type.value);
    case 'array':
      return type.item.kind === 'union' ? `(${typeText(type.item)})[]` : `${typeText(type.item)}[]`;
    case 'tuple':
      return `[${type.items.map((item, at) => `${typeText(item)}${at >= type.required ? '?' : ''}`).join(', ')}]`;
    case 'object':
      return objectText(type.properties, type.index);
    case 'union':
      return type.types.map(typeText).join(' | ');
    case 'named':
    case 'enum':
      return type.name;
    default:
      return type.kind;
  }
}

function objectText(properties: ReadonlyMap<string, Property>, index: ValueType | undefined): string {
  const written = [...properties].map(([name, { type, optional }]) => {
    const key = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
    return `${key}${optional ? '?' : ''}: ${typeText(type)}`;
  });
  if (index) written.push(`[key: string]: ${typeText(index)}`);
  return written.length === 0 ? '{}' : `{ ${written.join('; ')} }`;
}

function literalText(value: string | number | boolean | bigint): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'bigint' ? `${value}n` : String(value);
}
