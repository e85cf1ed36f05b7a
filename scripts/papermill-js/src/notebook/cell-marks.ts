import { type Cell, type CodeCell, hasTag } from './model.js';

/** What a cell's tags say of how it is run. */
export interface CellMarks {
  /** It is not run. */
  readonly skip: boolean;
  /** An exception in it is expected. */
  readonly raises: boolean;
}

/** Jupyter's own tags. */
export function cellMarks(cell: Cell): CellMarks {
  return { skip: hasTag(cell, 'skip-execution'), raises: hasTag(cell, 'raises-exception') };
}

/** Whether a cell is sent to the kernel: code that is neither blank nor marked to be skipped. */
export function isRunnable(cell: Cell, marks = cellMarks(cell)): cell is CodeCell {
  return cell.cell_type === 'code' && cell.source.trim() !== '' && !marks.skip;
}
