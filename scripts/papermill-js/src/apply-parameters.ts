import { ParameterError } from './errors/parameter-error.js';
import type { Cell, Notebook } from './notebook/model.js';
import { findParametersCell, hasInjectedCell, injectCell } from './notebook/parameters.js';
import type { Secrets } from './secrets/secrets.js';
import { checkParameters } from './translators/check-parameters.js';
import type { Parameters } from './translators/parameters.js';
import { translatorFor } from './translators/translator.js';

/** In which language, and how strictly. */
export interface ApplyOptions {
  readonly kernelName: string | undefined;
  readonly language: string | undefined;
  /** An unknown name or a value of the wrong type is an error, not a warning. */
  readonly strict: boolean;
  readonly secrets: Secrets;
}

/** What came of it. */
export interface AppliedParameters {
  /** What a person should be warned of. */
  readonly warnings: readonly string[];
  /** The injected cell with what the kernel is to run in place of what can be seen; undefined where both are one. */
  readonly secretCell: { readonly cell: Cell; readonly code: string } | undefined;
}

/**
 * Puts the parameters into the notebook as a cell of its language. Without parameters the notebook stays as it is.
 *
 * @throws ParameterError for what the parameters cell does not allow, and for what the language cannot hold.
 */
export async function applyParameters(
  notebook: Notebook,
  parameters: Parameters,
  { kernelName, language, strict, secrets }: ApplyOptions,
): Promise<AppliedParameters> {
  if (Object.keys(parameters).length === 0) return { warnings: [], secretCell: undefined };
  const translator = await translatorFor(kernelName, language);
  const declared = findParametersCell(notebook);
  const { source, earlier } = declared ?? { source: '', earlier: [] };
  const problems = (declared ? checkParameters(parameters, declared, translator) : []).map((problem) =>
    secrets.problem(problem, parameters),
  );
  if (strict && problems.length > 0) throw problemsError(problems);
  const warnings = [...problems.map((problem) => `The parameter ${problem}.`), ...secrets.warnings];
  if (!declared && !hasInjectedCell(notebook)) warnings.push(noParametersCell);
  const code = translator.translate(parameters, source, earlier);
  const shown = secrets.shown(parameters);
  const isSecret = shown !== parameters;
  const cell = injectCell(notebook, isSecret ? translator.translate(shown, source, earlier) : code);
  return { warnings, secretCell: isSecret ? { cell, code } : undefined };
}

const noParametersCell =
  "The notebook has no cell tagged 'parameters': the parameters were put at its top, where later cells may " +
  'overwrite them. Tag the cell that declares their defaults.';

function problemsError(problems: readonly string[]): ParameterError {
  const lines = problems.map((problem) => `  ${problem}.`);
  const what =
    problems.length === 1 ? 'A parameter does not fit' : `${problems.length} parameters do not fit`;
  return new ParameterError(
    `${what} the notebook's parameters cell, and nothing was executed:\n${lines.join('\n')}\n` +
      'Correct the parameter, or give --no-strict-parameters (strictParameters: false) to run all the same.',
  );
}
