import { setImmediate as nextTurn } from 'node:timers/promises';
import { reportDiagnostics } from './compile-report.js';
import { Compiler } from './compiler.js';
import { type ErrorReport, reportThrown, shortenPaths } from './error-report.js';
import { deferInterruptListeners, emitInterrupt, isBrokenScript, reportInterrupt } from './interrupt.js';
import { type MimeBundle, toMimeBundle } from './mime-bundle.js';
import { Scripts } from './scripts.js';
import { installStackTraces } from './stack-traces.js';
import { type CompletionInfo, type Executor, loadTslab, type Tslab } from './tslab.js';

/** How a cell has ended. */
export type Outcome =
  | { readonly status: 'ok'; readonly result: MimeBundle | undefined }
  | { readonly status: 'error'; readonly error: ErrorReport };

/** What the executor reports of the cell that runs. */
interface Run {
  readonly label: string;
  readonly code: string;
  value: unknown;
  thrown: unknown;
  interrupted: boolean;
  interrupt: () => void;
}

/** Compiles and runs cells, one at a time, in one scope. */
export class Runtime {
  readonly #scripts = new Scripts();
  readonly #tslab: Tslab;
  readonly #compiler: Compiler;
  readonly #executor: Executor;
  #run: Run | undefined;
  #lastLabel: string | undefined;

  /** Loads the compiler for the current working directory; this takes about a second. */
  constructor() {
    installStackTraces(this.#scripts);
    this.#tslab = loadTslab();
    this.#compiler = new Compiler(this.#tslab, this.#scripts);
    this.#executor = this.#tslab.createExecutor(this.#compiler, {
      log: (value) => this.#takeValue(value),
      error: (thrown) => this.#takeFailure(thrown),
    });
  }

  get onDisplay(): Tslab['onDisplay'] {
    return this.#tslab.onDisplay;
  }

  /** What a message about an error that nobody caught says of its time. */
  get lastCell(): { readonly label: string | undefined; readonly running: boolean } {
    return { label: this.#lastLabel, running: this.#run !== undefined };
  }

  /**
   * Runs a cell to its end, which is also the end of the promises that it awaits.
   *
   * @param label names the cell in errors, `Cell[3]`.
   */
  async run(code: string, label: string): Promise<Outcome> {
    const run = this.#begin(code, label);
    const interrupted = new Promise<void>((resolve) => {
      run.interrupt = resolve;
    });
    try {
      const ok = await this.#execute(run);
      this.#compiler.keepDeclarations();
      const error = ok ? undefined : this.#reportFailure(run);
      if (error) return { status: 'error', error };
      const shown = await Promise.race([this.#show(run.value), interrupted]);
      if (run.interrupted) return { status: 'error', error: reportInterrupt(label) };
      return { status: 'ok', result: shown ?? undefined };
    } finally {
      // A rejection that the cell caused is reported in the turn that follows, still as the cell's.
      await nextTurn();
      this.#run = undefined;
    }
  }

  /** Evaluates an expression in the scope of the cells, without a trace in it. */
  async evaluate(expression: string, label: string): Promise<Outcome> {
    const run = this.#begin(`(${expression}\n)`, label);
    try {
      if (!(await this.#execute(run))) return { status: 'error', error: this.#reportFailure(run) };
      const variable = this.#compiler.last?.resultVariable;
      // The executor hands out every value but null and undefined, which it leaves in their variable.
      const value = run.value ?? (variable === undefined ? undefined : this.#executor.locals[variable]);
      return { status: 'ok', result: await toMimeBundle(value, () => {}) };
    } finally {
      this.#run = undefined;
    }
  }

  /** Ends the cell that awaits something; a cell that spins is ended by the signal itself. */
  interrupt(): void {
    if (!this.#run) return;
    this.#run.interrupted = true;
    this.#run.interrupt();
    this.#executor.interrupt();
  }

  /** Completions at a UTF-16 offset. */
  complete(code: string, offset: number): CompletionInfo {
    return this.#executor.complete(code, offset);
  }

  /** What is known of the name at a UTF-16 offset: its signature and documentation. */
  inspect(code: string, offset: number): string | undefined {
    const info = this.#executor.inspect(code, offset);
    return info ? this.#tslab.printQuickInfo(info) : undefined;
  }

  isComplete(code: string): { readonly completed: boolean; readonly indent?: string } {
    return this.#tslab.isCompleteCode(code);
  }

  report(thrown: unknown): ErrorReport {
    return reportThrown(thrown, this.#scripts);
  }

  #begin(code: string, label: string): Run {
    this.#compiler.begin(label);
    this.#lastLabel = label;
    this.#run = {
      label,
      code,
      value: undefined,
      thrown: undefined,
      interrupted: false,
      interrupt: () => {},
    };
    return this.#run;
  }

  async #execute(run: Run): Promise<boolean> {
    try {
      // `execute` returns when it has run the cell up to its first await.
      const ended = deferInterruptListeners(() => this.#executor.execute(run.code));
      if (isBrokenScript(run.thrown)) {
        run.interrupted = true;
        emitInterrupt();
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
    if (run.interrupted) return reportInterrupt(run.label);
    const diagnostics = this.#compiler.last?.diagnostics ?? [];
    if (diagnostics.length > 0) return reportDiagnostics(diagnostics, run.label, run.code);
    return this.report(run.thrown);
  }

  async #show(value: unknown): Promise<MimeBundle | undefined> {
    if (value === undefined || value === null) return undefined;
    const warn = (error: unknown) => console.error(this.report(error).traceback.join('\n'));
    const bundle = await toMimeBundle(value, warn);
    const text = bundle['text/plain'];
    return value instanceof Error && typeof text === 'string'
      ? { ...bundle, 'text/plain': shortenPaths(text) }
      : bundle;
  }
}
