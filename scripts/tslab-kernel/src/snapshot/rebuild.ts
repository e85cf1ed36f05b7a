import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, findSnapshot, usesSnapshots } from './locate.js';

/** What the last snapshot was built of, as noted beside it. */
export interface Recipe {
  readonly imports: readonly string[];
  readonly cwd: string;
}

const PROGRAM = fileURLToPath(new URL('../../bin/tslab-kernel.js', import.meta.url));
/** Cells come first. */
const DELAY_MS = 5_000;
/** A builder that is older than that is gone, and its number another process's. */
const BUILD_TIMEOUT_MS = 600_000;

/**
 * Has a snapshot built once this kernel has been at work for some seconds, where there is none: the package or Node
 * has changed, or nobody has built one yet. One process does it for all kernels, behind everything else.
 */
export function rebuildLater(): void {
  if (usesSnapshots()) setTimeout(rebuild, DELAY_MS).unref();
}

/** Notes how to build the snapshot again. */
export function writeRecipe(recipe: Recipe): void {
  writeFileSync(recipeFile(), `${JSON.stringify(recipe, null, 2)}\n`);
}

function rebuild(): void {
  try {
    if (findSnapshot() !== undefined || isBeingBuilt()) return;
    mkdirSync(cacheFolder(), { recursive: true });
    const { imports, cwd } = readRecipe();
    const args = imports.length > 0 ? ['--import', ...imports] : [];
    const builder = spawn(process.execPath, [PROGRAM, 'snapshot', ...args], {
      cwd,
      stdio: 'ignore',
      detached: true,
      windowsHide: true,
    });
    builder.on('error', () => {});
    builder.unref();
    if (builder.pid === undefined) return;
    writeFileSync(lockFile(), String(builder.pid));
    setPriority(builder.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // A folder that cannot be written to: kernels go on without, as they did.
  }
}

function readRecipe(): Recipe {
  try {
    const recipe = JSON.parse(readFileSync(recipeFile(), 'utf8')) as Recipe;
    if (existsSync(recipe.cwd)) return recipe;
  } catch {
    // There was none before.
  }
  return { imports: [], cwd: process.cwd() };
}

function isBeingBuilt(): boolean {
  try {
    const { mtimeMs } = statSync(lockFile());
    return (
      Date.now() - mtimeMs < BUILD_TIMEOUT_MS && process.kill(Number(readFileSync(lockFile(), 'utf8')), 0)
    );
  } catch {
    return false;
  }
}

function recipeFile(): string {
  return join(cacheFolder(), 'snapshot.json');
}

function lockFile(): string {
  return join(cacheFolder(), 'builder.pid');
}
