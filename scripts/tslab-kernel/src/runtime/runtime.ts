import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { CellState, Completions } from '../compiler/cell-compiler.js';
import type { Explanation } from '../compiler/explanation.js';
import type { InterruptFlags } from '../interrupt-flags.js';
import type { CellContext, CellContexts } from './cell-context.js';
import { offerSignal } from './cell-signal.js';
import { trackTimers } from './cell-timers.js';
import { reportDiagnostics } from './compile-report.js';
import { Compiler } from './compiler.js';
import type { CompilerProcess } from './compiler-process.js';
import { type ErrorReport, reportThrown, shortenPaths } from './error-report.js';
import { installGuards } from './guards.js';
import { deferInterruptListeners, emitInterrupt, isBrokenScript, reportInterrupt } from './interrupt.js';
import { type MimeBundle, toMimeBundle } from './mime-bundle.js';
import { Run } from './run.js';
import { Scripts } from './scripts.js';
import { installStackTraces } from './stack-traces.js';
import type { Executor, TslabOptions } from './tslab.js';

/** How a cell has ended. */
export type Outcome =
  | { readonly status: 'ok'; readonly result: MimeBundle | undefined }
  | { readonly status: 'error'; readonly error: ErrorReport };

export interface RuntimeOptions {
  readonly flags: InterruptFlags;
  readonly contexts: CellContexts;
  readonly compilerProcess: CompilerProcess;
  /** Shows what cells show with the functions of `import … from 'tslab'`. */
  readonly show: TslabOptions['show'];
}

/** What is known of a name in a cell. */
export interface Inspection extends Explanation {
  /** What it holds now, where it is a variable of an earlier cell. */
  readonly value: string | undefined;
}

/** Compiles and runs cells, one at a time, in one scope. */
export class Runtime {
  readonly #scripts = new Scripts();
  readonly #compiler: Compiler;
  readonly #show: TslabOptions['show'];
  #executor: Executor | undefined;
  #prepared: Promise<Executor> | undefined;
  readonly #flags: InterruptFlags;
  readonly #contexts: CellContexts;
  #run: Run | undefined;

  /** Cells are at home in the current working directory. */
  constructor({ flags, contexts, compilerProcess, show }: RuntimeOptions) {
    this.#flags = flags;
    this.#contexts = contexts;
    installStackTraces(this.#scripts);
    this.#compiler = new Compiler(compilerProcess, this.#scripts);
    this.#show = show;
    installGuards({ flags, contexts, currentRun: () => this.#run });
    trackTimers(contexts);
    offerSignal(contexts);
  }

  /**
   * Loads what only running cells need. The first cell does it where nobody has before, while it is compiled.
   */
  async prepare(): Promise<void> {
    this.#prepared ??= this.#load();
    this.#executor = await this.#prepared;
  }

  async #load(): Promise<Executor> {
    const [{ trackRequests }, { createExecutor }] = await Promise.all([
      import('./cell-requests.js'),
      import('./tslab.js'),
    ]);
    trackRequests(this.#contexts);
    return createExecutor({
      converter: this.#compiler,
      getMetadata: () => this.#compiler.metadata,
      console: {
        log: (value) => this.#takeValue(value),
        error: (thrown) => this.#takeFailure(thrown),
      },
      show: this.#show,
    });
  }

  /** Runs a cell to its end, which is also the end of the promises that it awaits. */
  async run(cell: CellContext, code: string): Promise<Outcome> {
    const run = this.#begin(cell, code);
    try {
      const outcome = await this.#contexts.enter(cell, () => this.#runToEnd(run));
      // A rejection that the cell caused is reported in the turn that follows, still as the cell's.
      await nextTurn();
      // An interrupt that came when the code had ended, but the cell had not, is the cell's.
      if (this.#flags.take()) run.markInterrupted();
      return run.isInterrupted ? { status: 'error', error: reportInterrupt(cell.label) } : outcome;
    } finally {
      this.#end(run);
    }
  }

  async #runToEnd(run: Run): Promise<Outcome> {
    const ok = await this.#execute(run);
    this.#compiler.keepDeclarations();
    if (!ok) return { status: 'error', error: this.#reportFailure(run) };
    const shown = await Promise.race([this.#present(run.value), run.givenUp]);
    return { status: 'ok', result: shown ?? undefined };
  }

  /** Evaluates an expression in the scope of the cells, without a trace in it, for the cell that asks. */
  async evaluate(cell: CellContext, expression: string): Promise<Outcome> {
    const run = this.#begin(cell, `(${expression}\n)`);
    try {
      return await this.#contexts.enter(cell, async () => {
        if (!(await this.#execute(run))) return { status: 'error', error: this.#reportFailure(run) };
        const variable = this.#compiler.last?.resultVariable;
        // The executor hands out every value but null and undefined, which it leaves in their variable.
        const value = run.value ?? (variable === undefined ? undefined : this.#executor?.locals[variable]);
        return { status: 'ok', result: await toMimeBundle(value, () => {}) };
      });
    } finally {
      this.#end(run);
    }
  }

  /**
   * Ends the cell that awaits something; one that spins is ended by its guards or by the signal itself.
   * Where no cell runs, what earlier cells have left running is ended.
   */
  interrupt(): void {
    if (this.#run) {
      this.#run.interrupt();
      return;
    }
    this.#flags.take();
    this.#flags.stop = false;
    this.#contexts.sweep(this.#flags.sweep());
  }

  /** Completions at a UTF-16 offset. */
  complete(code: string, offset: number): Promise<Completions> {
    return this.#compiler.complete(code, offset);
  }

  /** What is known of the name at a UTF-16 offset: its signature and documentation. */
  async inspect(code: string, offset: number): Promise<Inspection | undefined> {
    const explanation = await this.#compiler.explain(code, offset);
    if (!explanation) return undefined;
    const name = code.slice(explanation.start, explanation.end);
    const locals = this.#executor?.locals ?? {};
    const value = Object.hasOwn(locals, name) ? inspect(locals[name], { depth: 1 }) : undefined;
    return { ...explanation, value };
  }

  /** Whether a cell can be run as it is, and with what indentation its next line begins. */
  checkCompleteness(code: string): Promise<CellState> {
    return this.#compiler.check(code);
  }

  report(thrown: unknown): ErrorReport {
    return reportThrown(thrown, this.#scripts);
  }

  #begin(cell: CellContext, code: string): Run {
    this.#compiler.begin();
    this.#contexts.begin(cell);
    const abandon = () => this.#executor?.interrupt();
    this.#run = new Run({
      cell,
      code,
      flags: this.#flags,
      contexts: this.#contexts,
      abandon,
    });
    return this.#run;
  }

  #end(run: Run): void {
    run.end();
    this.#run = undefined;
  }

  async #execute(run: Run): Promise<boolean> {
    try {
      const compiled = this.#compiler.compile(run.cell.label, run.code);
      await Promise.race([Promise.all([compiled, this.prepare()]), run.givenUp]);
      const executor = this.#executor;
      if (run.isInterrupted || !executor) return false;
      // `execute` returns when it has run the cell up to its first await.
      const ended = deferInterruptListeners(() => executor.execute(run.code));
      if (isBrokenScript(run.thrown)) {
        this.#flags.endBreak();
        run.markInterrupted();
        this.#contexts.leave(emitInterrupt);
      }
      return (await ended) && (this.#compiler.last?.diagnostics.length ?? 0) === 0;
    } catch (error) {
      this.#takeFailure(error);
      return false;
    }
  }

  #takeValue(value: unknown): void {
    if (this.#run) this.#run.value = value;
  }

  #takeFailure(thrown: unknown): void {
    if (this.#run) this.#run.thrown = thrown;
  }

  #reportFailure(run: Run): ErrorReport {
    if (run.isInterrupted) return reportInterrupt(run.cell.label);
    const diagnostics = this.#compiler.last?.diagnostics ?? [];
    if (diagnostics.length > 0) return reportDiagnostics(diagnostics, run.cell.label, run.code);
    return this.report(run.thrown);
  }

  async #present(value: unknown): Promise<MimeBundle | undefined> {
    if (value === undefined || value === null) return undefined;
    const warn = (error: unknown) => console.error(this.report(error).traceback.join('\n'));
    const bundle = await toMimeBundle(value, warn);
    const text = bundle['text/plain'];
    return value instanceof Error && typeof text === 'string'
      ? { ...bundle, 'text/plain': shortenPaths(text) }
      : bundle;
  }
}
