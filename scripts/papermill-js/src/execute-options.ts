import type { CheckOptions } from './check/check-options.js';
import type { Engine } from './engines/engine.js';
import type { NotebookEventListener } from './events.js';
import type { IoHandlers } from './io/io-handler.js';
import type { Kernel } from './kernel/kernel.js';
import type { Parameters } from './translators/parameters.js';

/** Options of `executeNotebook`. */
export interface ExecuteOptions {
  /** Values for the notebook's `parameters` cell, and for the templates in the paths. Default none. */
  readonly parameters?: Parameters;
  /**
   * A parameter that the notebook's `parameters` cell does not declare, or with another type, is an error before
   * anything is executed; false makes it a warning. Default true.
   */
  readonly strictParameters?: boolean;
  /**
   * A kernel that runs already, in place of one of its own. It stays as it is afterwards, with its variables; the
   * options that say which kernel to start, and how, do not count.
   */
  readonly kernel?: Kernel;
  /**
   * Go on from an earlier execution: cells before the first one that failed or changed since then keep their outputs
   * and are not run. With `kernel`, that is what the kernel ran last; otherwise what lies at the output's path, which
   * helps only where nothing has changed and all has passed: without its kernel, a later cell cannot be run alone.
   * What counts as a change are the kernel, the parameters and the cells' sources; not the values of `secrets`, of which
   * a notebook keeps no trace by which they could be guessed. Default false.
   */
  readonly resume?: boolean;
  /**
   * Names of parameters that the kernel gets and nobody else sees: `***` stands for their values in the injected cell,
   * metadata, outputs, errors, events and in the paths of files. Default none.
   */
  readonly secrets?: readonly string[];
  /** Further texts that are masked in the same way, such as what `env` gives the kernel. From 4 characters on. */
  readonly secretValues?: readonly string[];
  /** A kernel's name, in place of the one in the notebook. */
  readonly kernelName?: string;
  /** The language in which parameters are written, in place of the one of the kernel and the notebook. */
  readonly language?: string;
  /** Folders that hold a `kernel.json`, or kernelspecs; looked at before `node_modules` and Jupyter's paths. */
  readonly kernelDirs?: readonly string[];
  /** The kernel's working directory. Default the notebook's own folder, as in Jupyter; else the process's. */
  readonly cwd?: string;
  /** Variables added to the kernel's environment; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds from starting the kernel to its first answer. Default 60,000. */
  readonly startTimeoutMs?: number;
  /**
   * Milliseconds each cell may take, from its sending; a notebook that says otherwise in `metadata.execution.timeout`
   * (seconds, -1 for no limit), as nbmake and MyST have it, is believed. Default no limit.
   */
  readonly executionTimeoutMs?: number;
  /** Milliseconds the notebook may take, from starting the kernel to its end. Default no limit. */
  readonly notebookTimeoutMs?: number;
  /**
   * Bytes that the output of a cell may be long; what it puts out beyond is left out, and a notice in the notebook
   * says so. Default 268,435,456 (256 MiB), which is also the most.
   */
  readonly maxOutputBytes?: number;
  /** Inject the parameters and write the notebook, but start no kernel. Default false. */
  readonly prepareOnly?: boolean;
  /**
   * Compare what the cells put out with what the notebook was saved with, and fail where it differs; the cells may say
   * how in nbval's tags and comments. The output must be another file than the input, and `resume` does
   * not count. Default false.
   */
  readonly check?: boolean | CheckOptions;
  /** Hide the source of code cells in the output (`metadata.jupyter.source_hidden`). Default false. */
  readonly reportMode?: boolean;
  /** Save as cells begin and end, at most once a second; otherwise only at the end. Default true. */
  readonly requestSaveOnCellExecute?: boolean;
  /** Milliseconds after which what a long cell has printed is saved while it runs; 0 for never. Default 30,000. */
  readonly autosaveCellEveryMs?: number;
  /** Which engine runs the cells: one of {@link engines}, or `nbclient`, the Jupyter kernel (default). */
  readonly engineName?: string;
  /** Further engines, by name. */
  readonly engines?: Readonly<Record<string, Engine>>;
  /** Further places to read and write notebooks, by the scheme of their paths; they go before the built-in ones. */
  readonly ioHandlers?: IoHandlers;
  /**
   * Cancels the execution: the cell is interrupted (for two seconds, then its kernel is ended), the output saved, the
   * kernel stopped. A place far away has four seconds to take the output; then it is saved in a temporary folder of this
   * machine, and a `warning` event says where. Default: none.
   */
  readonly signal?: AbortSignal;
  /** Called with each event, in order. What it throws cancels the execution and rejects the promise. */
  readonly onEvent?: NotebookEventListener;
}
