/**
 * The only file that touches tslab's internals (1.0.22, pinned exactly, as none of this is its public API).
 */
import { createRequire } from 'node:module';
import type { Converter, IsCompleteResult } from 'tslab/dist/converter.js';
import type { Executor } from 'tslab/dist/executor.js';
import type { Completeness } from '../compiler/completeness.js';
import { giveToTslab, loadTslabCompiler, type TslabCompiler } from '../compiler/tslab-compiler.js';
import type { ScriptMaps } from './source-maps.js';

export type { CompletionInfo, Converter, ConvertResult, Diagnostic } from 'tslab/dist/converter.js';
export type { Executor } from 'tslab/dist/executor.js';

/** What tslab's `display` hands over; `display_id` is there for `newDisplay()` only. */
export interface TslabDisplayData {
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly transient: { readonly display_id?: string };
}

export type QuickInfo = ReturnType<Converter['inspect']>;

/** tslab's compiler and executor for one working directory. */
export interface Tslab {
  readonly converter: Converter;
  createExecutor(
    converter: Converter,
    console: { log(value: unknown): void; error(...values: unknown[]): void },
  ): Executor;
  isCompleteCode(code: string): IsCompleteResult;
  checkCompleteness(code: string): Completeness;
  printQuickInfo(info: QuickInfo): string;
  /** Redirects `display` and `newDisplay` of `import … from 'tslab'`. */
  onDisplay(show: (data: TslabDisplayData, update: boolean) => void): void;
  /** Whether a cell has to run in an async function. */
  awaitsAtTopLevel(code: string): boolean;
  /** The source maps of a script that the converter gave out, once. */
  takeSourceMaps(javascript: string): ScriptMaps | undefined;
}

/**
 * Loads tslab and creates its converter for the current working directory.
 *
 * @param compiler comes from a start-up snapshot; loading it from the disk takes half a second.
 */
export function loadTslab(compiler: TslabCompiler = loadTslabCompiler()): Tslab {
  const require = createRequire(import.meta.url);
  giveToTslab(compiler.typescript);
  const executor = require('tslab/dist/executor.js');
  const jupyter = require('tslab/dist/jupyter.js');
  return {
    converter: compiler.createConverter(),
    createExecutor: (cells, console) =>
      executor.createExecutor(process.cwd(), { node: cells, browser: cells, close: cells.close }, console),
    isCompleteCode: compiler.isCompleteCode,
    checkCompleteness: compiler.checkCompleteness,
    printQuickInfo: compiler.printQuickInfo,
    onDisplay(show) {
      jupyter.lastWriteDisplayData = show;
    },
    takeSourceMaps: compiler.takeSourceMaps,
    awaitsAtTopLevel: compiler.awaitsAtTopLevel,
  };
}
