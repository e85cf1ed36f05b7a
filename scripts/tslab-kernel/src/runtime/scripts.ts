import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { GUARD_NAMES } from '../compiler/guard-transform.js';
import type { ScriptMaps } from '../compiler/source-maps.js';
import { createPositionMapper, type Position } from './position-mapper.js';

/** A place that a person can find: line and column count from 1. */
export interface Place {
  readonly label: string;
  readonly line: number;
  readonly column: number;
}

/** A script that runs, and how its lines relate to the text that a person wrote. */
interface Script {
  readonly label: string;
  readonly code: string | undefined;
  /** Lines of the running script before the emitted code. */
  readonly linesBefore: number;
  /** Lines that tslab put before the person's text when it compiled it. */
  readonly linesAdded: number;
  readonly maps: ScriptMaps | undefined;
  locate?: (at: Position) => Position | undefined;
}

/** A cell as it was compiled. */
export interface CellScript {
  readonly label: string;
  /** What the person wrote. */
  readonly code: string;
  readonly javascript: string;
  /** Whether it awaits something itself. */
  readonly isAsync: boolean;
  readonly maps: ScriptMaps | undefined;
}

/** The name under which V8 knows the script of a cell. */
const CELL_SCHEME = 'tslab-cell:';

/**
 * All scripts that the kernel has compiled, cells and imported TypeScript files, to name places in them.
 * Cells stay as long as the kernel lives: a function may be called, and fail, at any later time.
 */
export class Scripts {
  readonly #byName = new Map<string, Script>();
  readonly #codeByLabel = new Map<string, string>();
  #cells = 0;

  /** Registers a cell and returns its script, made ready for tslab's executor. */
  addCell({ label, code, javascript, isAsync, maps }: CellScript): string {
    this.#cells += 1;
    const name = `${CELL_SCHEME}${this.#cells}`;
    // The executor puts its function's head before the script: a line break keeps columns as they are.
    const head = `return ${GUARD_NAMES.run}(${isAsync ? 'async ' : ''}() => {`;
    this.#byName.set(name, { label, code, linesBefore: 1, linesAdded: 1, maps });
    this.#codeByLabel.set(label, code);
    return `${head}\n${javascript}\n})\n//# sourceURL=${name}`;
  }

  /** Registers a TypeScript file, or a cell that is a module, by the path of its JavaScript. */
  addFile(path: string, maps: ScriptMaps | undefined): void {
    const source = path.replace(/\.js$/, '.ts');
    const linesAdded = existsSync(source) || existsSync(path) ? 0 : 1;
    const label = relative(process.cwd(), existsSync(path) ? path : source);
    this.#byName.set(path, { label, code: undefined, linesBefore: 0, linesAdded, maps });
  }

  isCell(scriptName: string): boolean {
    return scriptName.startsWith(CELL_SCHEME);
  }

  /** The text of the newest cell with this label. */
  codeOf(label: string): string | undefined {
    return this.#codeByLabel.get(label);
  }

  /** Where a line and column (from 1) of a running script are in the text; undefined for added code. */
  locate(scriptName: string, line: number, column: number): Place | undefined {
    const script = this.#byName.get(scriptName);
    if (!script?.maps) return undefined;
    script.locate ??= createPositionMapper(script.maps);
    const found = script.locate({ line: line - 1 - script.linesBefore, column: column - 1 });
    if (!found || found.line < script.linesAdded) return undefined;
    return { label: script.label, line: found.line - script.linesAdded + 1, column: found.column + 1 };
  }
}
