import { setTimeout as sleep } from 'node:timers/promises';
import type { PendingRequest } from './pending-request.js';

/** When silence about a request becomes suspicious, in milliseconds. */
export interface LossPatience {
  /** Since it was sent, with nothing heard of it at all. */
  readonly unheardMs: number;
  /** Since the kernel went idle, or answered a request that nobody sent, without a reply to this one. */
  readonly unansweredMs: number;
}

/** Short enough that nobody thinks the run hangs, far longer than any healthy kernel takes. */
export const defaultPatience: LossPatience = { unheardMs: 5000, unansweredMs: 1000 };

/**
 * Tells whether a kernel has lost a request: a cell may take hours, so time alone proves nothing. But a kernel works
 * on its shell requests one after the other: once it answers a question that was asked after the request, no answer
 * to the request is to come any more. Questions are asked only where something is wrong already, because there are
 * kernels that answer them while a cell runs.
 */
export class LossWatch {
  /** Resolves with what is wrong, for a person; stays open for a request that is not lost. */
  readonly lost: Promise<string>;
  private found: (reason: string) => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private due = Number.POSITIVE_INFINITY;
  private asking = false;
  private over = false;

  constructor(
    private readonly pending: PendingRequest,
    private readonly ask: () => Promise<unknown>,
    private readonly patience: LossPatience,
    /** A kernel that never says when it is busy may be silent for as long as it works. */
    announcesWork: boolean,
  ) {
    this.lost = new Promise((resolve) => {
      this.found = resolve;
    });
    if (announcesWork) this.suspect(patience.unheardMs, () => !pending.progress.heard && neverHeard);
    pending.onProgress = ({ idle, replied }) => {
      if (replied) this.end();
      else if (idle) this.suspect(patience.unansweredMs, () => idleWithoutReply);
    };
  }

  /** The kernel answered a request that was never sent to it: it may have mistaken this one for it. */
  onForeignReply(): void {
    this.suspect(this.patience.unansweredMs, () => answeredAnother);
  }

  end(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private suspect(afterMs: number, reason: () => string | false): void {
    const due = performance.now() + afterMs;
    if (this.over || this.asking || due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.confirm(reason), afterMs);
  }

  private async confirm(reason: () => string | false): Promise<void> {
    this.due = Number.POSITIVE_INFINITY;
    if (!reason()) return;
    this.asking = true;
    await this.ask();
    // The reply and the idle come over different sockets.
    await sleep(this.patience.unansweredMs / 2);
    this.asking = false;
    const found = reason();
    if (found && !this.over && !this.pending.progress.replied) this.found(found);
  }
}

const neverHeard = 'the kernel answers other requests, but said nothing at all about this cell';
const idleWithoutReply = 'the kernel said it was done with this cell, but never how it had ended';
const answeredAnother = 'the kernel answered a request that was never sent to it in place of this cell';
