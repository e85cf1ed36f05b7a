import { ansi } from './ansi.js';
import { codeFrame } from './code-frame.js';
import type { ErrorReport } from './error-report.js';
import type { Diagnostic } from './tslab.js';

/** A diagnostic and the sentences that explain it. */
interface CompileError {
  readonly diagnostic: Diagnostic;
  readonly explanation: string[];
}

/** Describes the errors that the compiler found in a cell, all of them, the way tsc does. */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  label: string,
  code: string,
): ErrorReport {
  const errors = groupExplanations(diagnostics);
  const [first, ...others] = errors;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const summary = first
    ? `${placeOf(first, label)} - ${messageOf(first)}${more}`
    : 'the cell does not compile';
  return {
    ename: 'CompileError',
    evalue: summary,
    traceback: errors.flatMap((error, index) => [
      ...(index === 0 ? [] : ['']),
      ...traceError(error, label, code),
    ]),
  };
}

/**
 * tslab gives a message and its explanations as diagnostics of the same span, one after another
 * (`Type 'A' is not assignable to type 'B'`, then `Types of property 'x' are incompatible`).
 */
function groupExplanations(diagnostics: readonly Diagnostic[]): CompileError[] {
  const errors: CompileError[] = [];
  for (const diagnostic of diagnostics) {
    const last = errors.at(-1);
    const { start, end } = last?.diagnostic ?? {};
    if (start?.offset === diagnostic.start.offset && end?.offset === diagnostic.end.offset) {
      last?.explanation.push(diagnostic.messageText);
    } else {
      errors.push({ diagnostic, explanation: [] });
    }
  }
  return errors;
}

function placeOf({ diagnostic }: CompileError, label: string): string {
  const { start, fileName } = diagnostic;
  return `${fileName ?? label}:${start.line + 1}:${start.character + 1}`;
}

function messageOf({ diagnostic }: CompileError): string {
  return `error TS${diagnostic.code}: ${diagnostic.messageText}`;
}

function traceError(error: CompileError, label: string, code: string): string[] {
  const { start, end, fileName, code: number, messageText } = error.diagnostic;
  const head = `${ansi.cyan(placeOf(error, label))} - ${ansi.red('error')} ${ansi.grey(`TS${number}:`)} ${messageText}`;
  const explanation = error.explanation.map((text, depth) => `${'  '.repeat(depth + 1)}${text}`);
  if (fileName !== undefined) return [head, ...explanation];
  const length = end.line === start.line ? end.character - start.character : 1;
  return [head, ...explanation, ...codeFrame(code, start.line + 1, start.character + 1, length)];
}
