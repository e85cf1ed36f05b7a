import type { CodeMetadata } from 'tslab/dist/metadata.js';
import type { CellState, CompiledCell, Completions } from '../compiler/cell-compiler.js';
import type { Explanation } from '../compiler/explanation.js';
import type { CompilerProcess } from './compiler-process.js';
import type { Scripts } from './scripts.js';
import type { Converter, ConvertResult, Diagnostic } from './tslab.js';

/** What the compiler found out about the cell that was compiled last. */
export interface Compilation {
  readonly diagnostics: readonly Diagnostic[];
  /** The variable that holds the value of the last expression, where there is one. */
  readonly resultVariable: string | undefined;
  /** The declarations of all cells so far, this one included. */
  readonly declarations: string | undefined;
}

/**
 * tslab's converter, as its executor sees it: the cell is compiled before it is executed, in the compiler's
 * process. It names each script after its cell, keeps the source maps, and says what was found, of which
 * tslab would only print a part.
 *
 * The declarations of earlier cells are kept here and not by tslab's executor, which forgets those of a
 * cell that throws although its variables live on.
 */
export class Compiler implements Pick<Converter, 'convert' | 'addModule' | 'close'> {
  #declarations = '';
  #cell: CompiledCell | undefined;
  #result: ConvertResult = { diagnostics: [] };
  #turn = 0;

  constructor(
    private readonly process: CompilerProcess,
    private readonly scripts: Scripts,
  ) {}

  get last(): Compilation | undefined {
    if (!this.#cell) return undefined;
    const { diagnostics, lastExpressionVar, declOutput } = this.#cell.result;
    const isModule = this.#cell.metadata.module !== undefined;
    return {
      diagnostics,
      resultVariable: lastExpressionVar,
      declarations: diagnostics.length > 0 || isModule ? undefined : (declOutput ?? ''),
    };
  }

  /** What tslab knows of the cell from its comments. */
  get metadata(): CodeMetadata {
    return this.#cell?.metadata ?? {};
  }

  /** Forgets the cell before. */
  begin(): void {
    this.#cell = undefined;
    this.#turn += 1;
  }

  /** Compiles the cell that is executed next. */
  async compile(label: string, code: string): Promise<void> {
    const turn = this.#turn;
    const cell = await this.process.request('compile', this.#declarations, code);
    // A cell that was interrupted did not wait.
    if (turn !== this.#turn) return;
    const { result, maps, sideMaps, metadata } = cell;
    if (metadata.module !== undefined) this.process.keepModule(code);
    this.#cell = cell;
    this.#result = result;
    for (const [index, file] of (result.sideOutputs ?? []).entries()) {
      this.scripts.addFile(file.path, sideMaps[index]);
    }
    if (result.output === undefined) return;
    const output = this.scripts.addCell({
      label,
      code,
      javascript: result.output,
      isAsync: result.hasToplevelAwait === true,
      maps,
    });
    this.#result = { ...result, output };
  }

  /** Makes the declarations of the cell compiled last visible to the cells that follow. */
  keepDeclarations(): void {
    this.#declarations = this.last?.declarations ?? this.#declarations;
  }

  convert(): ConvertResult {
    return this.#result;
  }

  addModule(): Diagnostic[] {
    return this.#result.diagnostics;
  }

  complete(code: string, offset: number): Promise<Completions> {
    return this.process.request('complete', this.#declarations, code, offset);
  }

  explain(code: string, offset: number): Promise<Explanation | undefined> {
    return this.process.request('explain', this.#declarations, code, offset);
  }

  check(code: string): Promise<CellState> {
    return this.process.request('check', code);
  }

  close(): void {}
}
