/** One cell that was run with `store_history`. */
export interface HistoryEntry {
  readonly line: number;
  readonly input: string;
  readonly output: string | undefined;
}

/** The cells of this kernel's life, and the number of the next one. */
export class History {
  readonly #entries: HistoryEntry[] = [];

  /** The execution count of the cell that runs next. */
  get nextCount(): number {
    return this.#entries.length + 1;
  }

  /** Counts a cell, before it runs; its output is added when it has one. */
  add(input: string): (output: string | undefined) => void {
    const index = this.#entries.push({ line: this.nextCount, input, output: undefined }) - 1;
    return (output) => {
      this.#entries[index] = { line: index + 1, input, output };
    };
  }

  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }
}
