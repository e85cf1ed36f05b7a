import { EngineNotFoundError } from '../errors/engine-not-found-error.js';
import type { Engine } from './engine.js';

/**
 * The engine of this name; without one, `nbclient`, which is what papermill calls the Jupyter kernel.
 *
 * @throws EngineNotFoundError, which lists those there are.
 */
export function findEngine(
  name: string | undefined,
  registered: Readonly<Record<string, Engine>>,
  nbclient: Engine,
): Engine {
  if (name === undefined) return nbclient;
  const engines: Readonly<Record<string, Engine>> = { nbclient, ...registered };
  const found = Object.hasOwn(engines, name) ? engines[name] : undefined;
  if (found) return found;
  throw new EngineNotFoundError(name, Object.keys(engines));
}
