import type ts from 'typescript';
import type { DeclarationCache } from './declaration-cache.js';

/** A node with the comments that belong to it, as the parser leaves them. */
interface Documented {
  jsDoc?: readonly ts.JSDoc[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Gives the declarations of a symbol their documentation, which the declarations of packages are parsed without: it
 * makes half of their syntax trees, and only a tooltip shows it. A member without one has that of the types
 * that its own extends or implements.
 */
export function documentSymbol(
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
  typescript: typeof ts,
  declarations: DeclarationCache,
): void {
  const seen = new Set<ts.Symbol>();
  const visit = (each: ts.Symbol) => {
    if (seen.has(each)) return;
    seen.add(each);
    if (each.flags & typescript.SymbolFlags.Alias) visit(checker.getAliasedSymbol(each));
    for (const declaration of each.declarations ?? []) {
      declarations.document(declaration.getSourceFile(), typescript);
      const { parent } = declaration;
      if (!parent || !(typescript.isClassLike(parent) || typescript.isInterfaceDeclaration(parent))) continue;
      for (const type of parent.heritageClauses?.flatMap(({ types }) => types) ?? []) {
        const inherited = checker.getTypeAtLocation(type).getProperty(each.name);
        if (inherited) visit(inherited);
      }
    }
  };
  visit(symbol);
}

/** Hangs the comments of a file onto the nodes of the same file that was parsed without them. */
export function hangComments(from: ts.Node, to: ts.Node, typescript: typeof ts): void {
  const comments = (from as Documented).jsDoc;
  if (comments) {
    (to as Documented).jsDoc = comments;
    for (const comment of comments) (comment as Writable<ts.JSDoc>).parent = to as ts.HasJSDoc;
  }
  const children = childrenOf(to, typescript);
  for (const [index, child] of childrenOf(from, typescript).entries()) {
    const same = children[index];
    if (same?.kind === child.kind && same.pos === child.pos) hangComments(child, same, typescript);
  }
}

function childrenOf(node: ts.Node, typescript: typeof ts): ts.Node[] {
  const children: ts.Node[] = [];
  typescript.forEachChild(node, (child) => {
    children.push(child);
  });
  return children;
}
