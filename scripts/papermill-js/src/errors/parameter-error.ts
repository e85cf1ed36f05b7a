import { PapermillError } from './papermill-error.js';

/** A parameter cannot be written in the notebook's language, or was given in a form that cannot be read. */
export class ParameterError extends PapermillError {
  constructor(message: string, options?: ErrorOptions) {
    super('PARAMETER', message, options);
  }
}
