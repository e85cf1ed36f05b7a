/** What every cell may use without importing it. A variable of the same name in a cell hides it. */

declare namespace Jupyter {
  /** The forms of one output by MIME type; a front end shows the richest that it can. */
  type MimeBundle = Readonly<Record<string, unknown>>;

  interface DisplayOptions {
    /** The display's own name, under which any later cell can change it. Default: a new one. */
    readonly id?: string;
    /** Changes what is shown under `id` instead of showing it here. Default: false. */
    readonly update?: boolean;
    /** Hints by MIME type, `{ 'image/png': { width: 320 } }`. */
    readonly metadata?: Readonly<Record<string, unknown>>;
  }

  /** Something that is on show. */
  interface DisplayHandle {
    readonly id: string;
    /** Shows another value in its place, from a later cell too. */
    update(value: unknown, options?: Pick<DisplayOptions, 'metadata'>): void;
  }

  interface PromptOptions {
    /** The answer when nothing is typed. */
    readonly default?: string;
    /** Hides what is typed, and keeps it out of the notebook. Default: false. */
    readonly password?: boolean;
  }

  interface ClearOutputOptions {
    /** Keeps the old output until there is something new, so that nothing flickers. Default: false. */
    readonly wait?: boolean;
  }
}

/**
 * Shows a value here, below what the cell has printed so far.
 *
 * A value with a method `[Symbol.for('Jupyter.display')]()` shows itself; so does a MIME bundle, an object
 * such as `{ 'text/html': '<b>1</b>', 'text/plain': '1' }`, with all its types at once. Binary data is a
 * `Uint8Array`. Anything else is shown as `console.log` would print it.
 *
 * @returns a handle that changes in place what is shown
 *
 * @example
 * const progress = display('0 %');
 * for (let percent = 10; percent <= 100; percent += 10) progress.update(`${percent} %`);
 */
declare function display(value: unknown, options?: Jupyter.DisplayOptions): Jupyter.DisplayHandle;

/**
 * Removes what this cell has printed and shown so far; `console.clear()` does the same.
 *
 * @example
 * for (let second = 3; second > 0; second--) {
 *   clearOutput({ wait: true });
 *   console.log(second);
 *   await new Promise((resolve) => setTimeout(resolve, 1000));
 * }
 */
declare function clearOutput(options?: Jupyter.ClearOutputOptions): void;

/**
 * Asks the person at the notebook, and waits for the answer. Interrupting the kernel ends the wait and the
 * cell.
 *
 * @param message is shown beside the field. Default: nothing.
 * @param options the answer when nothing is typed, or options; with `password` what is typed is not seen
 * @returns what was typed; null when the person has ended the input (Ctrl-D in a terminal)
 * @throws Error in a run that nobody watches (`allow_stdin` is false), and when no cell is running
 *
 * @example
 * const name = prompt('Stream name', 'orders');
 * const token = prompt('Token', { password: true });
 */
declare function prompt(message?: string, options?: string | Jupyter.PromptOptions): string | null;

/**
 * Asks the person at the notebook for yes or no, and waits for the answer.
 *
 * @returns true for `y`, `yes`, `s` and `sim`, in capitals too; false for everything else
 * @throws Error in a run that nobody watches (`allow_stdin` is false), and when no cell is running
 *
 * @example
 * if (confirm('Delete the stream?')) await deleteStream();
 */
declare function confirm(message?: string): boolean;

/**
 * Aborts when the cell whose code asks for it is interrupted. `fetch` heeds it by itself; give it to whatever
 * else takes an `AbortSignal`. Libraries find it as `globalThis[Symbol.for('Jupyter.signal')]`.
 *
 * @example
 * for await (const [event] of on(emitter, 'record', { signal: cellSignal })) console.log(event);
 */
declare const cellSignal: AbortSignal;
