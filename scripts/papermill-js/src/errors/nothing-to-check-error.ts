import { PapermillError } from './papermill-error.js';

/** The outputs were to be checked, and the notebook was saved without any. */
export class NothingToCheckError extends PapermillError {
  constructor(origin: string) {
    super(
      'NOTHING_TO_CHECK',
      `${origin} was saved without outputs, so that there is nothing to check. Execute it once without --check ` +
        '(check: true), look at its outputs and save it with them; or use --check-lax, which compares only cells ' +
        'tagged nbval-check-output.',
    );
  }
}
