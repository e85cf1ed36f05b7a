import type { Colors } from 'picocolors/types.js';
import type { GithubStep } from '../reports/tell-github.js';
import type { Display } from './display/display.js';
import type { Plugins } from './load-plugins.js';

/** What a command works with. */
export interface CommandContext {
  readonly display: Display;
  /** Tells of a failure: what, where, the cell, the traceback; of which notebook, where there are several. */
  readonly fail: (error: unknown, notebook?: string) => void;
  /** Engines and IO handlers beside the built-in ones. */
  readonly plugins: Plugins;
  readonly colors: Colors;
  /** The step on GitHub Actions that this runs in; undefined elsewhere. */
  readonly github: GithubStep | undefined;
  /** The repository's root, where CI has said it. */
  readonly ciRoot: string | undefined;
  /** Fires at SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Writes to stderr. */
  readonly write: (text: string) => void;
}
