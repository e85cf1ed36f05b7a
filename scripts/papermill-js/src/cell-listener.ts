import type { SentCellRun } from './cell-run.js';
import type { KernelErrorReport } from './errors/kernel-error-report.js';
import type { KernelMessage } from './kernel/message.js';
import type { KernelSession } from './kernel/session.js';
import type { Notebook } from './notebook/model.js';
import { errorOutput, OutputFolder } from './notebook/outputs.js';
import { Widgets } from './notebook/widgets.js';
import { printedError } from './reply-error.js';

/** Hears what a kernel says over iopub and tells it to the cell that it is about. */
export class CellListener {
  /** The first error that came when no cell was running, and named none: it is the notebook's. */
  lateError: KernelErrorReport | undefined;
  private readonly folder: OutputFolder;
  private readonly widgets: Widgets;
  private readonly byRequest = new Map<string, SentCellRun>();
  private latest: SentCellRun | undefined;
  private isRunning = false;

  constructor(
    private readonly session: KernelSession,
    private readonly kernel: { readonly maxOutputBytes: number; readonly printsErrors: boolean },
  ) {
    this.folder = new OutputFolder(kernel.maxOutputBytes);
    this.widgets = new Widgets(kernel.maxOutputBytes, (commId, data) => session.sendToComm(commId, data));
    session.onIopub = (message) => this.hear(message);
  }

  /** The cell that was begun last. */
  get latestRun(): SentCellRun | undefined {
    return this.latest;
  }

  /** A cell begins: what names no cell until its end is taken for its. */
  begin(run: SentCellRun): void {
    this.latest = run;
    this.isRunning = true;
  }

  /** The request by which a cell was sent: what names it belongs to that cell, whenever it comes. */
  expect(requestId: string, run: SentCellRun): void {
    this.byRequest.set(requestId, run);
  }

  end(): void {
    this.isRunning = false;
    if (!this.latest) return;
    this.tellKeptBack(this.latest);
    this.folder.release(this.latest.cell);
  }

  /** Nothing more is to come of any cell. */
  close(notebook: Notebook): void {
    this.widgets.saveTo(notebook);
    for (const run of new Set(this.byRequest.values())) this.tellKeptBack(run);
  }

  /** The cell that a request was for; undefined where it was for none of these. */
  runOf(requestId: string): SentCellRun | undefined {
    return this.byRequest.get(requestId);
  }

  private hear(message: KernelMessage): void {
    const run = this.byRequest.get(message.parentId);
    if (run) this.tell(run, message);
    else if (this.session.isOfNoCell(message)) this.hearStray(message);
  }

  private tell(run: SentCellRun, message: KernelMessage): void {
    if (message.type === 'status') {
      run.timing(`iopub.status.${String(message.content.execution_state)}`);
      return;
    }
    if (message.type === 'execute_input') {
      run.timing('iopub.execute_input');
      if (typeof message.content.execution_count === 'number') {
        run.cell.execution_count = message.content.execution_count;
      }
      return;
    }
    this.show(run, message);
  }

  /** Threads of some kernels print without saying for which request. */
  private hearStray(message: KernelMessage): void {
    if (message.type === 'error' && !this.isRunning) {
      this.lateError ??= errorOutput(message.content);
      return;
    }
    if (this.latest && strayTypes.has(message.type)) this.show(this.latest, message);
  }

  private show(run: SentCellRun, message: KernelMessage): void {
    for (const shown of run.withoutSecrets(message)) this.fold(run, shown);
  }

  private tellKeptBack(run: SentCellRun): void {
    for (const message of run.keptBack()) this.fold(run, message);
  }

  private fold(run: SentCellRun, message: KernelMessage): void {
    if (this.widgets.take(message)) {
      run.touch();
      return;
    }
    const added = this.folder.fold(run.cell, message);
    for (const output of added) run.announce(output);
    if (added.length === 0) run.touch();
    const printed = this.kernel.printsErrors ? printedError(message) : undefined;
    // What is only text there would be no error to who opens the notebook.
    if (printed) run.addOutput({ output_type: 'error', ...printed, traceback: [...printed.traceback] });
  }
}

const strayTypes = new Set([
  'stream',
  'display_data',
  'execute_result',
  'update_display_data',
  'error',
  'comm_open',
  'comm_msg',
]);
