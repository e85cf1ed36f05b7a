/** Lets what concerns one object happen one after the other; different ones do not wait for each other. */
export class KeyTurns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `job` once all earlier ones of this key have ended. */
  async take<T>(key: string, job: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const turn = before ? before.then(job, job) : job();
    this.#last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }
}
