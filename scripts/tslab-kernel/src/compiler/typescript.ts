import type ts from 'typescript';
import { createGuardTransformer } from '../runtime/guard-transform.js';
import { resolveShorthandProperties, visitShorthandProperties } from '../runtime/shorthand-properties.js';
import {
  adoptSourceMaps,
  type CreateWatchHost,
  type ScriptMaps,
  type WatchHost,
} from '../runtime/source-maps.js';
import type { DeclarationCache, SourceFileHost } from './declaration-cache.js';
import { createForkFunctions, type TypeScript } from './fork-functions.js';
import { awaitsAtTopLevel } from './top-level-await.js';

/** The compiler that tslab is given, and what it leaves for us. */
export interface Compiler {
  readonly module: object;
  awaitsAtTopLevel(code: string): boolean;
  /** The source maps of a script that the compiler has written, once. */
  takeSourceMaps(javascript: string): ScriptMaps | undefined;
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
    allowImportingTsExtensions: false,
  };
}

/** Makes of TypeScript 6 the compiler that tslab was written for, with its faults mended. */
export function createCompiler(typescript: TypeScript, declarations: DeclarationCache): Compiler {
  const { createWatchCompilerHost, transpileModule, take } = adoptSourceMaps(typescript, {
    before: [createGuardTransformer(typescript)],
  });
  const createWatchHost: CreateWatchHost = (rootFiles, options, ...rest) => {
    const ours = { ...options, ...compilerOptions(typescript) };
    const host = createWatchCompilerHost(rootFiles, ours, ...rest);
    shareDeclarations(host, declarations, typescript);
    keepToOneTimer(host);
    return resolveShorthandProperties(host, typescript);
  };
  const overrides = {
    ...createForkFunctions(typescript),
    transpileModule,
    createWatchCompilerHost: createWatchHost,
    visitEachChild: visitShorthandProperties(typescript),
  };
  const properties = Object.getOwnPropertyDescriptors(typescript);
  return {
    module: Object.create(null, { ...properties, ...describe(overrides) }),
    awaitsAtTopLevel: (code) => awaitsAtTopLevel(code, typescript),
    takeSourceMaps: take,
  };
}

/** A watch program makes its compiler host itself, and shows it when it makes a program. */
function shareDeclarations(host: WatchHost, declarations: DeclarationCache, typescript: typeof ts): void {
  const { createProgram } = host;
  const adopted = new WeakSet<SourceFileHost>();
  host.createProgram = (rootNames, options, compilerHost, ...rest) => {
    if (compilerHost && !adopted.has(compilerHost)) {
      adopted.add(compilerHost);
      declarations.adopt(compilerHost, typescript);
    }
    return createProgram(rootNames, options, compilerHost, ...rest);
  };
}

/**
 * tslab's stand-in for timers holds one, for the next update. The other one of a watch program would only
 * bring that update sooner, when packages appear on the disk; tslab updates for each cell anyway.
 */
function keepToOneTimer(host: WatchHost): void {
  const { setTimeout, clearTimeout } = host;
  const never = {};
  host.setTimeout = (callback, ms, ...args) =>
    args.includes('timerToInvalidateFailedLookupResolutions') ? never : setTimeout?.(callback, ms, ...args);
  host.clearTimeout = (timer) => {
    if (timer !== never) clearTimeout?.(timer);
  };
}

function describe(values: object): PropertyDescriptorMap {
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, { value, enumerable: true, writable: true }]),
  );
}
