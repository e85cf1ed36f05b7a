import { ExecutionError } from '../errors/execution-error.js';
import { PapermillError } from '../errors/papermill-error.js';
import type { EndingStep, NotebookEvent } from '../events.js';
import type { ExecutedCell } from '../executed-notebook.js';
import { shownPath } from '../io/path-scheme.js';
import type { Output } from '../notebook/model.js';
import type { NotebookOutcome, NotebookResult, RunResult } from '../notebook-result.js';
import type { StartReason } from '../resume/first-changed-cell.js';
import type { RunEvent } from '../run/run-events.js';

/** Rises when a field changes its meaning or goes; new fields and types may come at any time. */
const formatVersion = 1;

/** A line of `--log-format json`: when, of which notebook, and what happened. */
export type JsonEvent = {
  /** ISO 8601, in UTC, with milliseconds. */
  readonly time: string;
  /** The notebook's input path; null for what concerns the whole run. */
  readonly notebook: string | null;
} & JsonEventBody;

/** What happened. Indexes count all cells of a notebook from 0; times are milliseconds. */
export type JsonEventBody =
  | {
      readonly type: 'notebook-start';
      readonly formatVersion: number;
      readonly outputPath: string | null;
      readonly cellCount: number;
    }
  | { readonly type: 'warning'; readonly message: string }
  /** With `--resume`: the first cell that is run, and the first that failed or changed since the earlier execution. */
  | {
      readonly type: 'resume';
      readonly startIndex: number;
      readonly foundIndex: number;
      readonly reason: StartReason;
    }
  | {
      readonly type: 'kernel-ready';
      readonly kernelName: string;
      readonly displayName: string;
      readonly durationMs: number;
    }
  | { readonly type: 'cell-start'; readonly index: number; readonly id: string; readonly source: string }
  | ({ readonly type: 'output'; readonly index: number; readonly id: string } & JsonOutput)
  | ({ readonly type: 'cell-end' } & JsonCell)
  /** With `--check`, after the last cell: the cell put out something else than is saved. */
  | ({ readonly type: 'output-mismatch' } & JsonCell)
  /** The cells have ended: what is done before the notebook's end. */
  | { readonly type: 'ending'; readonly step: EndingStep }
  | {
      readonly type: 'notebook-end';
      readonly ok: boolean;
      readonly outputPath: string | null;
      readonly durationMs: number;
      readonly cells: CellCounts;
    }
  | ({ readonly type: 'error' } & JsonError)
  | {
      readonly type: 'run-start';
      readonly formatVersion: number;
      readonly notebooks: readonly string[];
      readonly jobs: number;
    }
  | ({ readonly type: 'notebook-retry'; readonly attempt: number } & JsonError)
  | {
      readonly type: 'notebook-result';
      readonly outcome: NotebookOutcome;
      readonly attempts: number;
      readonly durationMs: number;
      readonly error: JsonError | null;
    }
  | {
      readonly type: 'run-end';
      readonly ok: boolean;
      readonly durationMs: number;
      readonly notebooks: readonly { readonly notebook: string; readonly outcome: NotebookOutcome }[];
    };

/** What a message added to a cell's outputs. Text is whole; everything else is told by its size. */
export interface JsonOutput {
  readonly outputType: Output['output_type'];
  /** `stdout` or `stderr`, of a stream. */
  readonly stream?: string;
  /** What a person would read of it; text of a stream comes in pieces. */
  readonly text?: string;
  /** MIME types of a display or result, each with the characters of its data in the notebook. */
  readonly mimeTypes?: Readonly<Record<string, number>>;
}

/** A cell after its execution. */
export interface JsonCell {
  readonly index: number;
  readonly id: string;
  readonly status: ExecutedCell['status'];
  readonly durationMs: number;
  readonly error?: { readonly name: string; readonly message: string; readonly traceback: readonly string[] };
}

/** How many cells ended how. */
export type CellCounts = Readonly<Record<ExecutedCell['status'], number>>;

/** Something that ended a notebook, or the command. */
export interface JsonError {
  readonly name: string;
  /** Stable, such as `CELL_FAILED`; null for what this package did not foresee. */
  readonly code: string | null;
  readonly message: string;
  /** Where it happened; null for what is no cell's. */
  readonly cell: { readonly index: number; readonly id: string } | null;
}

/**
 * Writes what happens as lines of JSON, whatever the text in it.
 *
 * @example
 * const writer = new JsonEventWriter((line) => process.stderr.write(line), () => new Date());
 * await executeNotebook('a.ipynb', null, { onEvent: (event) => writer.event('a.ipynb', event) });
 */
export class JsonEventWriter {
  constructor(
    private readonly write: (line: string) => void,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Takes an event of a notebook. */
  event(notebook: string, event: NotebookEvent): void {
    this.line(notebook, bodyOf(event));
  }

  /** Takes what is no event of a notebook, but worth telling. */
  warning(message: string): void {
    this.line(null, { type: 'warning', message });
  }

  /** Takes what ended a notebook, or the command where none is given. */
  error(error: unknown, notebook: string | null = null): void {
    this.line(notebook, { type: 'error', ...jsonError(error) });
  }

  /** Takes an event of a run of several notebooks. */
  readonly runEvent = (event: RunEvent): void => {
    switch (event.type) {
      case 'run-start':
        this.line(null, {
          type: event.type,
          formatVersion,
          notebooks: event.notebooks.map(shownPath),
          jobs: event.jobs,
        });
        return;
      case 'notebook-event':
        this.event(event.notebook, event.event);
        return;
      case 'notebook-retry':
        this.line(event.notebook, { type: event.type, attempt: event.attempt, ...jsonError(event.error) });
        return;
      case 'notebook-result':
        this.result(event.result);
        return;
      case 'run-end':
        this.runEnd(event.result);
    }
  };

  /** Takes how a notebook of a run ended. */
  private result({ input, outcome, attempts, durationMs, error }: NotebookResult): void {
    const told = {
      outcome,
      attempts,
      durationMs: rounded(durationMs),
      error: error ? jsonError(error) : null,
    };
    this.line(input, { type: 'notebook-result', ...told });
  }

  /** Takes the end of a run. */
  runEnd({ ok, durationMs, notebooks }: RunResult): void {
    const outcomes = notebooks.map(({ input, outcome }) => ({ notebook: shownPath(input), outcome }));
    this.line(null, { type: 'run-end', ok, durationMs: rounded(durationMs), notebooks: outcomes });
  }

  private line(notebook: string | null, body: JsonEventBody): void {
    const shown = notebook === null ? null : shownPath(notebook);
    const event: JsonEvent = { time: this.now().toISOString(), notebook: shown, ...body };
    this.write(`${oneLine(JSON.stringify(event))}\n`);
  }
}

/** JSON leaves these as they are, and some readers of lines (Python's `splitlines`) break a line at them. */
function oneLine(json: string): string {
  return json.replace(/[\u0085\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function bodyOf(event: NotebookEvent): JsonEventBody {
  switch (event.type) {
    case 'notebook-start': {
      const { type, cellCount } = event;
      return { type, formatVersion, outputPath: shownOutput(event.outputPath), cellCount };
    }
    case 'warning':
      return { type: event.type, message: event.message };
    case 'resume': {
      const { type, startIndex, found } = event;
      return { type, startIndex, foundIndex: found.index, reason: found.reason };
    }
    case 'kernel-ready': {
      const { type, kernelName, displayName, durationMs } = event;
      return { type, kernelName, displayName, durationMs: rounded(durationMs) };
    }
    case 'cell-start': {
      const { type, index, id, source } = event;
      return { type, index, id, source };
    }
    case 'output': {
      const { type, index, id, output, text } = event;
      return { type, index, id, ...jsonOutput(output, text) };
    }
    case 'cell-end':
    case 'output-mismatch':
      return { type: event.type, ...jsonCell(event.cell) };
    case 'ending':
      return { type: event.type, step: event.step };
    case 'notebook-end': {
      const { ok, outputPath, durationMs, cells } = event.executed;
      return {
        type: event.type,
        ok,
        outputPath: shownOutput(outputPath),
        durationMs: rounded(durationMs),
        cells: countCells(cells),
      };
    }
  }
}

function shownOutput(path: string | null): string | null {
  return path === null ? null : shownPath(path);
}

function jsonOutput(output: Output, text: string | undefined): JsonOutput {
  const outputType = output.output_type;
  switch (output.output_type) {
    case 'stream':
      return { outputType, stream: output.name, text: output.text };
    case 'error':
      return { outputType, text: output.traceback.join('\n') || `${output.ename}: ${output.evalue}` };
    default: {
      const sizes = Object.entries(output.data).map(([mime, data]) => [mime, sizeOf(data)]);
      return { outputType, ...(text !== undefined && { text }), mimeTypes: Object.fromEntries(sizes) };
    }
  }
}

function sizeOf(data: unknown): number {
  if (Array.isArray(data) && data.every((line) => typeof line === 'string')) return data.join('').length;
  return typeof data === 'string' ? data.length : (JSON.stringify(data)?.length ?? 0);
}

/** A cell as events and the JSON report write it. */
export function jsonCell({ index, id, status, durationMs, error }: ExecutedCell): JsonCell {
  const report = error && { name: error.ename, message: error.evalue, traceback: error.traceback };
  return { index, id, status, durationMs: rounded(durationMs), ...(report && { error: report }) };
}

/** An error as events and the JSON report write it. */
export function jsonError(error: unknown): JsonError {
  const cell = error instanceof ExecutionError ? error.cell : undefined;
  return {
    name: error instanceof Error ? error.name : 'Error',
    code: error instanceof PapermillError ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
    cell: cell ? { index: cell.cellIndex, id: cell.cellId } : null,
  };
}

/** How many cells ended how; markdown cells that were reached count as completed. */
export function countCells(cells: readonly ExecutedCell[]): CellCounts {
  const counts = { completed: 0, failed: 0, pending: 0, skipped: 0 };
  for (const { status } of cells) counts[status]++;
  return counts;
}

/** Milliseconds to a thousandth. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
