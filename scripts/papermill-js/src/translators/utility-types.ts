import { type Property, unknownType, type ValueType } from './value-type.js';

/** TypeScript's own types that are computed from others, as far as a value can be held against them. */
export const utilityTypes: Readonly<Record<string, (...given: ValueType[]) => ValueType>> = {
  Readonly: (type = unknownType) => type,
  Record: (keys = unknownType, values = unknownType) => record(keys, values),
  Partial: (type = unknownType) => mapped(type, (property) => ({ ...property, optional: true })),
  Required: (type = unknownType) => mapped(type, (property) => ({ ...property, optional: false })),
  Pick: (type = unknownType, keys = unknownType) => selected(type, keys, true),
  Omit: (type = unknownType, keys = unknownType) => selected(type, keys, false),
  NonNullable: (type = unknownType) => nonNullable(type),
};

/**
 * What has the properties of all of these. Of what is not known, as it comes from outside the cell, every further
 * property may come.
 */
export function intersection(types: readonly ValueType[]): ValueType {
  const wholes = types.map(whole);
  const objects = wholes.filter((type) => type.kind === 'object');
  const unknowns = wholes.filter(({ kind }) => kind === 'unknown');
  if (objects.length === 0 || objects.length + unknowns.length < wholes.length) return unknownType;
  const properties = new Map<string, Property>();
  for (const [name, property] of objects.flatMap((object) => [...object.properties])) {
    const other = properties.get(name);
    const type = other ? intersection([other.type, property.type]) : property.type;
    properties.set(name, { type, optional: property.optional && (other?.optional ?? true) });
  }
  const index = objects.find((object) => object.index)?.index;
  return { kind: 'object', properties, index: unknowns.length > 0 ? unknownType : index };
}

function whole(type: ValueType): ValueType {
  return type.kind === 'named' ? whole(type.resolve()) : type;
}

function record(given: ValueType, values: ValueType): ValueType {
  const keys = whole(given);
  if (keys.kind === 'basic') return { kind: 'object', properties: new Map(), index: values };
  const properties = namesIn(keys)?.map((name) => [name, { type: values, optional: false }] as const);
  return properties ? { kind: 'object', properties: new Map(properties), index: undefined } : unknownType;
}

/** The texts of a union of literals, or of an enum; undefined for anything else. */
function namesIn(given: ValueType): string[] | undefined {
  const keys = whole(given);
  const names = (keys.kind === 'union' ? keys.types : [keys]).flatMap((type): unknown[] => {
    const key = whole(type);
    if (key.kind === 'enum') return [...key.members.values()];
    return [key.kind === 'literal' ? key.value : undefined];
  });
  return names.every((name) => typeof name === 'string') ? names : undefined;
}

function mapped(given: ValueType, change: (property: Property) => Property): ValueType {
  const type = whole(given);
  if (type.kind !== 'object') return unknownType;
  const properties = [...type.properties].map(([name, property]) => [name, change(property)] as const);
  return { kind: 'object', properties: new Map(properties), index: type.index };
}

function selected(given: ValueType, keys: ValueType, areKept: boolean): ValueType {
  const type = whole(given);
  const names = namesIn(keys);
  if (type.kind !== 'object' || !names || type.index) return unknownType;
  const properties = [...type.properties].filter(([name]) => names.includes(name) === areKept);
  return { kind: 'object', properties: new Map(properties), index: undefined };
}

function nonNullable(given: ValueType): ValueType {
  const type = whole(given);
  if (type.kind !== 'union') return type;
  const isNothing = (member: ValueType): boolean =>
    member.kind === 'basic' && ['null', 'undefined'].includes(member.name);
  return { kind: 'union', types: type.types.filter((member) => !isNothing(member)) };
}
