import { SourceMap } from 'node:module';
import type { ScriptMaps } from '../compiler/source-maps.js';

/** A place in a text; both count from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Follows a position in the emitted JavaScript back to the TypeScript; undefined where nothing is mapped. */
export function createPositionMapper(maps: ScriptMaps): (at: Position) => Position | undefined {
  const steps = [maps.fromModule, maps.fromTypeScript].map((payload) => new SourceMap(payload));
  return (at) => {
    let position: Position = at;
    for (const step of steps) {
      const entry = step.findEntry(position.line, position.column);
      // An entry of an earlier line says nothing about this one: the compiler wrote it by itself.
      if (!('originalLine' in entry) || entry.generatedLine !== position.line) return undefined;
      position = { line: entry.originalLine, column: entry.originalColumn };
    }
    return position;
  };
}
