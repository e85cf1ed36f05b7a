import type { IoHandlers } from '../io/io-handler.js';

/** What reports show that the run itself does not say. */
export interface ReportOptions {
  /** Heading of HTML pages. Default the notebook's name, or the number of notebooks. */
  readonly title?: string;
  /** Language of the notebooks' prose, for HTML's `lang`. Default `en`. */
  readonly lang?: string;
  /** The folder that JUnit's paths are relative to; CI looks for files from the repository's root. Default the current one. */
  readonly root?: string;
  /** What writes to paths with a scheme, beside what is built in. */
  readonly ioHandlers?: IoHandlers;
  /**
   * Nobody waits any more: what a network holds up is given up three seconds later, and saved on this machine. Default:
   * each place is waited for as long as it takes to answer, or to be out of reach.
   */
  readonly signal?: AbortSignal;
}
