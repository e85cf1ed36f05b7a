import type { ParametersCell } from '../notebook/parameters.js';
import type { ParameterProblem, Parameters, Translator } from './parameters.js';

/** What `--inject-paths` adds, which no notebook has to declare. */
export const injectedPathNames = ['PAPERMILL_INPUT_PATH', 'PAPERMILL_OUTPUT_PATH'] as const;

/**
 * Holds parameters against the cell that declares them: unknown names, and values of the wrong type where the
 * language tells types. A cell that cannot be read has nothing to be held against.
 */
export function checkParameters(
  parameters: Parameters,
  { source, earlier }: ParametersCell,
  translator: Translator,
): readonly ParameterProblem[] {
  const declared = translator.inspect?.(source, earlier);
  if (!declared) return [];
  const known = declared.map(({ name }) => name);
  // A name that is set in another way than by a declaration is at least mentioned.
  const mentioned = new Set([
    ...known,
    ...(source.match(/[\p{ID_Continue}$]+/gu) ?? []),
    ...injectedPathNames,
  ]);
  const unknown = Object.keys(parameters)
    .filter((name) => !mentioned.has(name))
    .map((name) => ({ name, message: unknownName(name, known) }));
  return [...unknown, ...(translator.check?.(parameters, source, earlier) ?? [])];
}

function unknownName(name: string, known: readonly string[]): string {
  const list = known.length === 0 ? 'it declares none' : `it declares ${known.join(', ')}`;
  return `'${name}' is not declared in the notebook's parameters cell; ${list}`;
}
