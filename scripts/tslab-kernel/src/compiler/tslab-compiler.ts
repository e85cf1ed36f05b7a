import Module, { createRequire } from 'node:module';
import type { Converter, IsCompleteResult } from 'tslab/dist/converter.js';
import type { ScriptMaps } from '../runtime/source-maps.js';
import type { Completeness } from './completeness.js';
import { DeclarationCache } from './declaration-cache.js';
import type { TypeScript } from './fork-functions.js';
import { createCompiler } from './typescript.js';

/** tslab's compiler: all that has to do with types, and nothing that runs. A start-up snapshot holds one. */
export interface TslabCompiler {
  /** What tslab's other modules get where they ask for TypeScript. */
  readonly typescript: object;
  readonly declarations: DeclarationCache;
  /** Makes the compiler of cells for the present working directory. */
  createConverter(): Converter;
  isCompleteCode(code: string): IsCompleteResult;
  printQuickInfo(info: ReturnType<Converter['inspect']>): string;
  awaitsAtTopLevel(code: string): boolean;
  checkCompleteness(code: string): Completeness;
  /** The source maps of a script that the converter gave out, once. */
  takeSourceMaps(javascript: string): ScriptMaps | undefined;
}

/** The modules of tslab that make a {@link TslabCompiler}. */
export interface TslabModules {
  readonly createConverter: (options: { isJS: boolean; isBrowser: boolean }) => Converter;
  readonly isCompleteCode: TslabCompiler['isCompleteCode'];
  readonly printQuickInfo: TslabCompiler['printQuickInfo'];
}

/** The name under which tslab knows its compiler. */
export const TYPESCRIPT_OF_TSLAB = '@tslab/typescript-for-tslab';

/** Loads the compiler from the disk, which takes half a second. */
export function loadTslabCompiler(): TslabCompiler {
  const require = createRequire(import.meta.url);
  const declarations = new DeclarationCache();
  const compiler = createCompiler(require('typescript') as TypeScript, declarations);
  giveToTslab(compiler.module);
  const { createConverter, isCompleteCode } = require('tslab/dist/converter.js');
  const { printQuickInfo } = require('tslab/dist/inspect.js');
  return assembleCompiler(compiler, declarations, { createConverter, isCompleteCode, printQuickInfo });
}

/** Puts the parts together. */
export function assembleCompiler(
  compiler: ReturnType<typeof createCompiler>,
  declarations: DeclarationCache,
  { createConverter, isCompleteCode, printQuickInfo }: TslabModules,
): TslabCompiler {
  return {
    typescript: compiler.module,
    declarations,
    createConverter: () => createConverter({ isJS: false, isBrowser: false }),
    isCompleteCode,
    printQuickInfo,
    takeSourceMaps: compiler.takeSourceMaps,
    awaitsAtTopLevel: compiler.awaitsAtTopLevel,
    checkCompleteness: compiler.checkCompleteness,
  };
}

/** Answers the `require` of tslab's modules for its compiler, by Node's module cache. */
export function giveToTslab(typescript: object): void {
  const require = createRequire(import.meta.url);
  const requireAsTslab = createRequire(require.resolve('tslab/package.json'));
  const file = requireAsTslab.resolve(TYPESCRIPT_OF_TSLAB);
  const module = new Module(file);
  module.exports = typescript;
  module.loaded = true;
  requireAsTslab.cache[file] = module;
}
