import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import type { NotebookTarget } from '../io/notebook-target.js';
import { writeAtomically } from '../io/write-atomically.js';
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
      .then(() => this.write())
      .catch((error: unknown) => {
        if (!this.target.isRemote) this.failure = error;
      });
  }

  /** Writes the notebook now; what is saved only at the end, when it is `final`. */
  async save(final: boolean): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.writing;
    if (!final && (this.target.leastIntervalMs === undefined || !this.policy.onCells)) return;
    if (final && this.policy.isChangedUntold) this.texts.forgetFrames();
    // A later write that succeeds makes up for an earlier one that did not.
    this.failure = undefined;
    await this.write().catch((error: unknown) => this.fail(error, final));
    if (final) this.texts.release();
  }

  /** What was executed is worth more than the place where it was to be. */
  private async fail(error: unknown, final: boolean): Promise<never> {
    if (!final || !this.target.isRemote || !(error instanceof NotebookIoError)) throw error;
    const kept = join(tmpdir(), `papermill-js-${randomUUID()}.ipynb`);
    await writeAtomically(kept, inOrder(this.texts.pieces(this.notebook)));
    throw new NotebookIoError(error.path, `${error.message} The notebook was saved as ${kept} instead.`, {
      cause: error,
    });
  }

  /** Throws what went wrong while saving in between. */
  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private async write(): Promise<void> {
    const started = performance.now();
    this.settle();
    if (this.target.isWritten) await this.target.write(inOrder(this.texts.pieces(this.notebook)));
    this.lastTookMs = performance.now() - started;
  }
}

function* inOrder(pieces: readonly TextPiece[]): Generator<string | Uint8Array> {
  for (const piece of pieces) {
    if (typeof piece === 'string') yield piece;
    else yield* piece;
  }
}
