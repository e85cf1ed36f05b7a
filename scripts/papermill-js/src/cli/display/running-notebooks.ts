import { stripVTControlCharacters } from 'node:util';
import type { EndingStep, NotebookEvent } from '../../events.js';
import type { RunEvent } from '../../run/run-events.js';
import { firstLine } from './text.js';

/** A notebook that is being executed, as a person should see it. */
export interface RunningNotebook {
  readonly name: string;
  /** All cells, text too. */
  cellCount: number;
  /** The cell that runs, from 0; undefined while the kernel starts and ends. */
  cell: number | undefined;
  /** What it does: the cell's first line, or what comes before the first cell or after the last. */
  doing: string;
  /** Since when, on the display's clock. */
  since: number;
  /** The last line that the cell printed. */
  printed: string;
}

/** What is done when the cells have ended, for a person. */
export const endingText: Readonly<Record<EndingStep, string>> = {
  'stopping-kernel': 'stopping the kernel',
  saving: 'saving the notebook',
};

/** What runs at the moment, kept in step with the events. */
export class RunningNotebooks {
  private readonly byIndex = new Map<number, RunningNotebook>();

  constructor(private readonly now: () => number) {}

  /** In the order in which they began. */
  get all(): readonly RunningNotebook[] {
    return [...this.byIndex.values()];
  }

  /** The notebook at this place in the run, if it runs. */
  at(index: number): RunningNotebook | undefined {
    return this.byIndex.get(index);
  }

  /** Notes the last line of what a cell printed; to be called where that is shown. */
  notePrinted(index: number, text: string): void {
    const running = this.byIndex.get(index);
    if (running) running.printed = lastLine(text) || running.printed;
  }

  take(event: RunEvent): void {
    if (event.type === 'notebook-result') this.byIndex.delete(event.index);
    if (event.type === 'notebook-event') this.note(event.index, event.notebook, event.event);
  }

  private note(index: number, name: string, event: NotebookEvent): void {
    if (event.type === 'notebook-start') {
      this.byIndex.delete(index);
      this.byIndex.set(index, {
        name,
        cellCount: event.cellCount,
        cell: undefined,
        doing: 'starting the kernel',
        since: this.now(),
        printed: '',
      });
      return;
    }
    const running = this.byIndex.get(index);
    if (!running) return;
    if (event.type === 'ending') {
      Object.assign(running, {
        cell: undefined,
        doing: endingText[event.step],
        since: this.now(),
        printed: '',
      });
    }
    if (event.type === 'cell-start') {
      Object.assign(running, {
        cell: event.index,
        doing: firstLine(event.source),
        since: this.now(),
        printed: '',
      });
    }
  }
}

const keptCharacters = 400;

function lastLine(text: string): string {
  const lines = stripVTControlCharacters(text.slice(-keptCharacters)).split(/[\r\n]+/);
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
}
