import type ts from 'typescript';

/**
 * Whether a cell awaits outside of functions, by `await`, `for await` or `await using`. tslab learns the
 * first from an error of its own fork of TypeScript, which the current compiler does not give, and misses the
 * others.
 */
export function awaitsAtTopLevel(code: string, typescript: typeof ts): boolean {
  if (!/\bawait\b/.test(code)) return false;
  // In a script `await (x)` would be a call; an export makes it a module.
  const file = typescript.createSourceFile('cell.ts', `export {};\n${code}`, typescript.ScriptTarget.Latest);
  return awaits(file, typescript);
}

function awaits(node: ts.Node, typescript: typeof ts): boolean {
  if (typescript.isFunctionLike(node)) return false;
  const isAwait =
    typescript.isAwaitExpression(node) ||
    (typescript.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (typescript.isVariableDeclarationList(node) && isAwaitUsing(node, typescript));
  return isAwait || typescript.forEachChild(node, (child) => awaits(child, typescript)) === true;
}

function isAwaitUsing({ flags }: ts.Node, { NodeFlags }: typeof ts): boolean {
  return (flags & NodeFlags.AwaitUsing) === NodeFlags.AwaitUsing;
}
