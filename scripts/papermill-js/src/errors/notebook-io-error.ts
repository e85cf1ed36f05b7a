import type { ExecutedNotebook } from '../executed-notebook.js';
import { PapermillError } from './papermill-error.js';

/** What is known beside the message. */
export interface NotebookIoErrorOptions extends ErrorOptions {
  readonly keptAs?: string | undefined;
}

/** A notebook could not be read, or the executed one or a report not written. */
export class NotebookIoError extends PapermillError {
  /** The path, as it may be shown. */
  readonly path: string;
  /** The file on this machine in which what could not be written was saved instead; undefined where it was not. */
  readonly keptAs: string | undefined;
  private outcome: ExecutedNotebook | undefined;

  constructor(path: string, message: string, { keptAs, ...options }: NotebookIoErrorOptions = {}) {
    super('NOTEBOOK_IO', message, options);
    this.path = path;
    this.keptAs = keptAs;
  }

  /** The executed notebook, where it is that which could not be written; undefined where nothing was executed. */
  get executed(): ExecutedNotebook | undefined {
    return this.outcome;
  }

  /** Attaches what was executed; called once, by `executeNotebook`. */
  attach(executed: ExecutedNotebook): this {
    this.outcome = executed;
    return this;
  }
}
