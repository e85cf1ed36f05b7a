import type { NotebookEvent } from '../events.js';
import type { Notebook } from '../notebook/model.js';
import { type SentCode, sentCode } from './saved-notebook.js';

/**
 * A run that a newer save may overtake. Where a cell has changed that has run already, or runs, it is cancelled at once;
 * else it goes on up to the changed cell.
 */
export class OvertakableRun {
  private readonly cancelling = new AbortController();
  private readonly cells: readonly SentCode[];
  /** Position of the last cell that was begun. */
  private reached = -1;
  /** Position of the first cell that is not to be run as it was. */
  private end: number;

  constructor(notebook: Notebook) {
    this.cells = sentCode(notebook);
    this.end = this.cells.length;
  }

  /** Fires when it is to stop. */
  get signal(): AbortSignal {
    return this.cancelling.signal;
  }

  cancel(reason: string): void {
    this.cancelling.abort(new Error(reason));
  }

  /** Takes the run's next event. */
  note(event: NotebookEvent): void {
    if (event.type !== 'cell-start' && event.type !== 'cell-end') return;
    const id = event.type === 'cell-start' ? event.id : event.cell.id;
    const position = this.cells.findIndex((cell) => cell.id === id);
    this.reached = Math.max(this.reached, position);
    // When a cell has ended, the next one has not been sent yet.
    const next = event.type === 'cell-end' ? this.reached + 1 : this.reached;
    if (this.end < this.cells.length && next >= this.end) this.overtake();
  }

  /** Takes a newer state of the notebook. */
  onSave(notebook: Notebook): void {
    const now = sentCode(notebook);
    const changed = this.cells.findIndex((cell, at) => cell.source !== now[at]?.source);
    this.end = changed < 0 ? this.cells.length : changed;
    if (changed >= 0 && changed <= Math.max(this.reached, 0)) this.overtake();
  }

  private overtake(): void {
    this.cancel('the notebook was saved again');
  }
}
