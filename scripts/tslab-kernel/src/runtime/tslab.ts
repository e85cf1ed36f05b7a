/**
 * The only file that touches tslab's internals (1.0.22, pinned exactly, as none of this is its public API).
 */
import { createRequire } from 'node:module';
import type { Converter, IsCompleteResult } from 'tslab/dist/converter.js';
import type { Executor } from 'tslab/dist/executor.js';
import {
  resolveShorthandProperties,
  type TransformApi,
  visitShorthandProperties,
} from './shorthand-properties.js';
import { adoptSourceMaps, type CompilerApi, type ScriptMaps } from './source-maps.js';

export type { CompletionInfo, Converter, ConvertResult, Diagnostic } from 'tslab/dist/converter.js';
export type { Executor } from 'tslab/dist/executor.js';

/** What tslab's `display` hands over; `display_id` is there for `newDisplay()` only. */
export interface TslabDisplayData {
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly transient: { readonly display_id?: string };
}

type QuickInfo = ReturnType<Converter['inspect']>;

/** tslab's compiler and executor for one working directory. */
export interface Tslab {
  readonly converter: Converter;
  createExecutor(
    converter: Converter,
    console: { log(value: unknown): void; error(...values: unknown[]): void },
  ): Executor;
  isCompleteCode(code: string): IsCompleteResult;
  printQuickInfo(info: QuickInfo): string;
  /** Redirects `display` and `newDisplay` of `import … from 'tslab'`. */
  onDisplay(show: (data: TslabDisplayData, update: boolean) => void): void;
  /** The source maps of a script that the converter gave out, once. */
  takeSourceMaps(javascript: string): ScriptMaps | undefined;
}

/** Loads tslab and creates its converter for the current working directory (a second of type checking). */
export function loadTslab(): Tslab {
  const require = createRequire(import.meta.url);
  const requireAsTslab = createRequire(require.resolve('tslab/package.json'));
  const takeSourceMaps = loadMendedCompiler(requireAsTslab);
  const { createConverter, isCompleteCode } = require('tslab/dist/converter.js');
  const executor = require('tslab/dist/executor.js');
  const jupyter = require('tslab/dist/jupyter.js');
  const converter: Converter = createConverter({ isJS: false, isBrowser: false });
  return {
    converter,
    createExecutor: (cells, console) =>
      executor.createExecutor(process.cwd(), { node: cells, browser: cells, close: cells.close }, console),
    isCompleteCode,
    printQuickInfo: require('tslab/dist/inspect.js').printQuickInfo,
    onDisplay(show) {
      jupyter.lastWriteDisplayData = show;
    },
    takeSourceMaps,
  };
}

/**
 * tslab reads its compiler's functions as it calls them, so those that need mending are replaced in the
 * module cache before tslab asks for them.
 */
function loadMendedCompiler(requireAsTslab: NodeJS.Require): Tslab['takeSourceMaps'] {
  const id = '@tslab/typescript-for-tslab';
  const compiler: CompilerApi & TransformApi = requireAsTslab(id);
  const { createWatchCompilerHost, transpileModule, take } = adoptSourceMaps(compiler);
  const overrides = {
    transpileModule,
    createWatchCompilerHost: (...args: Parameters<typeof createWatchCompilerHost>) =>
      resolveShorthandProperties(createWatchCompilerHost(...args), compiler),
    visitEachChild: visitShorthandProperties(compiler),
  };
  const cached = requireAsTslab.cache[requireAsTslab.resolve(id)];
  const properties = Object.getOwnPropertyDescriptors(compiler);
  if (cached) cached.exports = Object.create(null, { ...properties, ...describe(overrides) });
  return take;
}

function describe(values: object): PropertyDescriptorMap {
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, { value, enumerable: true, writable: true }]),
  );
}
