import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scripts } from './scripts.js';

/** Enough for a cell's own frames to show below an AWS SDK client's. V8's default is 10. */
const STACK_TRACE_LIMIT = 50;

const OWN_FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));
const TSLAB_FOLDER = `${sep}tslab${sep}dist${sep}`;

/**
 * Makes V8 write stack traces in terms of cells: positions in TypeScript, without the frames of the
 * machinery that called the cell. It holds for every stack, so what a cell prints itself is right, too.
 */
export function installStackTraces(scripts: Scripts): void {
  Error.stackTraceLimit = STACK_TRACE_LIMIT;
  Error.prepareStackTrace = (error, callSites) => {
    const frames = callSites.map((site) => readFrame(site, scripts));
    const outermostCell = frames.findLastIndex((frame) => frame.isCell);
    // A stack without a cell is shown whole: there it is the kernel itself that failed.
    const ofCell = outermostCell >= 0 || frames.some(({ file }) => file.includes(TSLAB_FOLDER));
    const shown = frames.filter((frame, index) => {
      if (!ofCell) return true;
      // Node's own frames matter between two of the cell's, and never below them.
      const isBelow = index > outermostCell && frame.file.startsWith('node:');
      return frame.text !== undefined && !isBelow && !isMachinery(frame);
    });
    return [headOf(error), ...shown.map((frame) => `    at ${frame.text}`)].join('\n');
  };
}

interface Frame {
  readonly file: string;
  readonly isCell: boolean;
  readonly text: string | undefined;
}

function readFrame(site: NodeJS.CallSite, scripts: Scripts): Frame {
  const file = site.getScriptNameOrSourceURL() ?? site.getFileName() ?? '';
  const isCell = scripts.isCell(file);
  const line = site.getLineNumber() ?? 0;
  const column = site.getColumnNumber() ?? 0;
  const place = scripts.locate(file, line, column);
  if (isCell && !place) return { file, isCell, text: undefined };
  // The variables of cells are fields of a proxy, so V8 takes functions of cells for its methods.
  const text = site.toString().replace(/^(async )?Proxy\./, '$1');
  if (!place) return { file, isCell, text };
  const mapped = text.replace(`${file}:${line}:${column}`, `${place.label}:${place.line}:${place.column}`);
  return { file, isCell, text: mapped };
}

function isMachinery({ file, isCell }: Frame): boolean {
  if (isCell) return false;
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  return (
    file === '' || file.startsWith('node:') || path.startsWith(OWN_FOLDER) || path.includes(TSLAB_FOLDER)
  );
}

function headOf(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}
