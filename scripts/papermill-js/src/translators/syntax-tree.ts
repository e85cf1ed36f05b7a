import { tsPlugin } from '@sveltejs/acorn-typescript';
import { type Comment, Parser } from 'acorn';

/** A node of the syntax tree (ESTree, with the types as typescript-eslint names them). */
export interface SyntaxNode {
  readonly type: string;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** A cell's source as a tree. */
export interface SyntaxTree {
  readonly source: string;
  readonly statements: readonly SyntaxNode[];
  readonly comments: readonly Comment[];
}

const TypeScriptParser = Parser.extend(tsPlugin());

/** Parses a cell of TypeScript or JavaScript; undefined where it is neither. */
export function parseCell(source: string): SyntaxTree | undefined {
  const comments: Comment[] = [];
  try {
    const program = TypeScriptParser.parse(source, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowAwaitOutsideFunction: true,
      // The parser reads types twice where it has to try: each comment counts once.
      onComment: comments,
      locations: true,
    }) as unknown as SyntaxNode;
    const byStart = new Map(comments.map((comment) => [comment.start, comment]));
    return { source, statements: nodes(program.body), comments: [...byStart.values()] };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A field that holds a node, or nothing. */
export function node(field: unknown): SyntaxNode | undefined {
  return typeof field === 'object' && field !== null && 'type' in field ? (field as SyntaxNode) : undefined;
}

/** A field that holds nodes; holes are left out. */
export function nodes(field: unknown): SyntaxNode[] {
  return Array.isArray(field) ? field.flatMap((item) => node(item) ?? []) : [];
}

/** The name of an identifier, or the text of a key that is a string or a number. */
export function nameOf(field: unknown): string | undefined {
  const found = node(field);
  if (found?.type === 'Identifier') return String(found.name);
  if (found?.type === 'Literal' && ['string', 'number'].includes(typeof found.value))
    return String(found.value);
  return undefined;
}
