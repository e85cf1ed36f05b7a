import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { ansi } from './ansi.js';
import { codeFrame } from './code-frame.js';
import { describeFields, isAwsError } from './error-fields.js';
import type { Scripts } from './scripts.js';

/** The body of Jupyter's `error` message and of a failed `execute_reply`. */
export interface ErrorReport {
  readonly ename: string;
  readonly evalue: string;
  /** Lines with ANSI colours. */
  readonly traceback: string[];
}

/** A cause of a cause …: enough to see the first one, and an end where they go in a circle. */
const MAX_CAUSES = 8;
const CELL_FRAME = /(?:^|[\s(])(Cell\[[^\]]*\]):(\d+):(\d+)\)?$/;

/** Describes anything that a cell has thrown, with a frame of the cell's code where a cell is to blame. */
export function reportThrown(thrown: unknown, scripts: Scripts): ErrorReport {
  if (!isErrorLike(thrown)) {
    const evalue = inspect(thrown);
    return { ename: 'Uncaught', evalue, traceback: [`${ansi.red('Uncaught')}: ${evalue}`] };
  }
  return { ename: nameOf(thrown), evalue: messageOf(thrown), traceback: traceErrors(thrown, scripts) };
}

interface ErrorLike {
  readonly name?: unknown;
  readonly message: string;
  readonly stack?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

function isErrorLike(thrown: unknown): thrown is ErrorLike {
  return thrown instanceof Error || (isObject(thrown) && 'stack' in thrown && 'message' in thrown);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function nameOf(error: ErrorLike): string {
  return typeof error.name === 'string' && error.name !== '' ? error.name : 'Error';
}

function traceErrors(error: ErrorLike, scripts: Scripts): string[] {
  const seen = new Set<unknown>();
  const lines: string[] = [];
  const visit = (thrown: unknown, prefix: string) => {
    if (seen.has(thrown) || seen.size >= MAX_CAUSES) return;
    seen.add(thrown);
    if (!isErrorLike(thrown)) {
      lines.push(`${prefix}${inspect(thrown)}`);
      return;
    }
    lines.push(...traceOne(thrown, prefix, scripts));
    const members = Array.isArray(thrown.errors) ? thrown.errors : [];
    for (const [index, member] of members.entries()) visit(member, `Error ${index + 1}: `);
    if (thrown.cause !== undefined) visit(thrown.cause, 'Caused by: ');
  };
  visit(error, '');
  return lines;
}

function traceOne(error: ErrorLike, prefix: string, scripts: Scripts): string[] {
  const message = messageOf(error);
  const head = `${prefix}${ansi.red(nameOf(error))}${message === '' ? '' : `: ${message}`}`;
  const details = describeFields(error).map((line) => ansi.grey(`  ${line}`));
  const frames = framesOf(error);
  const stack = collapseRepetitions(frames.map((frame) => ansi.grey(`    at ${frame}`)));
  const file = blameFile(error);
  const code = file.length > 0 ? file : blameCell(frames, scripts);
  return [head, ...details, ...code, ...stack];
}

/** Who required whom, in paths of this machine, is told by the frames, too. */
const REQUIRE_STACK = /\nRequire stack:\n- [\s\S]*$/;

function messageOf({ message }: ErrorLike): string {
  const folder = process.cwd() + sep;
  return message.replace(REQUIRE_STACK, '').replaceAll(folder, `.${sep}`);
}

/** Where Node puts the place of an error that came through its loader: before the stack. */
const PLACE_BEFORE_STACK = /^([^\n]+):(\d+)\n([^\n]*)\n( *)\^+\n/;

/** The line of a file that could not be loaded: such a file has no frame in the stack. */
function blameFile(error: ErrorLike): string[] {
  if (nameOf(error) !== 'SyntaxError') return [];
  const [, path, line, text, indent] = PLACE_BEFORE_STACK.exec(String(error.stack)) ?? [];
  if (path === undefined || text === undefined || !isAbsolute(path)) return [];
  const code = '\n'.repeat(Number(line) - 1) + text;
  const frame = codeFrame(code, Number(line), (indent?.length ?? 0) + 1).slice(-2);
  return [`  ${ansi.cyan(`${relative(process.cwd(), path)}:${line}`)}`, ...frame];
}

/** Of an error that AWS has answered with, these tell how the SDK reads answers. */
const SDK_FRAME = /[\\/]node_modules[\\/]@(?:aws-sdk|smithy|aws)[\\/]/;

/** The frames that are about the cell and the packages it uses; Node's own say nothing to its author. */
function framesOf(error: ErrorLike): string[] {
  const stack = typeof error.stack === 'string' ? error.stack : '';
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at ') && !/[\s(]node:/.test(line))
    .filter((line) => !isAwsError(error) || !SDK_FRAME.test(line))
    .map((line) => shortenPath(line.slice('    at '.length)));
}

/** A recursion without end is one frame, fifty times. */
function collapseRepetitions(lines: readonly string[]): string[] {
  const collapsed: string[] = [];
  for (let index = 0; index < lines.length; ) {
    const line = lines[index] as string;
    let next = index;
    while (lines[next] === line) next += 1;
    collapsed.push(line);
    if (next - index > 1) collapsed.push(ansi.grey(`    … ${next - index - 1} more of it`));
    index = next;
  }
  return collapsed;
}

function blameCell(frames: readonly string[], scripts: Scripts): string[] {
  for (const frame of frames) {
    const [, label, line, column] = CELL_FRAME.exec(frame) ?? [];
    const code = label && scripts.codeOf(label);
    if (code) return codeFrame(code, Number(line), Number(column));
  }
  return [];
}

const FRAME_PATH = /(^|\s|\()(file:\/\/[^\s)]+|(?:[A-Za-z]:)?[\\/][^()]*?)(:\d+:\d+\)?$)/;

/** A stack frame with its path as it is seen from the notebook, a package's from its name on. */
function shortenPath(frame: string): string {
  return frame.replace(FRAME_PATH, (_, before: string, location: string, after: string) => {
    const path = location.startsWith('file:') ? fileURLToPath(location) : location;
    const inPackage = path.lastIndexOf(`${sep}node_modules${sep}`);
    const shown = inPackage < 0 ? relative(process.cwd(), path) : path.slice(inPackage + 1);
    return `${before}${shown}${after}`;
  });
}

/** The same for a text that has stack traces in it, such as an inspected error. */
export function shortenPaths(text: string): string {
  return text.replace(/^(\s+at )(.*)$/gm, (_, indent: string, frame: string) => indent + shortenPath(frame));
}
