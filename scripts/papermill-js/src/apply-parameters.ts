import { ParameterError } from './errors/parameter-error.js';
import type { Notebook } from './notebook/model.js';
import { findParametersCell, hasInjectedCell, injectCell } from './notebook/parameters.js';
import { checkParameters } from './translators/check-parameters.js';
import type { ParameterProblem, Parameters } from './translators/parameters.js';
import { translatorFor } from './translators/translator.js';

/** In which language, and how strictly. */
export interface ApplyOptions {
  readonly kernelName: string | undefined;
  readonly language: string | undefined;
  /** An unknown name or a value of the wrong type is an error, not a warning. */
  readonly strict: boolean;
}

/**
 * Puts the parameters into the notebook as a cell of its language. Without parameters the notebook stays as it is.
 *
 * @returns what a person should be warned of.
 * @throws ParameterError for what the parameters cell does not allow, and for what the language cannot hold.
 */
export async function applyParameters(
  notebook: Notebook,
  parameters: Parameters,
  { kernelName, language, strict }: ApplyOptions,
): Promise<string[]> {
  if (Object.keys(parameters).length === 0) return [];
  const translator = await translatorFor(kernelName, language);
  const declared = findParametersCell(notebook);
  const source = declared?.source ?? '';
  const problems = declared ? checkParameters(parameters, source, translator) : [];
  if (strict && problems.length > 0) throw problemsError(problems);
  const warnings = problems.map(({ message }) => `The parameter ${message}.`);
  if (!declared && !hasInjectedCell(notebook)) warnings.push(noParametersCell);
  injectCell(notebook, translator.translate(parameters, source));
  return warnings;
}

const noParametersCell =
  "The notebook has no cell tagged 'parameters': the parameters were put at its top, where later cells may " +
  'overwrite them. Tag the cell that declares their defaults.';

function problemsError(problems: readonly ParameterProblem[]): ParameterError {
  const lines = problems.map(({ message }) => `  ${message}.`);
  const what =
    problems.length === 1 ? 'A parameter does not fit' : `${problems.length} parameters do not fit`;
  return new ParameterError(
    `${what} the notebook's parameters cell, and nothing was executed:\n${lines.join('\n')}\n` +
      'Correct the parameter, or give --no-strict-parameters (strictParameters: false) to run all the same.',
  );
}
