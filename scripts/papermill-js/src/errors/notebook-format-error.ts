import { PapermillError } from './papermill-error.js';

/** The input is not a notebook this package can run. */
export class NotebookFormatError extends PapermillError {
  /** Where the notebook came from, for a person. */
  readonly origin: string;

  constructor(origin: string, reason: string, options?: ErrorOptions) {
    super('NOTEBOOK_FORMAT', `${origin} is not a notebook that can be run: ${reason}`, options);
    this.origin = origin;
  }
}
