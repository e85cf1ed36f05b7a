import { stripVTControlCharacters } from 'node:util';
import type { Colors } from 'picocolors/types.js';
import { CellExecutionError } from '../errors/cell-execution-error.js';
import { ExecutionError } from '../errors/execution-error.js';
import { LateError } from '../errors/late-error.js';
import { type MismatchedCell, OutputMismatchError } from '../errors/output-mismatch-error.js';
import { PapermillError } from '../errors/papermill-error.js';

const shownSourceLines = 40;

/** An error as a person should read it on a terminal: what, where, the cell, the traceback. */
export function failureText(error: unknown, colors: Colors, notebook?: string): string {
  const whose = notebook === undefined ? '' : `${colors.bold(notebook)}: `;
  if (!(error instanceof PapermillError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${colors.red('papermill-js failed unexpectedly:')} ${whose}${stack}\n`;
  }
  const parts = [`${colors.red('error:')} ${whose}${error.message}`];
  if (error instanceof OutputMismatchError) {
    parts.push(...error.cells.map((cell) => mismatchText(cell, colors)));
    return `\n${parts.join('\n\n')}\n`;
  }
  if (error instanceof ExecutionError && error.cell) parts.push(sourceText(error.cell.source, colors));
  if (error instanceof CellExecutionError || error instanceof LateError) {
    parts.push(tracebackText(error, colors));
  }
  return `\n${parts.join('\n\n')}\n`;
}

function mismatchText({ cellIndex, cellId, source, report }: MismatchedCell, colors: Colors): string {
  const [firstLine = ''] = source.trim().split('\n', 1);
  const head = `${colors.bold(`Cell ${cellIndex + 1} (${cellId})`)}  ${colors.dim(firstLine)}`;
  return [head, ...report.traceback.map((line) => `  ${readable(line, colors)}`)].join('\n');
}

function sourceText(source: string, colors: Colors): string {
  const lines = source.trimEnd().split('\n');
  const width = String(Math.min(lines.length, shownSourceLines)).length;
  const shown = lines
    .slice(0, shownSourceLines)
    .map((line, index) => `  ${colors.dim(`${String(index + 1).padStart(width)} |`)} ${line}`);
  const hidden = lines.length - shown.length;
  return [...shown, ...(hidden > 0 ? [colors.dim(`  … ${hidden} more lines`)] : [])].join('\n');
}

function tracebackText(error: CellExecutionError | LateError, colors: Colors): string {
  const text = error.traceback.join('\n').trimEnd() || `${error.ename}: ${error.evalue}`;
  return readable(text, colors);
}

function readable(text: string, colors: Colors): string {
  return colors.isColorSupported ? text : stripVTControlCharacters(text);
}
