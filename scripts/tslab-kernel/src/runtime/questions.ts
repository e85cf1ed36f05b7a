import { runInNewContext } from 'node:vm';
import type { InterruptFlags } from '../interrupt-flags.js';
import type { Message } from '../protocol/message.js';
import type { CellContexts } from './cell-context.js';
import { emitInterrupt, isBrokenScript } from './interrupt.js';

/** What a client shows beside the field of an answer. */
export interface Question {
  readonly prompt: string;
  /** Hides what is typed. */
  readonly password: boolean;
}

export interface QuestionsOptions {
  /** Sends the question to the client that sent the request, and keeps the thread waiting for the answer; undefined when an interrupt came. */
  readonly ask: (request: Message, question: Question) => string | undefined;
  /** Knows which cell asks. */
  readonly contexts: CellContexts;
  /** Where it is noted that a signal is to end the wait. */
  readonly flags: InterruptFlags;
  /** Sends what was printed before the question. */
  readonly flush: () => void;
}

/** What `prompt` takes beside the message; described for authors of cells in `types/globals.d.ts`. */
export interface PromptOptions {
  readonly default?: string;
  readonly password?: boolean;
}

/** How terminals, and so Jupyter's clients, write the end of the input (Ctrl-D). */
const END_OF_INPUT = '\u0004';
const YES = /^\s*(y|yes|s|sim)\s*$/i;

/** The ways in which a cell asks the person who runs it. */
export class Questions {
  constructor(private readonly options: QuestionsOptions) {}

  readonly prompt = (message = '', options: string | PromptOptions = {}): string | null => {
    const { default: preset, password = false } =
      typeof options === 'string' ? { default: options } : options;
    const hint = preset === undefined ? '' : `[${preset}]`;
    const answer = this.#ask('prompt', { prompt: joinWords(message, hint), password });
    if (answer === END_OF_INPUT) return null;
    return answer === '' ? (preset ?? '') : answer;
  };

  readonly confirm = (message = ''): boolean =>
    YES.test(this.#ask('confirm', { prompt: joinWords(message, '[y/N]'), password: false }));

  #ask(name: string, question: Question): string {
    const cell = this.options.contexts.current;
    const request = cell?.parent;
    if (!request || cell.hasEnded) {
      throw new Error(
        `Expected ${name}() to be called while a cell runs, and none does. Await what calls it in the cell.`,
      );
    }
    // As in ipykernel, a client that does not say that it can answer cannot.
    if (request.content.allow_stdin !== true) {
      throw new Error(
        `Expected someone to answer ${name}(${JSON.stringify(question.prompt)}), but this run takes no input (allow_stdin is not true, as in headless runs). Run the cell in JupyterLab or VS Code, or give the value as a parameter of the notebook.`,
      );
    }
    this.options.flush();
    return this.#breakable(() => this.options.ask(request, question));
  }

  /**
   * Waits such that SIGINT ends it: nothing but Node's watchdog of scripts hears the signal while the main
   * thread waits. The cell is then told as by any other interrupt.
   */
  #breakable(wait: () => string | undefined): string {
    let answer: string | undefined;
    try {
      answer = runInNewContext('wait()', { wait }, { breakOnSigint: true });
    } catch (error) {
      if (isBrokenScript(error)) {
        this.options.flags.endBreak();
        emitInterrupt();
      }
      throw error;
    }
    if (answer !== undefined) return answer;
    emitInterrupt();
    throw new Error('The question was interrupted.');
  }
}

function joinWords(...words: string[]): string {
  return `${words.filter((word) => word !== '').join(' ')} `.replace(/\s+$/, ' ');
}
