import type {
  ExecutionCount,
  ICodeCell,
  IDisplayData,
  IError,
  IExecuteResult,
  IMarkdownCell,
  INotebookContent,
  IRawCell,
  IStream,
} from '@jupyterlab/nbformat';

/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
/** An object that JSON can hold. */
export type JsonObject = { [key: string]: JsonValue };

/** Stream text, always whole in memory; split into lines only in the file. */
export interface StreamOutput extends IStream {
  output_type: 'stream';
  text: string;
}
/** What a cell can leave behind. */
export type Output = StreamOutput | IDisplayData | IExecuteResult | IError;

/** A code cell with an id, its source whole and only outputs that nbformat knows. */
export interface CodeCell extends ICodeCell {
  id: string;
  source: string;
  outputs: Output[];
  execution_count: ExecutionCount;
}
/** A markdown cell with an id and its source whole. */
export interface MarkdownCell extends IMarkdownCell {
  id: string;
  source: string;
}
/** A raw cell with an id and its source whole. */
export interface RawCell extends IRawCell {
  id: string;
  source: string;
}
export type Cell = CodeCell | MarkdownCell | RawCell;

/** A notebook of nbformat 4.5 as this package works on it: read loosely once, strict from then on. */
export interface Notebook extends INotebookContent {
  cells: Cell[];
}

/** Whether the cell carries the tag. */
export function hasTag(cell: Cell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag);
}

/** Whether the value is an object and neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
