import { literalValue, readType, type TypeLookup } from './read-type.js';
import { nameOf, node, nodes, type SyntaxNode } from './syntax-tree.js';
import { basic, type Property, typeText, unknownType, type ValueType } from './value-type.js';

/**
 * The type that a variable without an annotation has from its default, widened as TypeScript does it for `let`: of
 * `const` too, because a parameter is there to take other values. What would have to be run is unknown.
 */
export function inferType(value: SyntaxNode | undefined, lookup: TypeLookup): ValueType {
  switch (value?.type) {
    case 'TSAsExpression':
    case 'TSTypeAssertion':
      return isConstAssertion(value)
        ? inferType(node(value.expression), lookup)
        : readType(node(value.typeAnnotation), lookup);
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
    case 'TSNonNullExpression':
      return inferType(node(value.expression), lookup);
    case 'ArrayExpression':
      return { kind: 'array', item: unionOf(nodes(value.elements).map((item) => inferType(item, lookup))) };
    case 'ObjectExpression':
      return inferObject(nodes(value.properties), lookup);
    case 'NewExpression':
      return nameOf(value.callee) === 'Date' ? basic('Date') : unknownType;
    case 'TemplateLiteral':
      return basic('string');
    case 'MemberExpression':
      return inferEnum(value, lookup);
    default:
      return inferLiteral(value);
  }
}

/** `Mode.Fast` is of the type `Mode`. */
function inferEnum({ object, property, computed }: SyntaxNode, lookup: TypeLookup): ValueType {
  const name = nameOf(object);
  const type = name === undefined ? undefined : lookup(name, []);
  const found = type?.kind === 'named' ? type.resolve() : undefined;
  const member = computed === true ? undefined : nameOf(property);
  return type && found?.kind === 'enum' && found.members.has(member ?? '') ? type : unknownType;
}

function isConstAssertion(assertion: SyntaxNode): boolean {
  const type = node(assertion.typeAnnotation);
  return type?.type === 'TSTypeReference' && nameOf(type.typeName) === 'const';
}

function inferLiteral(value: SyntaxNode | undefined): ValueType {
  const literal = value && literalValue(value);
  switch (typeof literal) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return basic(typeof literal as 'string' | 'number' | 'boolean' | 'bigint');
    default:
      // A variable that begins as null or undefined may hold anything.
      return unknownType;
  }
}

function inferObject(members: readonly SyntaxNode[], lookup: TypeLookup): ValueType {
  const properties = new Map<string, Property>();
  for (const member of members) {
    const name = nameOf(member.key);
    if (
      member.type !== 'Property' ||
      member.computed === true ||
      member.method === true ||
      name === undefined
    ) {
      return unknownType;
    }
    properties.set(name, { type: inferType(node(member.value), lookup), optional: false });
  }
  return { kind: 'object', properties, index: undefined };
}

function unionOf(types: readonly ValueType[]): ValueType {
  if (types.length === 0 || types.some(({ kind }) => kind === 'unknown')) return unknownType;
  const distinct = [...new Map(types.map((type) => [typeText(type), type])).values()];
  return distinct.length === 1 && distinct[0] ? distinct[0] : { kind: 'union', types: distinct };
}
