import type { CellRun } from '../cell-run.js';
import type { KernelErrorReport } from '../errors/kernel-error-report.js';
import { NothingToCheckError } from '../errors/nothing-to-check-error.js';
import { type MismatchedCell, OutputMismatchError } from '../errors/output-mismatch-error.js';
import { isRunnable } from '../notebook/cell-marks.js';
import type { Cell, Notebook, Output } from '../notebook/model.js';
import type { SecretMask } from '../secrets/secret-mask.js';
import type { CheckOptions } from './check-options.js';
import { type CompareOptions, compareOutputs, type OutputDifference } from './compare-outputs.js';
import { describeDifference, summarizeDifference } from './describe-difference.js';
import { checkMarkers } from './markers.js';
import { builtInSanitizers, defaultSanitizers } from './sanitizers.js';

/** How it is checked, and what is checked. */
export interface OutputCheckOptions extends CheckOptions {
  /** Names the notebook in errors. */
  readonly origin: string;
  /** Fresh outputs are without secrets: so have to be those that were saved before there was one. */
  readonly mask: SecretMask;
}

/** The outputs that a notebook was saved with, kept to be compared with those of an execution. */
export class OutputCheck {
  private readonly saved: ReadonlyMap<string, readonly Output[]>;
  private readonly isStrict: boolean;
  private readonly compare: CompareOptions;

  /** @throws NothingToCheckError when every cell is to be checked, and none has ever been run. */
  constructor(notebook: Notebook, { origin, mask, ...options }: OutputCheckOptions) {
    const { mode = 'strict', sanitizers = [], builtIn = defaultSanitizers, images = 'type' } = options;
    this.isStrict = mode === 'strict';
    this.compare = { sanitizers: [...sanitizers, ...builtInSanitizers(builtIn)], images };
    const code = notebook.cells.filter((cell) => cell.cell_type === 'code');
    this.saved = new Map(code.map((cell) => [cell.id, mask.value(cell.outputs)]));
    const wanted = code.filter((cell) => isRunnable(cell) && this.isCompared(cell));
    const wasRun = code.some((cell) => cell.outputs.length > 0 || cell.execution_count !== null);
    if (wanted.length > 0 && this.isStrict && !wasRun) throw new NothingToCheckError(origin);
  }

  /**
   * Fails each cell that ran to its end and left something else than was saved. To be called when the kernel has said
   * its last: cells may go on to print, and to change what earlier ones show.
   *
   * @returns the error that names them all; undefined where there is none.
   */
  judge(runs: readonly CellRun[]): OutputMismatchError | undefined {
    const mismatches = runs.flatMap((run): MismatchedCell[] => {
      const { cell } = run;
      if (cell.cell_type !== 'code' || run.status !== 'completed') return [];
      if (!this.isCompared(cell)) return [];
      const differences = compareOutputs(this.saved.get(cell.id) ?? [], cell.outputs, this.compare);
      if (differences.length === 0) return [];
      const report = reportOf(differences);
      run.fail(report);
      return [{ ...run.asFailedCell(), report }];
    });
    const [first, ...others] = mismatches;
    return first && new OutputMismatchError([first, ...others]);
  }

  private isCompared(cell: Cell): boolean {
    const { compare, skip } = checkMarkers(cell);
    return !skip && (compare ?? this.isStrict);
  }
}

function reportOf(differences: readonly OutputDifference[]): KernelErrorReport {
  return {
    ename: 'OutputMismatch',
    evalue: differences.map(summarizeDifference).join(', '),
    traceback: differences.flatMap(describeDifference),
  };
}
