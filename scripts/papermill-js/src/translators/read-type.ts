import { nameOf, node, nodes, type SyntaxNode } from './syntax-tree.js';
import { intersection, utilityTypes } from './utility-types.js';
import { basic, type Property, unknownType, type ValueType } from './value-type.js';

/** Finds the type that is declared under a name, with what a generic one is given. */
export type TypeLookup = (name: string, given: readonly ValueType[]) => ValueType | undefined;

const keywords: Readonly<Record<string, ValueType>> = {
  TSStringKeyword: basic('string'),
  TSNumberKeyword: basic('number'),
  TSBooleanKeyword: basic('boolean'),
  TSBigIntKeyword: basic('bigint'),
  TSNullKeyword: basic('null'),
  TSUndefinedKeyword: basic('undefined'),
  TSObjectKeyword: basic('object'),
  TSNeverKeyword: { kind: 'never' },
  TSAnyKeyword: { kind: 'unknown', isMeant: true },
  TSUnknownKeyword: { kind: 'unknown', isMeant: true },
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
    case 'TSIntersectionType':
      return intersection(nodes(written.types).map(read));
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

/** A type by its name: one of the notebook's, or one of TypeScript's own. */
export function readReference(reference: SyntaxNode, read: Read, lookup: TypeLookup): ValueType {
  const name = nameOf(reference.typeName) ?? '';
  const given = node(reference.typeArguments) ?? node(reference.typeParameters);
  const parameters = nodes(given?.params).map(read);
  const declared = lookup(name, parameters);
  if (declared) return declared;
  const utility = Object.hasOwn(utilityTypes, name) ? utilityTypes[name] : undefined;
  switch (name) {
    case 'Date':
      return basic('Date');
    case 'Array':
    case 'ReadonlyArray':
      return { kind: 'array', item: parameters[0] ?? unknownType };
    default:
      return utility?.(...parameters) ?? unknownType;
  }
}
