/** Wakes one waiting loop. What comes while nobody waits is kept, as one. */
export class Signal {
  #isSet = false;
  #resume: () => void = () => {};

  set(): void {
    this.#isSet = true;
    this.#resume();
  }

  async wait(): Promise<void> {
    if (!this.#isSet)
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    this.#isSet = false;
  }
}
