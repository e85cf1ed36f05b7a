import { type ExactNumbers, exactNumbers, parseExact } from './exact-numbers.js';
import { isObject } from './model.js';

/** How a notebook is written down: what a reader of differences between two versions would stumble over. */
export interface NotebookStyle {
  /** What a level is indented by. */
  readonly indent: string;
  readonly lineEnd: '\n' | '\r\n';
  readonly endsWithLineEnd: boolean;
  /** Keys stand in their order; otherwise as they were read, new ones behind. */
  readonly sortsKeys: boolean;
  /** Text is a list of lines. */
  readonly splitsText: boolean;
  /** Numbers that JavaScript would write in another way. */
  readonly numbers: ExactNumbers;
}

/** nbformat's own way: sorted keys, indented by one space, text in lines. */
export const nbformatStyle: NotebookStyle = {
  indent: ' ',
  lineEnd: '\n',
  endsWithLineEnd: true,
  sortsKeys: true,
  splitsText: true,
  numbers: exactNumbers(),
};

/** Reads JSON, with the style in which it is written. What stands all in one line is given nbformat's. */
export function parseStyled(json: string): { readonly value: unknown; readonly style: NotebookStyle } {
  const { value, numbers } = parseExact(json);
  const [, lineEnd, indent] = /^\s*\{[ \t]*(\r?\n)([ \t]+)\S/.exec(json) ?? [];
  if (lineEnd === undefined || !isObject(value)) return { value, style: { ...nbformatStyle, numbers } };
  const style: NotebookStyle = {
    indent: indent ?? ' ',
    lineEnd: lineEnd === '\r\n' ? '\r\n' : '\n',
    endsWithLineEnd: json.endsWith('\n'),
    sortsKeys: isSorted(value, 0),
    splitsText: splitsText(value.cells),
    numbers,
  };
  return { value, style };
}

/** Outputs do not count: kernels send them in any order, and a run replaces them. */
function isSorted(value: unknown, depth: number): boolean {
  if (Array.isArray(value)) return value.every((item) => isSorted(item, depth + 1));
  if (!isObject(value)) return true;
  const keys = Object.keys(value).filter((key) => !isIndex(key));
  const inOrder = keys.every((key, at) => at === 0 || compareKeys(keys[at - 1] ?? '', key) < 0);
  return (
    inOrder && keys.every((key) => (depth === 2 && key === 'outputs') || isSorted(value[key], depth + 1))
  );
}

/** JavaScript puts such keys first, wherever they were. */
function isIndex(key: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(key);
}

function splitsText(cells: unknown): boolean {
  const sources = (Array.isArray(cells) ? cells : []).map((cell: unknown) => isObject(cell) && cell.source);
  return (
    sources.some(Array.isArray) || !sources.some((source) => typeof source === 'string' && source !== '')
  );
}

/** Python's order of texts: by code points. */
export function compareKeys(a: string, b: string): number {
  if (!/[\ud800-\uffff]/.test(a) || !/[\ud800-\uffff]/.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
