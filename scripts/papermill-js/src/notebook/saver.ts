import type { NotebookTarget } from '../io/notebook-target.js';
import type { Notebook } from './model.js';
import { serializeNotebook } from './write.js';

/** At most this part of the time is spent on saving, however large the notebook is. */
const shareOfTime = 1 / 20;

/** When to save while the notebook is executed. */
export interface SavePolicy {
  /** Save as cells begin and end; otherwise only at the end. */
  readonly onCells: boolean;
  /** Milliseconds until output of a running cell is saved; 0 for not before the cell's end. */
  readonly outputAfterMs: number;
}

/**
 * Keeps the output up to date while the notebook is executed: no more often than its target wants, one write at a time.
 */
export class NotebookSaver {
  private timer: NodeJS.Timeout | undefined;
  private due = 0;
  private writing: Promise<void> = Promise.resolve();
  private lastTookMs = 0;
  private failure: unknown;

  constructor(
    private readonly notebook: Notebook,
    private readonly target: NotebookTarget,
    private readonly policy: SavePolicy,
  ) {}

  /** Says that the notebook has changed: a cell began or ended, or a running one put something out. */
  touch(what: 'cell' | 'output'): void {
    const { onCells, outputAfterMs } = this.policy;
    const { leastIntervalMs } = this.target;
    if (!onCells || leastIntervalMs === undefined) return;
    if (what === 'output' && outputAfterMs === 0) return;
    const least = Math.max(leastIntervalMs, this.lastTookMs / shareOfTime);
    const delay = what === 'cell' ? least : Math.max(least, outputAfterMs);
    const due = performance.now() + delay;
    if (this.timer && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.writeInBetween(), delay);
  }

  private writeInBetween(): void {
    this.timer = undefined;
    this.writing = this.writing
      .then(() => this.write())
      .catch((error: unknown) => {
        this.failure = error;
      });
  }

  /** Writes the notebook now; what is saved only at the end, when it is `final`. */
  async save(final: boolean): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.writing;
    if (!final && (this.target.leastIntervalMs === undefined || !this.policy.onCells)) return;
    // A later write that succeeds makes up for an earlier one that did not.
    this.failure = undefined;
    await this.write();
  }

  /** Throws what went wrong while saving in between. */
  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private async write(): Promise<void> {
    const started = performance.now();
    if (this.target.isWritten) await this.target.write([serializeNotebook(this.notebook)]);
    this.lastTookMs = performance.now() - started;
  }
}
