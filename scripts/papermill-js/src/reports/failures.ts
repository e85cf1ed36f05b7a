import { ExecutionError } from '../errors/execution-error.js';
import type { KernelErrorReport } from '../errors/kernel-error-report.js';
import { LateError } from '../errors/late-error.js';
import type { NotebookResult } from '../notebook-result.js';
import { type DescribedCell, describeCells } from './describe.js';
import { failingLine } from './failing-line.js';

/** One reason why a notebook did not pass, as every report tells it. */
export interface Failure {
  /** `cell`: the cell's own code failed. `run`: it could not be run, or not to its end: no kernel, dead, timed out. */
  readonly kind: 'cell' | 'run';
  /** The error's name, such as `TypeError` or `KernelNotFoundError`. */
  readonly name: string;
  readonly message: string;
  /** Lines for a person, often with ANSI colours; empty where there are none. */
  readonly traceback: string;
  /** Where it happened; undefined for what is no cell's. */
  readonly cell: DescribedCell | undefined;
  /** The line of the cell, from 1, where that is known. */
  readonly line: number | undefined;
}

/** Why the notebook did not pass: each failed cell in order, then what is no cell's. Empty where nothing went wrong. */
export function failuresOf({ executed, error }: NotebookResult): Failure[] {
  const failed = executed
    ? describeCells(executed).filter(({ executed: { status } }) => status === 'failed')
    : [];
  const ofCells = failed.map((cell) => ofCell(cell, error));
  const isTold = error === undefined || failed.some(({ cell }) => isOf(cell.id, error));
  return isTold ? ofCells : [...ofCells, ofRun(error)];
}

function ofCell(described: DescribedCell, error: Error | undefined): Failure {
  const { cell, executed } = described;
  const report = executed.error ?? nothingSaid;
  const traceback = report.traceback.join('\n').trimEnd();
  const count = cell.cell_type === 'code' ? cell.execution_count : null;
  // What ends the run in a cell leaves its own name there; a cell's own error and a mismatch of outputs do not.
  const stoppedHere = error !== undefined && isOf(cell.id, error) && report.ename === error.name;
  return {
    kind: stoppedHere ? 'run' : 'cell',
    name: report.ename,
    message: report.evalue,
    traceback,
    cell: described,
    line: failingLine(report.traceback, count, cell.source),
  };
}

const nothingSaid: KernelErrorReport = { ename: 'Error', evalue: 'the cell failed', traceback: [] };

function isOf(cellId: string, error: Error): boolean {
  return error instanceof ExecutionError && error.cell?.cellId === cellId;
}

function ofRun(error: Error): Failure {
  const { name, message } = error;
  const traceback = error instanceof LateError ? error.traceback.join('\n').trimEnd() : '';
  return { kind: 'run', name, message, traceback, cell: undefined, line: undefined };
}

/** `TypeError: x is no number`; a compiler's report names its kind in its own words. */
export function headline({ name, message }: Pick<Failure, 'name' | 'message'>): string {
  const [first = ''] = message.trim().split('\n', 1);
  return first === '' ? name : `${name}: ${first}`;
}
