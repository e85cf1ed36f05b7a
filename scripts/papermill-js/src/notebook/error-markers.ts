import { type Cell, hasTag, type Notebook } from './model.js';

/** papermill's tag of the two cells that point at a failure; tools look for it. */
export const errorMarkerTag = 'papermill-error-cell-tag';

const anchorId = 'papermill-error-cell';
const style = 'style="color:red; font-family:Helvetica Neue, Helvetica, Arial, sans-serif; font-size:2em;"';

/** Takes away the markers that an earlier failed run left. */
export function removeErrorMarkers(notebook: Notebook): void {
  notebook.cells = notebook.cells.filter((cell) => !hasTag(cell, errorMarkerTag));
}

/** Puts a link at the top of the notebook and its target before the failed cell. */
export function addErrorMarkers(notebook: Notebook, failed: Cell): void {
  const count = failed.cell_type === 'code' ? (failed.execution_count ?? ' ') : ' ';
  const link = `<span ${style}>This notebook failed at '<a href="#${anchorId}">In [${count}]</a>'.</span>`;
  const anchor = `<span id="${anchorId}" ${style}>The execution stopped at the cell below:</span>`;
  const ids = new Set(notebook.cells.map((cell) => cell.id));
  notebook.cells.splice(notebook.cells.indexOf(failed), 0, marker(anchor, 'papermill-error-anchor', ids));
  notebook.cells.unshift(marker(link, 'papermill-error-link', ids));
}

/** Says at the top of the notebook what stopped it, where that was no cell. */
export function addNotebookErrorMarker(notebook: Notebook, message: string): void {
  // As code, so that nothing in it is taken for markdown or HTML; a fence is longer than any in it.
  const fence = '`'.repeat(Math.max(3, ...[...message.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const title = `<span ${style}>This notebook failed, though not in one of its cells:</span>`;
  const text = `${title}\n\n${fence}text\n${message}\n${fence}`;
  notebook.cells.unshift(marker(text, 'papermill-error', new Set(notebook.cells.map((cell) => cell.id))));
}

function marker(source: string, wantedId: string, taken: Set<string>): Cell {
  let id = wantedId;
  for (let suffix = 2; taken.has(id); suffix++) id = `${wantedId}-${suffix}`;
  taken.add(id);
  return { cell_type: 'markdown', id, metadata: { tags: [errorMarkerTag] }, source };
}
