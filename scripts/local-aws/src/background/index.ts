/** One local-aws for all programs of a user on this machine. Light to import: the server is loaded by its own process. */
import { homeAt } from './home.js';
import { type BackgroundInstance, runningInstance } from './instance.js';

export { LocalAwsError, type LocalAwsErrorCode } from '../errors.js';
export { type BackgroundOptions, ensureBackground } from './ensure-background.js';
export type { BackgroundInstance } from './instance.js';
export { type StopOptions, stopBackground } from './stop-background.js';

/**
 * The user's running local-aws, if there is one.
 *
 * @param options `homeDir` is the state folder; default as for {@link ensureBackground}.
 */
export function backgroundStatus(
  options: { readonly homeDir?: string } = {},
): Promise<BackgroundInstance | undefined> {
  return runningInstance(homeAt(options.homeDir));
}
