import type { StartPoint } from '../resume/first-changed-cell.js';
import type { RestartReason } from '../watch/watch-events.js';

/** What a save has changed, and which cells are run for it. Cells are counted from 1, text too. */
export function startText({ index, reason }: StartPoint, startIndex: number, cellCount: number): string {
  if (startIndex === cellCount) {
    return reason === 'deleted' ? `the last cell was deleted: ${nothing}; ${stillThere}` : nothing;
  }
  const cells = startIndex + 1 === cellCount ? `cell ${cellCount}` : `cells ${startIndex + 1}-${cellCount}`;
  if (startIndex !== index) return `running ${cells}`;
  const cell = `cell ${index + 1}`;
  const what = {
    changed: `${cell} changed`,
    inserted: `${cell} is new`,
    moved: `${cell} was moved`,
    deleted: `a cell before ${cell} was deleted, but ${stillThere}`,
    failed: `${cell} had failed`,
    'not-run': `${cell} had not been reached`,
    unchanged: 'nothing changed',
    'other-kernel': 'the notebook names another kernel',
    'never-executed': 'nothing was executed before',
  }[reason];
  return `${what}: running ${cells}`;
}

const nothing = 'nothing is to be run';
const stillThere = 'the kernel still has its variables (r starts anew)';

/** Why all cells are run in a new kernel. */
export function restartText(reason: RestartReason): string {
  const why = {
    asked: 'starting the kernel anew',
    died: 'the kernel has died: starting it anew',
    'other-kernel': 'the notebook names another kernel: starting it',
    'declared-already': 'the kernel lets these cells not declare their variables again: starting it anew',
  }[reason];
  return `${why}, running all cells`;
}
