import { isObject, type JsonObject, type Notebook } from './model.js';

/** Marks the sources of all code cells hidden, as JupyterLab and nbconvert understand it, for readers of results. */
export function hideSources(notebook: Notebook): void {
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code') continue;
    const { jupyter } = cell.metadata;
    cell.metadata.jupyter = { ...(isObject(jupyter) ? (jupyter as JsonObject) : {}), source_hidden: true };
  }
}
