import { PapermillError } from './papermill-error.js';

/** A module given by `--plugin` could not be loaded, or registers nothing. */
export class PluginError extends PapermillError {
  constructor(module: string, reason: string, options?: ErrorOptions) {
    super('PLUGIN', `The plugin ${module} ${reason}`, options);
  }
}
