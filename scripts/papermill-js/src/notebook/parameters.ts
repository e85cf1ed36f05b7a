import type { Parameters, ParameterValue, Translator } from '../translators/parameters.js';
import { type Cell, hasTag, type JsonObject, type JsonValue, type Notebook } from './model.js';

const parametersTag = 'parameters';
const injectedTag = 'injected-parameters';

/**
 * Puts the parameters into the notebook as a cell of its language: in place of one injected earlier, else
 * after the cell tagged `parameters`, else at the top. Without parameters the notebook stays as it is.
 *
 * @returns what a person should be warned of.
 */
export function injectParameters(
  notebook: Notebook,
  parameters: Parameters,
  translate: () => Translator,
): string[] {
  if (Object.keys(parameters).length === 0) return [];
  const source = translate()(parameters);
  const injected = notebook.cells.findIndex((cell) => hasTag(cell, injectedTag));
  const declared = notebook.cells.findIndex((cell) => hasTag(cell, parametersTag));
  const cell = injectedCell(source, injected >= 0 ? notebook.cells[injected] : undefined, notebook);
  if (injected >= 0) notebook.cells.splice(injected, 1, cell);
  else notebook.cells.splice(declared + 1, 0, cell);
  if (declared >= 0) return unknownNames(parameters, notebook.cells[declared]?.source ?? '');
  return injected >= 0
    ? []
    : [
        `The notebook has no cell tagged '${parametersTag}': the parameters were put at its top, where ` +
          'later cells may overwrite them. Tag the cell that declares their defaults.',
      ];
}

function injectedCell(source: string, old: Cell | undefined, notebook: Notebook): Cell {
  const taken = new Set(notebook.cells.map((cell) => cell.id));
  let id = old?.id ?? injectedTag;
  for (let suffix = 2; !old && taken.has(id); suffix++) id = `${injectedTag}-${suffix}`;
  return {
    cell_type: 'code',
    id,
    metadata: { tags: [injectedTag] },
    source,
    outputs: [],
    execution_count: null,
  };
}

/** A name that the parameters cell does not even mention is most likely misspelt. */
function unknownNames(parameters: Parameters, declaration: string): string[] {
  const mentioned = new Set(declaration.match(/[\p{ID_Continue}$]+/gu));
  return Object.keys(parameters)
    .filter((name) => !mentioned.has(name))
    .map((name) => `The notebook's parameters cell does not declare '${name}': is the name right?`);
}

/** Parameters as the notebook's metadata can hold them: dates as ISO text, large integers as digits. */
export function parametersAsJson(parameters: Parameters): JsonObject {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, toJson(value)]));
}

function toJson(value: ParameterValue): JsonValue {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map((item: ParameterValue) => toJson(item));
  return parametersAsJson(value as Parameters);
}
