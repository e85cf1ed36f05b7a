/**
 * Measures what is used within any second: with a limit of 1,000, a thousand at once pass and the next is refused
 * until a second has gone since the first. What is larger than a second's worth takes as many seconds as it is
 * worth: 10 MiB at 2 MiB a second are used up for five.
 *
 * AWS documents its limits as so many in a second and not how the second is cut; this is the reading under which
 * no second, wherever it starts, holds more.
 */
export class Meter {
  readonly #limit: number;
  readonly #perSecond: number;
  /** By rising end: `ends[i]` is when `amounts[i]` no longer counts. Those before `#first` have ended. */
  #ends: number[] = [];
  #amounts: number[] = [];
  #first = 0;
  #used = 0;
  #latestMs = 0;

  /**
   * @param limit what may be in use at one time; `Infinity` for no limit
   * @param perSecond for a tank that refills more slowly than `limit` a second, what comes back in a second
   */
  constructor(limit: number, perSecond = limit) {
    this.#limit = limit;
    this.#perSecond = perSecond;
  }

  /** Whether `amount` is within the limit. */
  fits(nowMs: number, amount: number): boolean {
    return this.#limit === Number.POSITIVE_INFINITY || this.#usedAt(nowMs) + amount <= this.#limit;
  }

  /** Whether the limit is not reached yet, however much comes next. */
  hasRoom(nowMs: number): boolean {
    return this.#limit === Number.POSITIVE_INFINITY || this.#usedAt(nowMs) < this.#limit;
  }

  /** Whether nothing that was taken counts any longer. */
  isIdle(nowMs: number): boolean {
    return this.#usedAt(nowMs) === 0;
  }

  take(nowMs: number, amount: number): void {
    if (this.#limit === Number.POSITIVE_INFINITY || amount === 0) return;
    this.#usedAt(nowMs);
    const last = this.#ends.length - 1;
    const lastEnd = this.#ends[last] ?? 0;
    const start = this.#perSecond < this.#limit ? Math.max(nowMs, lastEnd) : nowMs;
    const end = Math.max(start + Math.max(1000, (amount / this.#perSecond) * 1000), lastEnd);
    this.#used += amount;
    if (this.#ends[last] === end) this.#amounts[last] = (this.#amounts[last] ?? 0) + amount;
    else {
      this.#ends.push(end);
      this.#amounts.push(amount);
    }
  }

  #usedAt(nowMs: number): number {
    // A clock that was set back must not make the limit last.
    if (nowMs < this.#latestMs) this.#forget();
    this.#latestMs = nowMs;
    while (this.#first < this.#ends.length && (this.#ends[this.#first] ?? 0) <= nowMs) {
      this.#used -= this.#amounts[this.#first] ?? 0;
      this.#first += 1;
    }
    if (this.#first === this.#ends.length) this.#forget();
    else if (this.#first > 1000) this.#compact();
    return this.#used;
  }

  #forget(): void {
    if (this.#ends.length === 0) return;
    this.#ends = [];
    this.#amounts = [];
    this.#first = 0;
    this.#used = 0;
  }

  #compact(): void {
    this.#ends = this.#ends.slice(this.#first);
    this.#amounts = this.#amounts.slice(this.#first);
    this.#first = 0;
  }
}
