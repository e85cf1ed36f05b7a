import { stripVTControlCharacters } from 'node:util';
import type { KernelErrorReport } from './errors/kernel-error-report.js';
import type { CodeCell } from './notebook/model.js';

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
  const lines = stripVTControlCharacters(stderr).split('\n');
  const at = lines.findIndex((line) => errorLine.test(line));
  const [, ename = 'Error', evalue = ''] = errorLine.exec(lines[at] ?? '') ?? [];
  if (at >= 0) return { ename, evalue, traceback: stderr.trimEnd().split('\n').slice(at) };
  const [reason = ''] = stripVTControlCharacters(stderr).trim().split('\n', 1);
  if (reason) return { ename: 'Error', evalue: reason, traceback: stderr.trimEnd().split('\n') };
  const silence = `the kernel answered '${String(reply.status)}' and gave no reason`;
  return { ename: 'Error', evalue: silence, traceback: [`Error: ${silence}`] };
}

/** `TypeError: …`, `Uncaught Error`, `MyException: …`, also after a position such as `3:7 - error TS2322: …`. */
const errorLine = /^(?:Uncaught )?((?:[A-Z]\w*)?(?:Error|Exception))(?: \[\w+\])?(?:: (.*))?$/;

function stderrOf(cell: CodeCell): string {
  return cell.outputs
    .map((output) => (output.output_type === 'stream' && output.name === 'stderr' ? output.text : ''))
    .join('');
}
