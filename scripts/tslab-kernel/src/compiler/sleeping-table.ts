import type ts from 'typescript';

/**
 * Names of a module that nobody has asked for. The first question, of whatever kind, wakes the module, which
 * fills the table.
 */
export class SleepingTable extends Map<ts.__String, ts.Symbol> {
  #wake: (() => void) | undefined;

  constructor(wake: () => void) {
    super();
    this.#wake = wake;
  }

  /** Gives it its names; it asks no more. */
  fill(table: ts.SymbolTable | undefined): void {
    this.#wake = undefined;
    table?.forEach((symbol, name) => {
      super.set(name, symbol);
    });
  }

  override get size(): number {
    this.#wake?.();
    return super.size;
  }
  override get(name: ts.__String): ts.Symbol | undefined {
    this.#wake?.();
    return super.get(name);
  }
  override has(name: ts.__String): boolean {
    this.#wake?.();
    return super.has(name);
  }
  override set(name: ts.__String, symbol: ts.Symbol): this {
    this.#wake?.();
    return super.set(name, symbol);
  }
  override delete(name: ts.__String): boolean {
    this.#wake?.();
    return super.delete(name);
  }
  override clear(): void {
    this.#wake?.();
    super.clear();
  }
  override forEach(...args: Parameters<Map<ts.__String, ts.Symbol>['forEach']>): void {
    this.#wake?.();
    super.forEach(...args);
  }
  override keys(): MapIterator<ts.__String> {
    this.#wake?.();
    return super.keys();
  }
  override values(): MapIterator<ts.Symbol> {
    this.#wake?.();
    return super.values();
  }
  override entries(): MapIterator<[ts.__String, ts.Symbol]> {
    this.#wake?.();
    return super.entries();
  }
  override [Symbol.iterator](): MapIterator<[ts.__String, ts.Symbol]> {
    return this.entries();
  }
}
