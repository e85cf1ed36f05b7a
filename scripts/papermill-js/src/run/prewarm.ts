import { findSpec, startOptions } from '../engines/kernel-engine.js';
import { readEnvironment } from '../environment.js';
import { readInput } from '../execute-notebook.js';
import { engineRequest } from '../execution.js';
import { isLocal } from '../io/path-scheme.js';
import { Secrets } from '../secrets/secrets.js';
import type { KernelPool } from './kernel-pool.js';
import type { PlannedNotebook } from './plan-notebooks.js';
import type { RunOptions } from './run-options.js';

/**
 * Starts the kernel that a notebook will want. Only a guess: the notebook is read again when its turn comes, and
 * whatever is wrong with it is told then.
 */
export async function prewarm(next: PlannedNotebook, options: RunOptions, pool: KernelPool): Promise<void> {
  const { engineName = 'nbclient' } = options;
  if (engineName !== 'nbclient' || (typeof next.input === 'string' && !isLocalFile(next.input))) return;
  try {
    const { parameters, template } = next;
    const secrets = new Secrets(parameters, options);
    const { notebook, place } = await readInput(next.input, next.output, { parameters }, secrets, template);
    const environment = readEnvironment();
    const request = engineRequest(notebook, place, { ...options, onEvent: undefined });
    pool.prewarm(await findSpec(request, environment), startOptions(request, environment));
  } catch {
    // Told when the notebook is executed.
  }
}

/** Standard input can be read only once, and what is far away should be. */
function isLocalFile(path: string): boolean {
  return path !== '-' && isLocal(path);
}
