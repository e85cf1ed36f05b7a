import { isRunnable } from '../notebook/cell-marks.js';
import { hasTag, type Notebook } from '../notebook/model.js';

const countingTags = ['raises-exception', 'skip-execution', 'parameters', 'injected-parameters'];

/** What of a saved notebook is worth a run. Outputs, counts and other metadata are what editors change by themselves. */
export function contentOf({ cells, metadata }: Notebook): string {
  return JSON.stringify([
    metadata.kernelspec?.name,
    cells.map((cell) => [cell.cell_type, cell.source, countingTags.filter((tag) => hasTag(cell, tag))]),
  ]);
}

/** A cell that is sent to the kernel. */
export interface SentCode {
  readonly id: string;
  readonly source: string;
}

/** The cells that are sent to the kernel, as they are now. */
export function sentCode({ cells }: Notebook): SentCode[] {
  return cells.filter((cell) => isRunnable(cell)).map(({ id, source }) => ({ id, source }));
}
