import type ts from 'typescript';
import { SleepingTable } from './sleeping-table.js';

/** What TypeScript's binder writes into nodes, and its declarations leave out. */
interface Bound {
  symbol?: ts.Symbol | undefined;
  locals?: ts.SymbolTable | undefined;
  nextContainer?: ts.Node | undefined;
}

/** A declaration file as the parser, the program and the binder have left it. */
interface BoundFile extends ts.SourceFile, Bound {
  imports?: readonly ts.StringLiteralLike[];
  externalModuleIndicator?: ts.Node | true | undefined;
  identifiers?: ReadonlyMap<string, string>;
  classifiableNames?: ReadonlySet<string> | undefined;
  lineMap?: readonly number[] | undefined;
}

type BoundModule = (BoundFile | ts.ModuleDeclaration) & Bound;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A smaller module takes no more memory than what is kept of it as it sleeps. */
const MIN_LENGTH = 1_000;
const NO_IDENTIFIERS: ReadonlyMap<string, string> = new Map();

/**
 * Lets go of what is only read while a file is parsed or emitted, and of what can be read again: its text, for
 * one, of which a long name is a part to V8 until it is made a name of its own.
 */
export function slimDown(file: ts.SourceFile, typescript: typeof ts): void {
  const bound = file as BoundFile;
  bound.identifiers = NO_IDENTIFIERS;
  bound.classifiableNames = undefined;
  bound.lineMap = undefined;
  const names: Record<string, true> = Object.create(null);
  for (const { text } of bound.imports ?? []) names[text] = true;
  visitAwake(file, typescript, (node) => {
    // The binder has chained all nodes that have names of their own, and nobody follows the chain.
    if (node.nextContainer) node.nextContainer = undefined;
    const { escapedText, text } = node as { escapedText?: string; text?: string };
    if (escapedText !== undefined) names[escapedText] = true;
    else if (text !== undefined && node !== file) names[text] = true;
  });
  defineLazily(bound, 'text', () => typescript.sys.readFile(file.fileName) ?? '');
}

function visitAwake(node: ts.Node, typescript: typeof ts, visit: (node: ts.Node & Bound) => void): void {
  visit(node);
  const content = typescript.isSourceFile(node) ? 'statements' : 'body';
  if (Object.getOwnPropertyDescriptor(node, content)?.get) return;
  typescript.forEachChild(node, (child) => visitAwake(child, typescript, visit));
}

/**
 * Lets go of the syntax trees and symbols of the modules in a bound declaration file until a checker asks for
 * one of their names or nodes: then the file is parsed again. What each program looks at stays: that there is
 * such a module, what the file imports, and what it declares globally.
 *
 * @param parse parses the file again, as it was parsed before, and binds it
 */
export function putToSleep(file: ts.SourceFile, typescript: typeof ts, parse: () => ts.SourceFile): void {
  const modules = modulesToSleep(file, typescript);
  let isAsleep = modules.length > 0;
  const sleepers: ((fresh: ts.SourceFile) => void)[] = [];
  const wake = () => {
    if (!isAsleep) return;
    isAsleep = false;
    const fresh = parse();
    for (const wakeUp of sleepers) wakeUp(fresh);
  };
  cutImports(file, modules, typescript);
  for (const module of modules) {
    const find = locate(module, file, typescript);
    const locals = new SleepingTable(wake);
    module.locals = locals;
    const exports = asleep(module.symbol?.exports) ?? new SleepingTable(wake);
    if (module.symbol) module.symbol.exports = exports;
    const takeContent = sleepContent(module, wake, typescript);
    sleepers.push((fresh) => {
      const awake = find(fresh);
      takeContent(awake);
      locals.fill(awake?.locals);
      for (const [, symbol] of awake?.symbol?.exports ?? []) adopt(symbol, awake, module);
      exports.fill(awake?.symbol?.exports);
    });
  }
}

/** Of several declarations of one module, the first has put their names to sleep. */
function asleep(table: ts.SymbolTable | undefined): SleepingTable | undefined {
  return table instanceof SleepingTable ? table : undefined;
}

/** An export knows the module that it is in. */
function adopt(
  symbol: ts.Symbol & { parent?: ts.Symbol | undefined },
  from: BoundModule | undefined,
  to: BoundModule,
): void {
  if (symbol.parent === from?.symbol) symbol.parent = to.symbol;
}

/**
 * A module whose file declares nothing for others sleeps: the file itself, or an ambient module in it. Names
 * in `global` and additions to other modules belong to all from the start.
 */
function modulesToSleep(file: BoundFile, typescript: typeof ts): BoundModule[] {
  if (file.end < MIN_LENGTH) return [];
  const addsToOthers = (statement: ts.Statement) =>
    typescript.isNamespaceExportDeclaration(statement) || isQuotedOrGlobal(statement, typescript);
  if (typescript.isExternalModule(file)) return file.statements.some(addsToOthers) ? [] : [file];
  const modules: (ts.ModuleDeclaration & Bound)[] = file.statements.filter((statement) =>
    isQuotedOrGlobal(statement, typescript),
  );
  const staysAwake = ({ body, pos, end }: ts.ModuleDeclaration) =>
    !body || !typescript.isModuleBlock(body) || end - pos < MIN_LENGTH || body.statements.some(addsToOthers);
  const awake = new Set(modules.filter(staysAwake).map(({ symbol }) => symbol));
  return modules.filter(({ symbol }) => !awake.has(symbol));
}

function isQuotedOrGlobal(node: ts.Node, typescript: typeof ts): node is ts.ModuleDeclaration {
  return (
    typescript.isModuleDeclaration(node) &&
    (typescript.isStringLiteral(node.name) || (node.flags & typescript.NodeFlags.GlobalAugmentation) !== 0)
  );
}

/** How to find a module in the file when it is parsed again; it may have been changed or deleted since. */
function locate(
  module: BoundModule,
  file: ts.SourceFile,
  typescript: typeof ts,
): (fresh: ts.SourceFile) => BoundModule | undefined {
  if (typescript.isSourceFile(module)) return (fresh) => fresh;
  const { text } = module.name;
  const isSame = (node: ts.Node): node is ts.ModuleDeclaration =>
    isQuotedOrGlobal(node, typescript) && node.name.text === text;
  const index = file.statements.filter(isSame).indexOf(module);
  return (fresh) => fresh.statements.filter(isSame)[index];
}

/** Has a module's nodes come back when they are asked for, or when it is given those of the file parsed again. */
function sleepContent(
  module: BoundModule,
  wake: () => void,
  typescript: typeof ts,
): (fresh: BoundModule | undefined) => void {
  let content: unknown;
  const ask = () => {
    wake();
    return content;
  };
  if (typescript.isSourceFile(module)) {
    module.externalModuleIndicator = true;
    const define = defineLazily(module, 'statements', ask);
    return (fresh) => {
      const statements = fresh && typescript.isSourceFile(fresh) ? fresh.statements : undefined;
      content = statements ?? typescript.factory.createNodeArray();
      for (const statement of statements ?? []) (statement as Writable<ts.Node>).parent = module;
      define(content);
    };
  }
  const define = defineLazily(module, 'body', ask);
  return (fresh) => {
    content = fresh && !typescript.isSourceFile(fresh) ? fresh.body : undefined;
    if (content) (content as Writable<ts.Node>).parent = module;
    define(content);
  };
}

/** A property that is made when it is first read; the function that is given back sets it before. */
function defineLazily(target: object, name: string, make: () => unknown): (value: unknown) => void {
  const settings = { configurable: true, enumerable: true };
  const define = (value: unknown) => {
    Object.defineProperty(target, name, { ...settings, writable: true, value });
  };
  const get = () => {
    const value = make();
    define(value);
    return value;
  };
  Object.defineProperty(target, name, { ...settings, get, set: define });
  return define;
}

/** A program goes on reading what a file imports; the syntax tree around must not stay for it. */
function cutImports(file: BoundFile, modules: readonly BoundModule[], typescript: typeof ts): void {
  const sleeping = new Set<ts.Node>(modules);
  for (const literal of file.imports ?? []) {
    const ancestors = ancestorsOf(literal);
    if (!ancestors.some((node) => sleeping.has(node))) continue;
    const statement = ancestors.find(
      (node) =>
        typescript.isImportDeclaration(node) ||
        typescript.isExportDeclaration(node) ||
        typescript.isImportEqualsDeclaration(node) ||
        typescript.isImportTypeNode(node),
    ) as (Writable<ts.Node> & Bound) | undefined;
    if (!statement) continue;
    statement.parent = file;
    statement.symbol = undefined;
    // Whether only types are imported remains.
    cut(statement, ['exportClause', 'qualifier', 'typeArguments']);
    if (typescript.isImportDeclaration(statement as ts.Node)) {
      cut((statement as ts.ImportDeclaration).importClause, ['name', 'namedBindings', 'symbol']);
    }
  }
}

function cut(node: object | undefined, names: readonly string[]): void {
  for (const name of names) if (node && name in node) Reflect.set(node, name, undefined);
}

function ancestorsOf(node: ts.Node): ts.Node[] {
  const ancestors: ts.Node[] = [];
  for (let each = node.parent; each; each = each.parent) ancestors.push(each);
  return ancestors;
}
