import type { ExecutedNotebook } from '../executed-notebook.js';
import { PapermillError, type PapermillErrorCode } from './papermill-error.js';

/** The cell an execution stopped at. */
export interface FailedCell {
  /** Position among the executed cells, from 0; papermill's error markers are not counted. */
  readonly cellIndex: number;
  readonly cellId: string;
  /** The cell's source as it was sent to the kernel. */
  readonly source: string;
}

/**
 * An execution that began and did not reach its end. The notebook with everything that happened until then
 * is in {@link executed}, and was saved before this was thrown where an output was asked for.
 */
export abstract class ExecutionError extends PapermillError {
  /** Where it stopped; undefined when no cell was running. */
  readonly cell: FailedCell | undefined;
  private outcome: ExecutedNotebook | undefined;

  constructor(code: PapermillErrorCode, message: string, cell?: FailedCell, options?: ErrorOptions) {
    super(code, message, options);
    this.cell = cell;
  }

  /** The notebook as it was left, with the status of each cell. */
  get executed(): ExecutedNotebook {
    if (!this.outcome) throw new Error('The executed notebook is attached when executeNotebook rejects.');
    return this.outcome;
  }

  /** Attaches what was executed; called once, by `executeNotebook`, after the output was saved. */
  attach(executed: ExecutedNotebook): this {
    this.outcome = executed;
    return this;
  }
}
