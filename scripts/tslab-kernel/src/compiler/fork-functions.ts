/**
 * tslab was written for a fork of TypeScript that exports a few functions more. Here they are, made of what
 * TypeScript 6 exports, so that tslab runs on the current compiler.
 */
import { posix } from 'node:path';
import type ts from 'typescript';
import type { DeclarationCache } from './declaration-cache.js';
import { documentSymbol } from './documentation.js';

/** What TypeScript exports at run time and leaves out of its declarations, as far as it is called here. */
export interface UndeclaredApi {
  readonly nullTransformationContext: ts.TransformationContext;
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      container: ts.Node | undefined,
      node: ts.Node,
    ): SymbolDescription;
    getSymbolModifiers(checker: ts.TypeChecker, symbol: ts.Symbol): string;
  };
  readonly Completions: { getCompletionsAtPosition(...args: unknown[]): ts.CompletionInfo | undefined };
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  getContainerNode(node: ts.Node): ts.Node | undefined;
  typeToDisplayParts(
    checker: ts.TypeChecker,
    type: ts.Type,
    container: ts.Node | undefined,
  ): ts.SymbolDisplayPart[];
  getPropertySymbolsFromContextualType(
    node: ts.Node,
    checker: ts.TypeChecker,
    contextualType: ts.Type,
    unionSymbolOk: boolean,
  ): readonly ts.Symbol[];
  getContainingObjectLiteralElement(node: ts.Node): ts.Node | undefined;
}

interface SymbolDescription {
  readonly symbolKind: ts.ScriptElementKind;
  readonly displayParts: ts.SymbolDisplayPart[];
  readonly documentation: ts.SymbolDisplayPart[];
  readonly tags?: ts.JSDocTagInfo[];
}

export type TypeScript = typeof ts & UndeclaredApi;

/** The functions that tslab's fork has beyond `typescript`, under the fork's names. */
export function createForkFunctions(typescript: TypeScript, declarations: DeclarationCache) {
  const document = (symbol: ts.Symbol, checker: ts.TypeChecker) =>
    documentSymbol(symbol, checker, typescript, declarations);
  return {
    getDefaultTypeRoots: (folder: string, host: { directoryExists(path: string): boolean }) =>
      foldersUpwards(folder)
        .map((each) => posix.join(each, 'node_modules', '@types'))
        .filter(host.directoryExists),
    getNullTransformationContext: () => typescript.nullTransformationContext,
    getPreEmitDiagnosticsOfFiles: (program: ts.Program, files: readonly ts.SourceFile[]) =>
      typescript.sortAndDeduplicateDiagnostics([
        ...program.getOptionsDiagnostics(),
        ...program.getGlobalDiagnostics(),
        ...files.flatMap((file) => diagnoseFile(program, file)),
      ]),
    getQuickInfoAtPosition: (
      file: ts.SourceFile,
      checker: ts.TypeChecker,
      _cancellation: unknown,
      position: number,
    ) => describePosition(typescript, file, checker, position, document),
    Completions: {
      ...typescript.Completions,
      getCompletionsAtPositionForTslab: (...args: unknown[]) =>
        typescript.Completions.getCompletionsAtPosition(...args),
    },
  };
}

/** `/a/b`, `/a` and `/`, as TypeScript writes them: with forward slashes. */
function foldersUpwards(folder: string): string[] {
  const folders = [folder];
  for (let parent = posix.dirname(folder); parent !== folders.at(-1); parent = posix.dirname(parent)) {
    folders.push(parent);
  }
  return folders;
}

function diagnoseFile(program: ts.Program, file: ts.SourceFile): ts.Diagnostic[] {
  return [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
    ...program.getDeclarationDiagnostics(file),
  ];
}

/** What an editor shows for the name at a position (`getQuickInfoAtPosition` of a language service). */
function describePosition(
  typescript: TypeScript,
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  position: number,
  document: (symbol: ts.Symbol, checker: ts.TypeChecker) => void,
): ts.QuickInfo | undefined {
  const touched = typescript.getTouchingPropertyName(file, position);
  if (touched === file) return undefined;
  const isNew = typescript.isNewExpression(touched.parent) && touched.pos === touched.parent.pos;
  const node = isNew ? touched.parent.expression : touched;
  const textSpan = { start: node.getStart(file), length: node.getEnd() - node.getStart(file) };
  const container = typescript.getContainerNode(node);
  const symbol = symbolOf(typescript, node, checker);
  if (symbol) {
    document(symbol, checker);
    const { symbolKind, displayParts, documentation, tags } =
      typescript.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
        checker,
        symbol,
        file,
        container,
        node,
      );
    const kindModifiers = typescript.SymbolDisplay.getSymbolModifiers(checker, symbol);
    return { kind: symbolKind, kindModifiers, textSpan, displayParts, documentation, tags };
  }
  if (!typescript.isExpression(node) || typescript.isIdentifier(node)) return undefined;
  const type = checker.getTypeAtLocation(node);
  if (type.symbol) document(type.symbol, checker);
  return {
    kind: typescript.ScriptElementKind.unknown,
    kindModifiers: '',
    textSpan,
    displayParts: typescript.typeToDisplayParts(checker, type, container),
    documentation: type.symbol?.getDocumentationComment(checker),
    tags: type.symbol?.getJsDocTags(checker),
  };
}

/** The property that an object literal must have here says more than the one that it has. */
function symbolOf(typescript: TypeScript, node: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  const element = typescript.getContainingObjectLiteralElement(node);
  if (element && typescript.isObjectLiteralExpression(element.parent)) {
    const expected = checker.getContextualType(element.parent);
    const properties =
      expected && typescript.getPropertySymbolsFromContextualType(element, checker, expected, false);
    if (properties?.length === 1) return properties[0];
  }
  return checker.getSymbolAtLocation(node);
}
