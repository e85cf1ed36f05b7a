import { stripVTControlCharacters } from 'node:util';
import type { KernelErrorReport } from './errors/kernel-error-report.js';
import type { CodeCell } from './notebook/model.js';
import type { OutputMessage } from './notebook/outputs.js';

/**
 * What is known of a failure that the kernel sent no `error` message for: the reply's own fields, else the
 * error's name and stack in what the cell wrote to stderr (stock tslab reports its failures only there).
 */
export function errorFromReply(reply: Readonly<Record<string, unknown>>, cell: CodeCell): KernelErrorReport {
  if (typeof reply.ename === 'string') {
    const evalue = String(reply.evalue ?? '');
    const lines = Array.isArray(reply.traceback) ? reply.traceback.map(String) : [];
    return {
      ename: reply.ename,
      evalue,
      traceback: lines.length > 0 ? lines : [`${reply.ename}: ${evalue}`],
    };
  }
  const stderr = stderrOf(cell);
  const found = errorInText(stderr);
  if (found) return found;
  const [reason = ''] = stripVTControlCharacters(stderr).trim().split('\n', 1);
  if (reason) return { ename: 'Error', evalue: reason, traceback: stderr.trimEnd().split('\n') };
  const silence = `the kernel answered '${String(reply.status)}' and gave no reason`;
  return { ename: 'Error', evalue: silence, traceback: [`Error: ${silence}`] };
}

/**
 * An error of a rejected promise or a timer that stock tslab prints to stderr, and tells in no other way.
 */
export function printedError({ type, content }: OutputMessage): KernelErrorReport | undefined {
  if (type !== 'stream' || content.name !== 'stderr' || typeof content.text !== 'string') return undefined;
  const [prefix] = /^(?:UnhandledPromiseRejection|UncaughtException): /.exec(content.text) ?? [];
  if (prefix === undefined) return undefined;
  const text = content.text.slice(prefix.length).trimEnd();
  const [first = ''] = text.split('\n', 1);
  return errorInText(text) ?? { ename: 'Error', evalue: first, traceback: text.split('\n') };
}

function errorInText(text: string): KernelErrorReport | undefined {
  const lines = stripVTControlCharacters(text).split('\n');
  const at = lines.findIndex((line) => errorLine.test(line));
  const [, ename = 'Error', evalue = ''] = errorLine.exec(lines[at] ?? '') ?? [];
  return at < 0 ? undefined : { ename, evalue, traceback: text.trimEnd().split('\n').slice(at) };
}

/** `TypeError: …`, `Uncaught Error`, `MyException: …`, also after a position such as `3:7 - error TS2322: …`. */
const errorLine = /^(?:Uncaught )?((?:[A-Z]\w*)?(?:Error|Exception))(?: \[\w+\])?(?:: (.*))?$/;

function stderrOf(cell: CodeCell): string {
  return cell.outputs
    .map((output) => (output.output_type === 'stream' && output.name === 'stderr' ? output.text : ''))
    .join('');
}
