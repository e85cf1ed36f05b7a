/**
 * tslab turns the names of earlier cells into fields of its scope (`region` into `exports.region`), but
 * overlooks them where a shorthand property uses them: `{ region }` ends in a ReferenceError. The compiler
 * functions that its transformation calls are replaced by ones that know about shorthand properties.
 */
import type ts from 'typescript';

/** `visitEachChild` as tslab calls it: it replaces expressions by expressions. */
export type VisitEachChild = (
  node: ts.Node,
  visitor: (node: ts.Node) => ts.Node,
  context: ts.TransformationContext,
) => ts.Node;

/** A `visitEachChild` that writes a shorthand property out where the visitor replaces its name. */
export function visitShorthandProperties(typescript: typeof ts): VisitEachChild {
  const { factory, isShorthandPropertyAssignment, visitEachChild } = typescript;
  return (node, visitor, context) => {
    if (!isShorthandPropertyAssignment(node)) return visitEachChild(node, visitor, context);
    const { name, objectAssignmentInitializer } = node;
    const value = visitor(name) as ts.Expression;
    if (value === name) return visitEachChild(node, visitor, context);
    // `({ a = 1 } = …)` assigns to an earlier cell's variable, with a default.
    const target = objectAssignmentInitializer
      ? factory.createAssignment(value, visitor(objectAssignmentInitializer) as ts.Expression)
      : value;
    return factory.createPropertyAssignment(name, target);
  };
}

/** Has the type checker of this program take the name of a shorthand property for its variable. */
export function resolveShorthandProperties(program: ts.Program, typescript: typeof ts): void {
  const { getTypeChecker } = program;
  let patched: ts.TypeChecker | undefined;
  // A checker is made only when it is asked for.
  program.getTypeChecker = () => {
    const checker = getTypeChecker();
    if (checker === patched) return checker;
    patched = checker;
    const { getSymbolAtLocation } = checker;
    checker.getSymbolAtLocation = (node) =>
      node.parent && typescript.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : getSymbolAtLocation(node);
    return checker;
  };
}
