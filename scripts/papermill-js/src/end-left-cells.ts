import type { CellRun } from './cell-run.js';
import type { KernelErrorReport } from './errors/kernel-error-report.js';

/** The cell that an engine has begun and not ended, if there is one. */
export function leftCell(runs: readonly CellRun[]): CellRun | undefined {
  return runs.find(({ isRunning }) => isRunning);
}

/** Fails the cells that an engine has left in their midst: whatever stopped it, they did not come to their end. */
export function endLeftCells(runs: readonly CellRun[], error: unknown): void {
  for (const run of runs.filter(({ isRunning }) => isRunning)) {
    const report = reportOf(error);
    run.fail(report);
    if (run.cell.cell_type === 'code')
      run.addOutput({ output_type: 'error', ...report, traceback: [...report.traceback] });
    run.end();
  }
}

function reportOf(error: unknown): KernelErrorReport {
  if (error === undefined) {
    const evalue = 'the engine came to its end, and did not end this cell';
    return { ename: 'UnendedCellError', evalue, traceback: [`UnendedCellError: ${evalue}`] };
  }
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return { ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}
