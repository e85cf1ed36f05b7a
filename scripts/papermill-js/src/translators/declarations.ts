import { declarationOf, declaredTypes } from './declared-types.js';
import { inferType } from './infer-type.js';
import type { NotebookParameter } from './parameters.js';
import { readType, type TypeLookup } from './read-type.js';
import { node, nodes, parseCell, type SyntaxNode, type SyntaxTree } from './syntax-tree.js';
import { isWhollyKnown, typeText, uncheckedIn, type ValueType } from './value-type.js';

/** A variable of the parameters cell. */
export interface Declaration extends NotebookParameter {
  readonly keyword: 'let' | 'const' | 'var';
  /** The annotation as it is written; undefined where there is none. */
  readonly annotation: string | undefined;
  readonly valueType: ValueType;
}

/**
 * Reads the variables that a cell of TypeScript or JavaScript declares; undefined where it does not parse.
 *
 * @param earlier the sources of the code cells before it, which may declare types.
 */
export function readDeclarations(
  source: string,
  earlier: readonly string[] = [],
): readonly Declaration[] | undefined {
  const tree = parseCell(source);
  if (!tree) return undefined;
  const lookup = declaredTypes(tree, earlier);
  return tree.statements.flatMap((statement) => {
    const declared = declarationOf(statement);
    if (declared?.type !== 'VariableDeclaration') return [];
    const keyword = declared.kind as Declaration['keyword'];
    const declarators = nodes(declared.declarations);
    return declarators.flatMap((declarator, index) => {
      const next = declarators[index + 1];
      const help = commentOf(tree, {
        first: index === 0 ? statement : declarator,
        end: next ? declarator.end : statement.end,
        limit: next?.start ?? tree.source.length,
      });
      return readDeclarator(tree, declarator, keyword, help, lookup);
    });
  });
}

function readDeclarator(
  { source }: SyntaxTree,
  declarator: SyntaxNode,
  keyword: Declaration['keyword'],
  help: string,
  lookup: TypeLookup,
): Declaration[] {
  const target = node(declarator.id);
  const initial = node(declarator.init);
  const value = initial && source.slice(initial.start, initial.end);
  const unknown = {
    keyword,
    help,
    type: undefined,
    annotation: undefined,
    valueType: { kind: 'unknown' },
  } as const;
  if (target?.type !== 'Identifier') {
    return boundNames(target).map((name) => ({ ...unknown, name, default: undefined }));
  }
  const written = node(node(target.typeAnnotation)?.typeAnnotation);
  const valueType = written ? readType(written, lookup) : inferType(initial, lookup);
  const annotation = written && source.slice(written.start, written.end);
  const type = annotation ?? (isWhollyKnown(valueType) ? typeText(valueType) : undefined);
  const unchecked = written && uncheckedIn(valueType);
  const known = { name: String(target.name), default: value, annotation, valueType, type };
  return [{ ...unknown, ...known, ...(unchecked && { unchecked }) }];
}

/** The names that a pattern such as `{ a, b: [c] }` binds. */
function boundNames(pattern: SyntaxNode | undefined): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [String(pattern.name)];
    case 'ObjectPattern':
      return nodes(pattern.properties).flatMap((property) =>
        boundNames(node(property.value ?? property.argument)),
      );
    case 'ArrayPattern':
      return nodes(pattern.elements).flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(node(pattern.left));
    case 'RestElement':
      return boundNames(node(pattern.argument));
    default:
      return [];
  }
}

/** The comment on the line where a declaration ends, else the ones on the lines right above it. */
function commentOf(tree: SyntaxTree, place: { first: SyntaxNode; end: number; limit: number }): string {
  const { source, comments } = tree;
  const { first, end, limit } = place;
  const until = Math.min(indexOrEnd(source, '\n', end), limit);
  const beside = comments.find(({ start }) => start >= end && start < until);
  if (beside) return wordsOf(beside.value);
  const above: string[] = [];
  let start = first.start;
  for (const comment of comments.filter((candidate) => candidate.end <= first.start).reverse()) {
    const isAlone =
      source.slice(source.lastIndexOf('\n', comment.start - 1) + 1, comment.start).trim() === '';
    if (!isAlone || !/^[^\S\n]*\n?[^\S\n]*$/.test(source.slice(comment.end, start))) break;
    above.unshift(wordsOf(comment.value));
    start = comment.start;
  }
  return above.join(' ').trim();
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const index = text.indexOf(wanted, from);
  return index < 0 ? text.length : index;
}

/** A comment without the asterisks of its margin, in one line. */
function wordsOf(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.trim().replace(/^\*+\s?/, ''))
    .join(' ')
    .trim();
}
