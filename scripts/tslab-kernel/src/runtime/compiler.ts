import type { Scripts } from './scripts.js';
import type { Converter, ConvertResult, Diagnostic, Tslab } from './tslab.js';

/** What the compiler found out about the cell that was compiled last. */
export interface Compilation {
  readonly diagnostics: readonly Diagnostic[];
  /** The variable that holds the value of the last expression, where there is one. */
  readonly resultVariable: string | undefined;
  /** The declarations of all cells so far, this one included. */
  readonly declarations: string | undefined;
}

/**
 * tslab's converter, told which cell it compiles. The executor calls it; it names each script after its
 * cell, keeps the source maps, and says what it found, of which tslab would only print a part.
 *
 * The declarations of earlier cells are kept here and not by tslab's executor, which forgets those of a
 * cell that throws although its variables live on.
 */
export class Compiler implements Converter {
  readonly #converter: Converter;
  #declarations = '';
  #label = '';
  #last: Compilation | undefined;

  constructor(
    private readonly tslab: Tslab,
    private readonly scripts: Scripts,
  ) {
    this.#converter = tslab.converter;
  }

  /** Names the cell that is compiled next. */
  begin(label: string): void {
    this.#label = label;
    this.#last = undefined;
  }

  get last(): Compilation | undefined {
    return this.#last;
  }

  /** Makes the declarations of the cell compiled last visible to the cells that follow. */
  keepDeclarations(): void {
    this.#declarations = this.#last?.declarations ?? this.#declarations;
  }

  convert(_previous: string, code: string): ConvertResult {
    const result = this.#converter.convert(this.#declarations, code);
    this.#last = {
      diagnostics: result.diagnostics,
      resultVariable: result.lastExpressionVar,
      declarations: result.diagnostics.length === 0 ? (result.declOutput ?? '') : undefined,
    };
    for (const file of result.sideOutputs ?? []) {
      this.scripts.addFile(file.path, this.tslab.takeSourceMaps(file.data));
    }
    if (result.output === undefined) return result;
    const maps = this.tslab.takeSourceMaps(result.output);
    const hasToplevelAwait = this.tslab.awaitsAtTopLevel(code);
    const output = this.scripts.addCell({
      label: this.#label,
      code,
      javascript: result.output,
      isAsync: hasToplevelAwait,
      maps,
    });
    return { ...result, output, hasToplevelAwait };
  }

  addModule(...args: Parameters<Converter['addModule']>): Diagnostic[] {
    const diagnostics = this.#converter.addModule(...args);
    this.#last = { diagnostics, resultVariable: undefined, declarations: undefined };
    return diagnostics;
  }

  inspect(_previous: string, code: string, position: number): ReturnType<Converter['inspect']> {
    return this.#converter.inspect(this.#declarations, code, position);
  }

  complete(_previous: string, code: string, position: number): ReturnType<Converter['complete']> {
    return this.#converter.complete(this.#declarations, code, position);
  }

  close(): void {
    this.#converter.close();
  }
}
