import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';

/** What is to happen by itself at a time: changes of state that complete, work that comes round again. */
export class Agenda {
  readonly #logger: Logger;
  readonly #timers = new Map<string, () => void>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * Runs `work` when `clock` shows `dueAtMs`, or at once where that has passed. An entry takes the place of an earlier one of its key.
   *
   * @param name what the log calls it when it fails
   */
  add(clock: Clock, key: string, dueAtMs: number, name: string, work: () => Promise<void>): void {
    this.#timers.get(key)?.();
    const delayMs = Math.max(0, dueAtMs - clock.now());
    const cancel = clock.after(delayMs, () => {
      this.#timers.delete(key);
      this.#run(name, work());
    });
    this.#timers.set(key, cancel);
  }

  /** Drops what is not due yet, and waits for what has begun. */
  async close(): Promise<void> {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await Promise.all(this.#underWay);
  }

  #run(name: string, work: Promise<void>): void {
    const logged = work.catch((error: unknown) => this.#logger.error(`${name} failed`, error));
    this.#underWay.add(logged);
    logged.finally(() => this.#underWay.delete(logged));
  }
}
