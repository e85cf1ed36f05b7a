import type { CompletionInfo, Converter, ConvertResult, IsCompleteResult } from 'tslab/dist/converter.js';
import type { CodeMetadata } from 'tslab/dist/metadata.js';
import type { Completeness } from './completeness.js';
import { type Explanation, explain, type QuickInfo } from './explanation.js';
import type { ScriptMaps } from './source-maps.js';
import type { Compiler } from './typescript.js';

export type { Diagnostic } from 'tslab/dist/converter.js';

/** A cell, compiled. */
export interface CompiledCell {
  /** What tslab knows of a cell from its comments: that it is a module, for one. */
  readonly metadata: CodeMetadata;
  /** What tslab's executor takes. */
  readonly result: ConvertResult;
  readonly maps: ScriptMaps | undefined;
  /** The maps of the scripts in `result.sideOutputs`, in their order. */
  readonly sideMaps: readonly (ScriptMaps | undefined)[];
}

/** What may stand at a place in a cell. */
export interface Completions {
  /** What a candidate replaces: from this offset … */
  readonly start: number;
  /** … to this one. */
  readonly end: number;
  readonly candidates: readonly { readonly text: string; readonly kind: string }[];
}

/** Whether a cell can be run as it is, and with what indentation its next line begins. */
export interface CellState {
  readonly status: Completeness;
  readonly indent: string;
}

/**
 * The compiler of cells: what it is given and gives is plain data, as it works in a process of its own.
 * Offsets count UTF-16 units; `declarations` are those of the cells before.
 */
export interface CellCompiler {
  compile(declarations: string, code: string): CompiledCell;
  complete(declarations: string, code: string, offset: number): Completions;
  explain(declarations: string, code: string, offset: number): Explanation | undefined;
  check(code: string): CellState;
}

/** The functions of tslab's modules that make a {@link CellCompiler}. */
export interface TslabModules {
  readonly createConverter: (options: { isJS: boolean; isBrowser: boolean }) => Converter;
  readonly isCompleteCode: (code: string) => IsCompleteResult;
  readonly printQuickInfo: (info: QuickInfo) => string;
  readonly getCodeMetadata: (code: string) => CodeMetadata;
}

/** Makes the compiler of the cells of one kernel, for the present working directory. */
export function createCellCompiler(compiler: Compiler, tslab: TslabModules): CellCompiler {
  const converter = tslab.createConverter({ isJS: false, isBrowser: false });
  return {
    compile(declarations, code) {
      const metadata = tslab.getCodeMetadata(code);
      if (metadata.module !== undefined) {
        const diagnostics = converter.addModule(metadata.module, code, metadata);
        return { metadata, result: { diagnostics }, maps: undefined, sideMaps: [] };
      }
      const converted = converter.convert(declarations, code);
      const take = (script: string | undefined) =>
        script === undefined ? undefined : compiler.takeSourceMaps(script);
      return {
        metadata,
        result: { ...converted, hasToplevelAwait: compiler.awaitsAtTopLevel(code) },
        maps: take(converted.output),
        sideMaps: (converted.sideOutputs ?? []).map(({ data }) => take(data)),
      };
    },
    complete: (declarations, code, offset) =>
      describeCompletions(converter.complete(declarations, code, offset)),
    explain(declarations, code, offset) {
      const info = converter.inspect(declarations, code, offset) as QuickInfo | undefined;
      return info && explain(info, tslab.printQuickInfo);
    },
    check: (code) => ({
      status: compiler.checkCompleteness(code),
      indent: tslab.isCompleteCode(code).indent ?? indentOfLastLine(code),
    }),
  };
}

function describeCompletions({ start, end, candidates, original }: CompletionInfo): Completions {
  const kinds = new Map(original?.entries.map(({ name, kind }) => [name, String(kind)]));
  return { start, end, candidates: candidates.map((text) => ({ text, kind: kinds.get(text) ?? 'text' })) };
}

function indentOfLastLine(code: string): string {
  return /[ \t]*(?=[^\n]*$)/.exec(code.slice(code.lastIndexOf('\n') + 1))?.[0] ?? '';
}
