import { nameOf, node, nodes, type SyntaxNode } from './syntax-tree.js';
import { basic, type Property, unknownType, type ValueType } from './value-type.js';

/** Finds the type that the cell declares under a name. */
export type TypeLookup = (name: string) => ValueType | undefined;

const keywords: Readonly<Record<string, ValueType>> = {
  TSStringKeyword: basic('string'),
  TSNumberKeyword: basic('number'),
  TSBooleanKeyword: basic('boolean'),
  TSBigIntKeyword: basic('bigint'),
  TSNullKeyword: basic('null'),
  TSUndefinedKeyword: basic('undefined'),
  TSObjectKeyword: basic('object'),
  TSNeverKeyword: { kind: 'never' },
};

/** Reads a type as it is written. What lies outside the cell, or is computed, is unknown. */
export function readType(written: SyntaxNode | undefined, lookup: TypeLookup): ValueType {
  const read = (field: unknown): ValueType => readType(node(field), lookup);
  switch (written?.type) {
    case 'TSParenthesizedType':
    case 'TSTypeAnnotation':
      return read(written.typeAnnotation);
    case 'TSTypeOperator':
      return written.operator === 'readonly' ? read(written.typeAnnotation) : unknownType;
    case 'TSUnionType':
      return { kind: 'union', types: nodes(written.types).map(read) };
    case 'TSArrayType':
      return { kind: 'array', item: read(written.elementType) };
    case 'TSTupleType':
      return readTuple(nodes(written.elementTypes), read);
    case 'TSLiteralType':
      return readLiteral(node(written.literal));
    case 'TSTypeLiteral':
      return readMembers(nodes(written.members), read);
    case 'TSTypeReference':
      return readReference(written, read, lookup);
    default:
      return keywords[written?.type ?? ''] ?? unknownType;
  }
}

type Read = (field: unknown) => ValueType;

function readTuple(elements: readonly SyntaxNode[], read: Read): ValueType {
  const inner = elements.map((element) =>
    element.type === 'TSNamedTupleMember'
      ? { optional: element.optional === true, type: node(element.elementType) }
      : { optional: element.type === 'TSOptionalType', type: element },
  );
  const last = inner.at(-1)?.type;
  const rest = last?.type === 'TSRestType' ? read(last.typeAnnotation) : undefined;
  const items = rest ? inner.slice(0, -1) : inner;
  const firstOptional = items.findIndex(({ optional }) => optional);
  return {
    kind: 'tuple',
    items: items.map(({ type }) => read(type?.type === 'TSOptionalType' ? type.typeAnnotation : type)),
    required: firstOptional < 0 ? items.length : firstOptional,
    rest: rest?.kind === 'array' ? rest.item : rest && unknownType,
  };
}

function readLiteral(literal: SyntaxNode | undefined): ValueType {
  const value = literal && literalValue(literal);
  return value === undefined || value === null ? unknownType : { kind: 'literal', value };
}

/** The value of a literal or of a negative number; undefined for anything else. */
export function literalValue(literal: SyntaxNode): string | number | boolean | bigint | null | undefined {
  if (literal.type === 'UnaryExpression' && literal.operator === '-') {
    const value = node(literal.argument) && literalValue(literal.argument as SyntaxNode);
    return typeof value === 'number' || typeof value === 'bigint' ? -value : undefined;
  }
  if (literal.type === 'TemplateLiteral' && nodes(literal.expressions).length === 0) {
    const [text] = nodes(literal.quasis);
    return (text?.value as { cooked?: string } | undefined)?.cooked;
  }
  if (literal.type !== 'Literal' || literal.regex !== undefined) return undefined;
  if (typeof literal.bigint === 'string') return BigInt(literal.bigint);
  return literal.value as string | number | boolean | null;
}

/** An object type or an interface's body; methods and computed keys make it unknown. */
export function readMembers(members: readonly SyntaxNode[], read: Read): ValueType {
  const properties = new Map<string, Property>();
  let index: ValueType | undefined;
  for (const member of members) {
    const name = nameOf(member.key);
    if (member.type === 'TSIndexSignature') index = read(member.typeAnnotation);
    else if (member.type === 'TSPropertySignature' && name !== undefined && member.computed !== true) {
      properties.set(name, { type: read(member.typeAnnotation), optional: member.optional === true });
    } else return unknownType;
  }
  return { kind: 'object', properties, index };
}

function readReference(reference: SyntaxNode, read: Read, lookup: TypeLookup): ValueType {
  const name = nameOf(reference.typeName) ?? '';
  const given = node(reference.typeArguments) ?? node(reference.typeParameters);
  const parameters = nodes(given?.params);
  const declared = lookup(name);
  if (declared) return parameters.length === 0 ? declared : unknownType;
  switch (name) {
    case 'Date':
      return basic('Date');
    case 'Array':
    case 'ReadonlyArray':
      return { kind: 'array', item: read(parameters[0]) };
    case 'Readonly':
      return read(parameters[0]);
    case 'Record':
      return readRecord(read(parameters[0]), read(parameters[1]));
    case 'Partial':
      return readPartial(read(parameters[0]));
    default:
      return unknownType;
  }
}

function readRecord(keys: ValueType, values: ValueType): ValueType {
  if (keys.kind === 'basic') return { kind: 'object', properties: new Map(), index: values };
  const names = (keys.kind === 'union' ? keys.types : [keys]).map((key) =>
    key.kind === 'literal' && typeof key.value === 'string' ? key.value : undefined,
  );
  if (names.includes(undefined)) return unknownType;
  const properties = names.map((name) => [String(name), { type: values, optional: false }] as const);
  return { kind: 'object', properties: new Map(properties), index: undefined };
}

function readPartial(type: ValueType): ValueType {
  const whole = type.kind === 'named' ? type.resolve() : type;
  if (whole.kind !== 'object') return unknownType;
  const properties = [...whole.properties].map(
    ([name, property]) => [name, { ...property, optional: true }] as const,
  );
  return { kind: 'object', properties: new Map(properties), index: whole.index };
}
