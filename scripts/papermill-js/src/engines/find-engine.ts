import { EngineNotFoundError } from '../errors/engine-not-found-error.js';
import type { Engine } from './engine.js';
import { kernelEngine } from './kernel-engine.js';

/** `nbclient` is what papermill calls the engine that runs cells in a Jupyter kernel. */
const builtIn: Readonly<Record<string, Engine>> = { nbclient: kernelEngine };

/**
 * The engine of this name; without one, the Jupyter kernel.
 *
 * @throws EngineNotFoundError, which lists those there are.
 */
export function findEngine(name: string | undefined, registered: Readonly<Record<string, Engine>>): Engine {
  if (name === undefined) return kernelEngine;
  const engines = { ...builtIn, ...registered };
  const found = Object.hasOwn(engines, name) ? engines[name] : undefined;
  if (found) return found;
  throw new EngineNotFoundError(name, Object.keys(engines));
}
