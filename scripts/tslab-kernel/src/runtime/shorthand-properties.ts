/**
 * tslab turns the names of earlier cells into fields of its scope (`region` into `exports.region`), but
 * overlooks them where a shorthand property uses them: `{ region }` ends in a ReferenceError. The compiler
 * functions that its transformation calls are replaced by ones that know about shorthand properties.
 */

interface Node {
  readonly parent?: Node;
}

interface ShorthandProperty extends Node {
  readonly name: Node;
  readonly objectAssignmentInitializer?: Node;
}

interface TypeChecker {
  getSymbolAtLocation(node: Node): unknown;
  getShorthandAssignmentValueSymbol(node: Node): unknown;
}

interface BuilderProgram {
  getProgram(): { getTypeChecker(): TypeChecker };
}

/** What `createWatchCompilerHost` returns, as far as it matters here. */
interface WatchHost {
  afterProgramCreate?: (program: BuilderProgram) => void;
}

type Visitor = (node: Node) => Node;

/** The functions of the TypeScript compiler that are called or replaced. */
export interface TransformApi {
  readonly factory: {
    createAssignment(left: Node, right: Node): Node;
    createPropertyAssignment(name: Node, initializer: Node): Node;
  };
  isShorthandPropertyAssignment(node: Node | undefined): boolean;
  visitEachChild(node: Node, visitor: Visitor, context: unknown): Node;
}

/** A `visitEachChild` that writes a shorthand property out where the visitor replaces its name. */
export function visitShorthandProperties(compiler: TransformApi): TransformApi['visitEachChild'] {
  return (node, visitor, context) => {
    if (!compiler.isShorthandPropertyAssignment(node)) return compiler.visitEachChild(node, visitor, context);
    const { name, objectAssignmentInitializer } = node as ShorthandProperty;
    const value = visitor(name);
    if (value === name) return compiler.visitEachChild(node, visitor, context);
    // `({ a = 1 } = …)` assigns to an earlier cell's variable, with a default.
    const target = objectAssignmentInitializer
      ? compiler.factory.createAssignment(value, visitor(objectAssignmentInitializer))
      : value;
    return compiler.factory.createPropertyAssignment(name, target);
  };
}

/** Has the type checkers of this host's programs take the name of a shorthand property for its variable. */
export function resolveShorthandProperties(host: WatchHost, compiler: TransformApi): WatchHost {
  const patched = new WeakSet<TypeChecker>();
  const patch = (checker: TypeChecker): TypeChecker => {
    if (patched.has(checker)) return checker;
    patched.add(checker);
    const original = checker.getSymbolAtLocation;
    checker.getSymbolAtLocation = (node) =>
      node.parent && compiler.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : original(node);
    return checker;
  };
  let after: WatchHost['afterProgramCreate'];
  // tslab sets this field to be told of each new program; a checker is made only when it is asked for.
  Object.defineProperty(host, 'afterProgramCreate', {
    get: () => after,
    set: (listener: (program: BuilderProgram) => void) => {
      after = (builder) => {
        const program = builder.getProgram();
        const { getTypeChecker } = program;
        program.getTypeChecker = () => patch(getTypeChecker());
        listener(builder);
      };
    },
  });
  return host;
}
