import type { CellMarks } from '../notebook/cell-marks.js';
import { type Cell, hasTag } from '../notebook/model.js';

/** What a cell says, in tags or comments of nbval's, about how it is to be checked. */
export interface CheckMarkers extends CellMarks {
  /** Whether its outputs are compared; undefined where it does not say. */
  readonly compare: boolean | undefined;
}

const meanings: Readonly<Record<string, Partial<CheckMarkers>>> = {
  'nbval-ignore-output': { compare: false },
  'nbval-check-output': { compare: true },
  'nbval-raises-exception': { raises: true },
  'nbval-skip': { skip: true },
  'raises-exception': { raises: true },
  'skip-execution': { skip: true },
};

// nbval knows Python's comments; other languages begin theirs otherwise.
const comment = /^\s*(?:#+|\/\/+|%+|--+)\s*(NBVAL_[A-Z_]+)\s*$/gm;

/**
 * Reads the tags `nbval-ignore-output`, `nbval-check-output`, `nbval-raises-exception` and `nbval-skip`, and the same
 * in capitals as comments of their own line (`# NBVAL_SKIP`), which count more. Of two that contradict each other, the
 * later counts.
 */
export function checkMarkers(cell: Cell): CheckMarkers {
  const tags = Object.keys(meanings).filter((name) => hasTag(cell, name));
  const inTagOrder = (cell.metadata.tags ?? []).filter((tag) => tags.includes(String(tag))).map(String);
  const comments = [...cell.source.matchAll(comment)].map(([, name = '']) =>
    name.toLowerCase().replaceAll('_', '-'),
  );
  return Object.assign(
    { compare: undefined, raises: false, skip: false },
    ...[...inTagOrder, ...comments].map((name) => (Object.hasOwn(meanings, name) ? meanings[name] : {})),
  );
}
