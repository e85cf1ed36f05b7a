import { PapermillError } from './papermill-error.js';

/** No engine is registered under the wanted name. */
export class EngineNotFoundError extends PapermillError {
  readonly engineName: string;

  constructor(engineName: string, known: readonly string[]) {
    super(
      'ENGINE_NOT_FOUND',
      `There is no engine named '${engineName}'. Known engines: ${known.join(', ')}. Others are registered in the ` +
        'API, as engines of executeNotebook.',
    );
    this.engineName = engineName;
  }
}
