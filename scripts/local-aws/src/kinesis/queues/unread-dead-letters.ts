import type { Write } from '../../storage/storage.js';
import { firstPlace, type Ledger, placeAt, placeOf, type Tracked } from './ledger.js';

/** The dead letters that nobody has received as such: on disk only, since there may be any number of them. */
export class UnreadDeadLetters {
  readonly #ledger: Ledger;
  /** There is none before it; undefined where there is none at all. */
  #from: string | undefined = firstPlace;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** To be written before {@link peek} is to find it. */
  add(tracked: Tracked): Write[] {
    tracked.isDead = true;
    const place = placeOf(tracked);
    if (this.#from === undefined || place < this.#from) this.#from = place;
    return this.#ledger.bury(tracked);
  }

  /** Up to `limit` of those that arrived at `horizonMs` or later, the oldest first. */
  async peek(limit: number, horizonMs: number): Promise<Tracked[]> {
    if (this.#from === undefined || limit === 0) return [];
    const earliest = placeAt(horizonMs);
    const found = await this.#ledger.deadLetters(this.#from < earliest ? earliest : this.#from, limit);
    if (found.length === 0) this.#from = undefined;
    return found;
  }

  /** The first of those that were found is received now, or gone. */
  remove(tracked: Tracked): Write {
    this.#from = `${placeOf(tracked)}~`;
    return this.#ledger.unbury(tracked);
  }
}
