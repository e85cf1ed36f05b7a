import { Float, type Parameters, type ParameterValue } from '../translators/parameters.js';
import { isRunnable } from './cell-marks.js';
import { type Cell, hasTag, isObject, type JsonObject, type JsonValue, type Notebook } from './model.js';

const parametersTag = 'parameters';
const injectedTag = 'injected-parameters';

/** The cell that declares the parameters and their defaults. */
export interface ParametersCell {
  readonly source: string;
  /** The sources of the code cells before it, which may declare what it uses. */
  readonly earlier: readonly string[];
}

/** The cell that declares the parameters and their defaults; undefined where none is tagged so. */
export function findParametersCell({ cells }: Notebook): ParametersCell | undefined {
  const at = cells.findIndex((cell) => hasTag(cell, parametersTag));
  const source = cells[at]?.source;
  if (source === undefined) return undefined;
  const earlier = cells.slice(0, at).filter((cell) => isRunnable(cell));
  return { source, earlier: earlier.map((cell) => cell.source) };
}

/** Whether an earlier execution put parameters into the notebook. */
export function hasInjectedCell(notebook: Notebook): boolean {
  return notebook.cells.some((cell) => hasTag(cell, injectedTag));
}

/** The parameters of an earlier execution, as long as its injected cell is there and so is run again. */
export function injectedBefore(notebook: Notebook): JsonObject {
  const { papermill } = notebook.metadata;
  const isKept = hasInjectedCell(notebook) && isObject(papermill) && isObject(papermill.parameters);
  return isKept ? (papermill.parameters as JsonObject) : {};
}

/** Puts a cell with this source in place of one injected earlier, else after the one tagged `parameters`, else on top. */
export function injectCell(notebook: Notebook, source: string): Cell {
  const injected = notebook.cells.findIndex((cell) => hasTag(cell, injectedTag));
  const declared = notebook.cells.findIndex((cell) => hasTag(cell, parametersTag));
  const cell = injectedCell(source, injected >= 0 ? notebook.cells[injected] : undefined, notebook);
  if (injected >= 0) notebook.cells.splice(injected, 1, cell);
  else notebook.cells.splice(declared + 1, 0, cell);
  return cell;
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

/** Parameters as the notebook's metadata can hold them: dates as ISO text, large integers as digits. */
export function parametersAsJson(parameters: Parameters): JsonObject {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, toJson(value)]));
}

function toJson(value: ParameterValue): JsonValue {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Float) return value.value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map((item: ParameterValue) => toJson(item));
  return parametersAsJson(value as Parameters);
}
