import { PapermillError } from './papermill-error.js';

/** A notebook could not be read, or the executed one not written. */
export class NotebookIoError extends PapermillError {
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super('NOTEBOOK_IO', message, options);
    this.path = path;
  }
}
