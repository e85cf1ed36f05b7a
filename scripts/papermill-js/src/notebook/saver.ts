import { NotebookIoError } from '../errors/notebook-io-error.js';
import { keepLocally } from '../io/keep-locally.js';
import type { NotebookTarget } from '../io/notebook-target.js';
import { graceAfter, graceMs } from '../io/patience.js';
import type { CellTexts, TextPiece } from './cell-texts.js';
import type { Cell, Notebook } from './model.js';

/** At most this part of the time is spent on saving, however large the notebook is. */
const shareOfTime = 1 / 20;
/** Soon, but not before the next cell is on its way. */
const settleMs = 100;

/** When to save while the notebook is executed. */
export interface SavePolicy {
  /** Save as cells begin and end; otherwise only at the end. */
  readonly onCells: boolean;
  /** Milliseconds until output of a running cell is saved; 0 for not before the cell's end. */
  readonly outputAfterMs: number;
  /** Cells may be changed by somebody who does not say so. */
  readonly isChangedUntold: boolean;
  /** Somebody no longer wants to wait: what a network holds up is given up, at the end after a while. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keeps the output up to date while the notebook is executed: no more often than its target wants, one write at a time.
 */
export class NotebookSaver {
  private timer: NodeJS.Timeout | undefined;
  private settling: NodeJS.Timeout | undefined;
  private due = 0;
  private writing: Promise<void> = Promise.resolve();
  private lastTookMs = 0;
  private failure: unknown;

  constructor(
    private readonly notebook: Notebook,
    private readonly texts: CellTexts,
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

  /** Says that something of a cell has changed beside its outputs. */
  changed(cell: Cell): void {
    this.texts.changed(cell);
  }

  /** Says that a cell will hardly put out more: its outputs need not stay in memory. */
  ended(cell: Cell): void {
    this.texts.end(cell);
    this.settling ??= setTimeout(() => this.settle(), settleMs);
  }

  private settle(): void {
    clearTimeout(this.settling);
    this.settling = undefined;
    this.texts.settle();
  }

  private writeInBetween(): void {
    this.timer = undefined;
    this.writing = this.writing
      .then(() => this.write(this.policy.signal))
      .catch((error: unknown) => {
        if (!this.target.isRemote) this.failure = error;
      });
  }

  /**
   * Writes the notebook now; what is saved only at the end, when it is `final`.
   *
   * @throws NotebookIoError, at the end of an execution with the place on this machine where the notebook is instead.
   */
  async save(final: boolean): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.writing;
    if (!final && (this.target.leastIntervalMs === undefined || !this.policy.onCells)) return;
    if (final && this.policy.isChangedUntold) this.texts.forgetFrames();
    // A later write that succeeds makes up for an earlier one that did not.
    this.failure = undefined;
    if (final) await this.writeLast();
    else await this.write(this.policy.signal);
    if (final) this.texts.release();
  }

  private async writeLast(): Promise<void> {
    const { signal } = this.policy;
    using grace = signal && graceAfter(signal, graceMs.notebook);
    try {
      await this.write(grace?.signal);
    } catch (error) {
      if (!this.target.isRemote || !(error instanceof NotebookIoError)) throw error;
      throw await keepLocally(error, 'notebook', '.ipynb', inOrder(this.texts.pieces(this.notebook)));
    }
  }

  /** Throws what went wrong while saving in between. */
  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private async write(signal: AbortSignal | undefined): Promise<void> {
    const started = performance.now();
    this.settle();
    if (this.target.isWritten) await this.target.write(inOrder(this.texts.pieces(this.notebook)), { signal });
    this.lastTookMs = performance.now() - started;
  }
}

function* inOrder(pieces: readonly TextPiece[]): Generator<string | Uint8Array> {
  for (const piece of pieces) {
    if (typeof piece === 'string') yield piece;
    else yield* piece;
  }
}
