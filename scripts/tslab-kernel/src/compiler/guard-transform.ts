/**
 * Puts guards into the code of cells, so that an interrupt can end it from within: `finally` blocks run and
 * Node's bookkeeping of asynchronous contexts stays whole, which it does not where V8 breaks a script off.
 *
 * | In the code | What is added |
 * | --- | --- |
 * | a loop's body, a function that calls others | a look at one number, and `check()` where it is not 0 |
 * | `await x` | `resume(sweep, await x)`, with the number of interrupts when the wait began |
 * | the body of `for await` | `resume(sweep)`, with the number of interrupts when the loop began |
 * | a loop that awaits | `check(sweep)`, with the number of interrupts when its function began |
 */
import type ts from 'typescript';

/** The names under which the code of cells finds the guards; see guards.ts. */
export const GUARD_NAMES = {
  words: '__tslab_words__',
  check: '__tslab_check__',
  resume: '__tslab_resume__',
  run: '__tslab_run__',
} as const;

/** Indices into the words. */
const STOP = 0;
const SWEEP = 1;

type Typescript = typeof ts;

/** The function, or the whole script, whose own code is being visited. */
interface Scope {
  /** Holds the number of interrupts when the function began. */
  readonly started: ts.Identifier;
  /** The same for each of its `for await` loops. */
  readonly loops: ts.Identifier[];
  readonly yieldAwaits: boolean;
  /** Awaits seen so far. */
  awaits: number;
  /** Calls seen so far: without any, a function returns soon. */
  calls: number;
}

type FunctionWithBody = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

/** The transformation, for `transformers.before` of `ts.transpileModule`. */
export function createGuardTransformer(compiler: Typescript): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const guards = new GuardWriter(compiler, context.factory);
    return new Visitor(compiler, context, guards).visitFile(file);
  };
}

/** Makes the nodes that are added. */
class GuardWriter {
  constructor(
    private readonly compiler: Typescript,
    private readonly factory: ts.NodeFactory,
  ) {}

  /** `words[STOP] !== 0` */
  #mustStop(): ts.Expression {
    return this.factory.createStrictInequality(this.#word(STOP), this.factory.createNumericLiteral(0));
  }

  /** `words[STOP] !== 0 || words[SWEEP] !== started` */
  #mustStopOrBeganEarlier(started: ts.Identifier): ts.Expression {
    const beganEarlier = this.factory.createStrictInequality(this.#word(SWEEP), started);
    return this.factory.createLogicalOr(this.#mustStop(), beganEarlier);
  }

  #word(index: number): ts.Expression {
    return this.factory.createElementAccessExpression(this.#name('words'), index);
  }

  #name(name: keyof typeof GUARD_NAMES): ts.Identifier {
    return this.factory.createIdentifier(GUARD_NAMES[name]);
  }

  #call(name: 'check' | 'resume', ...args: ts.Expression[]): ts.Expression {
    return this.factory.createCallExpression(this.#name(name), undefined, args);
  }

  check(): ts.Statement {
    const call = this.factory.createExpressionStatement(this.#call('check'));
    return this.factory.createIfStatement(this.#mustStop(), call);
  }

  checkSince(started: ts.Identifier): ts.Statement {
    const call = this.factory.createExpressionStatement(this.#call('check', started));
    return this.factory.createIfStatement(this.#mustStopOrBeganEarlier(started), call);
  }

  /** `(words[STOP] !== 0 && check(), expression)` */
  checkBefore(expression: ts.Expression): ts.Expression {
    const check = this.factory.createLogicalAnd(this.#mustStop(), this.#call('check'));
    return this.factory.createParenthesizedExpression(this.factory.createComma(check, expression));
  }

  resume(awaited: ts.Expression): ts.Expression {
    return this.#call('resume', this.#word(SWEEP), awaited);
  }

  resumeLoop(loop: ts.Identifier): ts.Statement {
    return this.factory.createExpressionStatement(this.#call('resume', loop));
  }

  /** `(loop = words[SWEEP], expression)` */
  beginLoop(loop: ts.Identifier, expression: ts.Expression): ts.Expression {
    const begin = this.factory.createAssignment(loop, this.#word(SWEEP));
    return this.factory.createParenthesizedExpression(this.factory.createComma(begin, expression));
  }

  /** `let started = words[SWEEP], loop;` */
  start({ started, loops }: Scope): ts.Statement {
    const declare = (name: ts.Identifier, value?: ts.Expression) =>
      this.factory.createVariableDeclaration(name, undefined, undefined, value);
    const declarations = [declare(started, this.#word(SWEEP)), ...loops.map((loop) => declare(loop))];
    return this.factory.createVariableStatement(
      undefined,
      this.factory.createVariableDeclarationList(declarations, this.compiler.NodeFlags.Let),
    );
  }
}

class Visitor {
  #scope: Scope;

  constructor(
    private readonly compiler: Typescript,
    private readonly context: ts.TransformationContext,
    private readonly guards: GuardWriter,
  ) {
    this.#scope = this.#createScope(false);
  }

  visitFile(file: ts.SourceFile): ts.SourceFile {
    const visited = this.compiler.visitEachChild(file, this.#visit, this.context);
    if (this.#scope.awaits === 0) return visited;
    const statements = this.#afterPrologue(visited.statements, [this.guards.start(this.#scope)]);
    return this.context.factory.updateSourceFile(visited, statements);
  }

  #createScope(yieldAwaits: boolean): Scope {
    const started = this.context.factory.createUniqueName('started');
    return { started, loops: [], yieldAwaits, awaits: 0, calls: 0 };
  }

  readonly #visit = (node: ts.Node): ts.Node => {
    const { compiler } = this;
    if (compiler.isFunctionLike(node) && 'body' in node && node.body) {
      return this.#visitFunction(node as FunctionWithBody);
    }
    if (compiler.isIterationStatement(node, false)) return this.#visitLoop(node);
    if (compiler.isAwaitExpression(node)) {
      this.#scope.awaits += 1;
      return this.guards.resume(this.#visitChildren(node));
    }
    if (compiler.isYieldExpression(node) && this.#scope.yieldAwaits) this.#scope.awaits += 1;
    if (compiler.isCallOrNewExpression(node) || compiler.isTaggedTemplateExpression(node)) {
      this.#scope.calls += 1;
    }
    return this.#visitChildren(node);
  };

  #visitChildren<Node extends ts.Node>(node: Node): Node {
    return this.compiler.visitEachChild(node, this.#visit, this.context);
  }

  #visitFunction(node: FunctionWithBody): ts.Node {
    const outer = this.#scope;
    const flags = this.compiler.getCombinedModifierFlags(node);
    const isAsync = (flags & this.compiler.ModifierFlags.Async) !== 0;
    this.#scope = this.#createScope(isAsync && node.asteriskToken !== undefined);
    const visited = this.#visitChildren(node);
    const scope = this.#scope;
    this.#scope = outer;
    return this.#guardFunction(visited, scope);
  }

  #guardFunction(node: FunctionWithBody, scope: Scope): ts.Node {
    const { compiler } = this;
    const { awaits, calls } = scope;
    if (awaits === 0 && calls === 0) return node;
    const { factory } = this.context;
    const added = [...(awaits > 0 ? [this.guards.start(scope)] : []), this.guards.check()];
    if (!compiler.isBlock(node.body)) {
      const body =
        awaits > 0
          ? factory.createBlock([...added, factory.createReturnStatement(node.body)])
          : this.guards.checkBefore(node.body);
      return this.#replaceChild(node, node.body, body);
    }
    const statements = this.#afterPrologue(node.body.statements, added);
    return this.#replaceChild(node, node.body, factory.updateBlock(node.body, statements));
  }

  #visitLoop(node: ts.IterationStatement): ts.Node {
    if (this.compiler.isForOfStatement(node) && node.awaitModifier) return this.#visitForAwait(node);
    const awaitsBefore = this.#scope.awaits;
    const visited = this.#visitChildren(node);
    const awaits = this.#scope.awaits > awaitsBefore;
    const check = awaits ? this.guards.checkSince(this.#scope.started) : this.guards.check();
    return this.#replaceChild(visited, visited.statement, this.#prepend(check, visited.statement));
  }

  #visitForAwait(node: ts.ForOfStatement): ts.Node {
    const loop = this.context.factory.createUniqueName('loop');
    this.#scope.loops.push(loop);
    this.#scope.awaits += 1;
    const visited = this.#visitChildren(node);
    const body = this.#prepend(this.guards.resumeLoop(loop), visited.statement);
    const begun = this.#replaceChild(visited, visited.statement, body);
    return this.#replaceChild(begun, visited.expression, this.guards.beginLoop(loop, visited.expression));
  }

  #prepend(first: ts.Statement, body: ts.Statement): ts.Block {
    const { factory } = this.context;
    return this.compiler.isBlock(body)
      ? factory.updateBlock(body, [first, ...body.statements])
      : factory.createBlock([first, body]);
  }

  #replaceChild<Parent extends ts.Node>(parent: Parent, child: ts.Node, replacement: ts.Node): Parent {
    const replace = (each: ts.Node) => (each === child ? replacement : each);
    return this.compiler.visitEachChild(parent, replace, this.context);
  }

  /** `'use strict'` must stay the first statement. */
  #afterPrologue(statements: ts.NodeArray<ts.Statement>, added: readonly ts.Statement[]): ts.Statement[] {
    const isDirective = (statement: ts.Statement) =>
      this.compiler.isExpressionStatement(statement) && this.compiler.isStringLiteral(statement.expression);
    const first = statements.findIndex((statement) => !isDirective(statement));
    const end = first < 0 ? statements.length : first;
    return [...statements.slice(0, end), ...added, ...statements.slice(end)];
  }
}
