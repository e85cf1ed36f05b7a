/** Gives cells a few names that need no import. They are no part of what a loop over the globals sees. */
export function defineGlobals(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, {
      value,
      enumerable: false,
      configurable: true,
      writable: true,
    });
  }
}
