import type ts from 'typescript';
import { type CellHost, type CellProgram, createCellProgram } from './cell-program.js';
import { type Completeness, checkCompleteness } from './completeness.js';
import type { DeclarationCache } from './declaration-cache.js';
import { createForkFunctions, type TypeScript } from './fork-functions.js';
import { createGuardTransformer } from './guard-transform.js';
import { visitShorthandProperties } from './shorthand-properties.js';
import { adoptSourceMaps, type ScriptMaps } from './source-maps.js';
import { awaitsAtTopLevel } from './top-level-await.js';

/** The compiler that tslab is given, and what it leaves for us. */
export interface Compiler {
  readonly module: object;
  awaitsAtTopLevel(code: string): boolean;
  checkCompleteness(code: string): Completeness;
  /** The source maps of a script that the compiler has written, once. */
  takeSourceMaps(javascript: string): ScriptMaps | undefined;
  /** What its converters compile cells with, in the order in which they were made. */
  readonly programs: readonly CellProgram[];
}

/**
 * What cells are compiled with, beyond what tslab asks for.
 *
 * - Module resolution `bundler` finds what packages export only through `exports`, by the conditions that
 *   hold when Node's `require` loads them.
 * - `strict` and the packages of global types stay as they are in tslab and TypeScript 6: cells are checked
 *   leniently, and see Node's globals only.
 */
function compilerOptions({ ModuleResolutionKind }: typeof ts): ts.CompilerOptions {
  return {
    moduleResolution: ModuleResolutionKind.Bundler,
    customConditions: ['node', 'require'],
    types: ['node'],
    strict: false,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    inlineSourceMap: true,
  };
}

/** Makes of TypeScript 6 the compiler that tslab was written for, with its faults mended. */
export function createCompiler(typescript: TypeScript, declarations: DeclarationCache): Compiler {
  const watchers = new Map<string, ts.FileWatcherCallback>();
  const programs: CellProgram[] = [];
  const { transpileModule, take } = adoptSourceMaps(typescript, {
    before: [createGuardTransformer(typescript)],
  });
  const overrides = {
    // Else tslab's modules make a copy each, of a getter for each of 2,000 names.
    __esModule: true,
    ...createForkFunctions(typescript, declarations),
    sys: lookInsteadOfWatch(typescript.sys, watchers),
    transpileModule,
    visitEachChild: visitShorthandProperties(typescript),
    createWatchCompilerHost: (
      rootFiles: readonly string[],
      options: ts.CompilerOptions,
      sys: ts.System,
    ): CellHost => ({ rootFiles, options: { ...options, ...compilerOptions(typescript) }, sys }),
    createWatchProgram(host: CellHost) {
      const program = createCellProgram(host, { typescript, declarations, watchers });
      programs.push(program);
      return program;
    },
  };
  const properties = Object.getOwnPropertyDescriptors(typescript);
  return {
    module: Object.create(null, { ...properties, ...describe(overrides) }),
    awaitsAtTopLevel: (code) => awaitsAtTopLevel(code, typescript),
    checkCompleteness: (code) => checkCompleteness(code, typescript),
    takeSourceMaps: take,
    programs,
  };
}

/** tslab's view of the system: nothing is watched, and what it would be told of is kept for our program. */
function lookInsteadOfWatch(sys: ts.System, watchers: Map<string, ts.FileWatcherCallback>): ts.System {
  const watchFile: ts.System['watchFile'] = (path, callback) => {
    watchers.set(path, callback);
    return { close: () => watchers.delete(path) };
  };
  // The original remembers the first answer, and a snapshot would freeze it.
  const getCurrentDirectory = () => process.cwd();
  return Object.assign(Object.create(sys), { watchFile, getCurrentDirectory });
}

function describe(values: object): PropertyDescriptorMap {
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, { value, enumerable: true, writable: true }]),
  );
}
