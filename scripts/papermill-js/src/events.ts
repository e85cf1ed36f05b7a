import type { ExecutedCell, ExecutedNotebook } from './executed-notebook.js';
import type { Output } from './notebook/model.js';
import type { StartPoint } from './resume/first-changed-cell.js';

/** What happens during an execution, in order. Indexes count all cells from 0, error markers left out. */
export type NotebookEvent =
  | {
      readonly type: 'notebook-start';
      readonly inputPath: string | null;
      readonly outputPath: string | null;
      /** All cells, markdown too. */
      readonly cellCount: number;
    }
  | { readonly type: 'warning'; readonly message: string }
  | {
      /** The execution goes on from an earlier one, or was to and cannot. */
      readonly type: 'resume';
      /** The first cell that is run; `cellCount` where none has to be. */
      readonly startIndex: number;
      /** The first cell that failed or changed since then, and which of it. */
      readonly found: StartPoint;
    }
  | {
      readonly type: 'kernel-ready';
      readonly kernelName: string;
      readonly displayName: string;
      /** Milliseconds from starting the process to its first answer. */
      readonly durationMs: number;
    }
  | { readonly type: 'cell-start'; readonly index: number; readonly id: string; readonly source: string }
  | {
      readonly type: 'output';
      readonly index: number;
      readonly id: string;
      /** What this message added; text of a stream comes in pieces. */
      readonly output: Output;
      /** The text a person would read of it; undefined where it is a picture only. */
      readonly text: string | undefined;
    }
  | { readonly type: 'cell-end'; readonly cell: ExecutedCell }
  /** With the option `check`, after the last cell: it put out something else than is saved, and so is failed. */
  | { readonly type: 'output-mismatch'; readonly cell: ExecutedCell }
  /** The cells have ended: what is done before the notebook's end, which may take seconds. */
  | { readonly type: 'ending'; readonly step: EndingStep }
  | { readonly type: 'notebook-end'; readonly executed: ExecutedNotebook };

/** What is still to be done when the last cell has ended; only what there is to do is told. */
export type EndingStep = 'stopping-kernel' | 'saving';

/** Called with each event; what it throws cancels the execution and is what that rejects with. */
export type NotebookEventListener = (event: NotebookEvent) => void;
