import { literalValue, readMembers, readReference, readType, type TypeLookup } from './read-type.js';
import { nameOf, node, nodes, parseCell, type SyntaxNode, type SyntaxTree } from './syntax-tree.js';
import { intersection } from './utility-types.js';
import { typeText, unknownType, type ValueType } from './value-type.js';

/** A type may be made of others, and those of others: what goes deeper grows without end. */
const mostNested = 10;

/** All declarations of a name. */
type Declarations = ReadonlyMap<string, readonly SyntaxNode[]>;

/**
 * The aliases, interfaces and enums of a cell and of those before it, of which the latest counts. They are read when
 * they are needed: they may refer to each other.
 *
 * @param earlier the sources of the code cells before it.
 */
export function declaredTypes(tree: SyntaxTree, earlier: readonly string[]): TypeLookup {
  const own = declarationsIn(tree.statements);
  let others: readonly Declarations[] | undefined;
  const find = (name: string): readonly SyntaxNode[] | undefined => {
    const found = own.get(name);
    if (found) return found;
    others ??= earlier.map((source) => declarationsIn(parseCell(source)?.statements ?? [])).reverse();
    return others.find((declarations) => declarations.has(name))?.get(name);
  };
  return lookupIn(find);
}

/** What a statement declares, exported or not. */
export function declarationOf(statement: SyntaxNode): SyntaxNode | undefined {
  return statement.type === 'ExportNamedDeclaration' ? node(statement.declaration) : statement;
}

function declarationsIn(statements: readonly SyntaxNode[]): Declarations {
  const found = new Map<string, SyntaxNode[]>();
  for (const statement of statements) {
    const declaration = declarationOf(statement);
    const name = declaration && nameOf(declaration.id);
    if (declaration && name !== undefined) found.set(name, [...(found.get(name) ?? []), declaration]);
  }
  return found;
}

function lookupIn(find: (name: string) => readonly SyntaxNode[] | undefined): TypeLookup {
  // A type that is computed from itself is no type.
  const resolving = new Set<string>();
  const resolve = (name: string, read: () => ValueType): ValueType => {
    if (resolving.has(name) || resolving.size > mostNested) return unknownType;
    resolving.add(name);
    try {
      return read();
    } finally {
      resolving.delete(name);
    }
  };
  const lookup: TypeLookup = (reference, given) => {
    const declarations = find(reference);
    const [first] = declarations ?? [];
    if (!declarations || !first) return undefined;
    const name = given.length === 0 ? reference : `${reference}<${given.map(typeText).join(', ')}>`;
    const inner = withArguments(lookup, first, given);
    if (!inner) return unknownType;
    const read = (): ValueType => readDeclared(reference, declarations, inner);
    return { kind: 'named', name, given, resolve: () => resolve(name, read) };
  };
  return lookup;
}

/** The names of a generic type's own parameters mean what it was given; undefined where something is missing. */
function withArguments(
  lookup: TypeLookup,
  declaration: SyntaxNode,
  given: readonly ValueType[],
): TypeLookup | undefined {
  const parameters = nodes(node(declaration.typeParameters)?.params);
  if (given.length > parameters.length) return undefined;
  const bound = new Map<string, ValueType>();
  const inner: TypeLookup = (name, more) => bound.get(name) ?? lookup(name, more);
  for (const [at, parameter] of parameters.entries()) {
    const otherwise = node(parameter.default);
    const type = given[at] ?? (otherwise && readType(otherwise, inner));
    if (!type) return undefined;
    bound.set(String(parameter.name), type);
  }
  return inner;
}

function readDeclared(name: string, declarations: readonly SyntaxNode[], lookup: TypeLookup): ValueType {
  const [first, ...more] = declarations;
  if (first?.type === 'TSInterfaceDeclaration') return readInterfaces(declarations, lookup);
  // A class or an enum may be declared in several places, too.
  if (!first || more.length > 0) return unknownType;
  if (first.type === 'TSTypeAliasDeclaration') return readType(node(first.typeAnnotation), lookup);
  return first.type === 'TSEnumDeclaration' ? readEnum(name, first) : unknownType;
}

/** Interfaces of one name are one type. */
function readInterfaces(declarations: readonly SyntaxNode[], lookup: TypeLookup): ValueType {
  const isPlain = ({ type, typeParameters }: SyntaxNode): boolean =>
    type === 'TSInterfaceDeclaration' && (declarations.length === 1 || node(typeParameters) === undefined);
  if (!declarations.every(isPlain)) return unknownType;
  const read = (field: unknown): ValueType => readType(node(field), lookup);
  const parts = declarations.flatMap((declaration) => [
    ...nodes(declaration.extends).map((base) =>
      readReference({ ...base, typeName: base.expression }, read, lookup),
    ),
    readMembers(nodes(node(declaration.body)?.body), read),
  ]);
  return parts.length === 1 ? (parts[0] ?? unknownType) : intersection(parts);
}

/** An enum whose values are written down or counted; others would have to be computed. */
function readEnum(name: string, declaration: SyntaxNode): ValueType {
  // What is only declared is not there when the cell runs.
  if (declaration.declare === true) return unknownType;
  const members = new Map<string, string | number>();
  let next: number | undefined = 0;
  for (const member of nodes(declaration.members)) {
    const key = nameOf(member.id);
    const written = node(member.initializer);
    const value: ReturnType<typeof literalValue> = written ? literalValue(written) : next;
    if (key === undefined || (typeof value !== 'string' && typeof value !== 'number')) return unknownType;
    members.set(key, value);
    next = typeof value === 'number' ? value + 1 : undefined;
  }
  return { kind: 'enum', name, members };
}
