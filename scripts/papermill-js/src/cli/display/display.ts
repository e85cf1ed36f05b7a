import type { Colors } from 'picocolors/types.js';
import type { RunEventListener } from '../../run/run-events.js';
import type { LogLevel } from '../log-level.js';

/** Shows a person, on stderr, how far a run has come. */
export interface Display {
  /** Takes the next event. */
  readonly onEvent: RunEventListener;
  /** Says that the run was cancelled and by what, and from then on what is done to end it. */
  onCancel(reason: string): void;
  /** Takes away what was to be rewritten and stops the clock; to be called however the run ended. */
  close(): void;
}

/** What a display shows, and with what. */
export interface DisplayOptions {
  /** Tell of each cell, not only of each notebook. */
  readonly eachCell: boolean;
  /** Also show what the cells print. */
  readonly logOutput: boolean;
  /** From which level on to tell; warnings and what cells print to stderr are WARNING, the rest of it INFO. */
  readonly logLevel: LogLevel;
  /** Show the notebooks and cells at all. */
  readonly progressBar: boolean;
  readonly colors: Colors;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}
