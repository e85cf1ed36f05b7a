import type { Clock } from '../../clock.js';
import type { AwsError } from '../../errors.js';

/** A call that waits for records. */
export interface ReceiveRequest {
  readonly limit: number;
  /** How long it waits where there are none, in milliseconds. */
  readonly waitMs: number;
  /** How long they are its own, in seconds; undefined where the queue's timeout holds. */
  readonly visibilityTimeoutSeconds: number | undefined;
  /** Whether nobody waits for the answer any more. */
  readonly isGone: () => boolean;
}

interface Waiting<Answer> {
  readonly request: ReceiveRequest;
  readonly settle: (answer: Answer | undefined) => void;
  readonly fail: (error: unknown) => void;
  readonly cancelTimer: () => void;
  isOver: boolean;
}

/** Gives what there is for a request; undefined where there is nothing. */
export type Take<Answer> = (request: ReceiveRequest) => Promise<Answer | undefined>;

/** The calls that wait for records of one kind: served first come, first served, and one at a time. */
export class Receivers<Answer> {
  readonly #pace: Clock;
  readonly #take: Take<Answer>;
  readonly #onOver: () => void;
  #waiting: Waiting<Answer>[] = [];

  /** @param onOver called when a call has waited long enough: it has to be served a last time */
  constructor(pace: Clock, take: Take<Answer>, onOver: () => void) {
    this.#pace = pace;
    this.#take = take;
    this.#onOver = onOver;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Resolves to undefined when the wait was in vain. */
  add(request: ReceiveRequest): Promise<Answer | undefined> {
    return new Promise((settle, fail) => {
      const cancelTimer = this.#pace.after(request.waitMs, () => {
        waiting.isOver = true;
        this.#onOver();
      });
      const waiting: Waiting<Answer> = { request, settle, fail, cancelTimer, isOver: false };
      this.#waiting.push(waiting);
    });
  }

  /** Serves those that wait until one gets nothing: then there is nothing for those behind it either. */
  async serve(): Promise<void> {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      if (first.request.isGone()) {
        this.#answer(first, undefined);
        continue;
      }
      try {
        const answer = await this.#take(first.request);
        if (answer === undefined) break;
        this.#answer(first, answer);
      } catch (error) {
        this.#remove(first);
        first.fail(error);
      }
    }
    for (const waiting of this.#waiting.filter(({ isOver }) => isOver)) this.#answer(waiting, undefined);
  }

  /** Nobody gets anything any more: with a `reason`, that is what they are told. */
  end(reason: AwsError | undefined): void {
    const ended = this.#waiting;
    this.#waiting = [];
    for (const { settle, fail, cancelTimer } of ended) {
      cancelTimer();
      if (reason) fail(reason);
      else settle(undefined);
    }
  }

  #answer(waiting: Waiting<Answer>, answer: Answer | undefined): void {
    this.#remove(waiting);
    waiting.settle(answer);
  }

  #remove(waiting: Waiting<Answer>): void {
    waiting.cancelTimer();
    this.#waiting = this.#waiting.filter((each) => each !== waiting);
  }
}
