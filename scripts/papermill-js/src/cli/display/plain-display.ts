import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { EndingStep, NotebookEvent } from '../../events.js';
import type { ExecutedCell } from '../../executed-notebook.js';
import type { RunEvent } from '../../run/run-events.js';
import { isTold, type LogLevel } from '../log-level.js';
import type { Display, DisplayOptions } from './display.js';
import { endingText, type RunningNotebook, RunningNotebooks } from './running-notebooks.js';
import {
  cancelLine,
  cut,
  inSeconds,
  mismatchLine,
  notebookSummary,
  position,
  resultLine,
  resumeLine,
} from './text.js';

/** What runs this long says so, and again after as long. */
const stillRunningMs = 30_000;
const columns = 110;

/** A log: a line when something has happened, nothing rewritten. */
export class PlainDisplay implements Display {
  private readonly running: RunningNotebooks;
  private timer: NodeJS.Timeout | undefined;
  private several = false;
  private count = 0;
  private finished = 0;
  private lineOpen = false;
  private isCancelled = false;

  constructor(
    private readonly options: DisplayOptions,
    private readonly write: (text: string) => void,
  ) {
    this.running = new RunningNotebooks(options.now);
  }

  readonly onEvent = (event: RunEvent): void => {
    const { progressBar } = this.options;
    if (event.type === 'notebook-event') this.onNotebookEvent(event);
    else if (progressBar) this.onRunEvent(event);
    // Only now: the end of a cell is told with what it did.
    this.running.take(event);
  };

  onCancel(reason: string): void {
    this.isCancelled = true;
    if (this.options.progressBar) this.print(cancelLine(reason, this.running.all));
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private onRunEvent(event: Exclude<RunEvent, { type: 'notebook-event' }>): void {
    const { colors } = this.options;
    switch (event.type) {
      case 'run-start':
        this.count = event.notebooks.length;
        this.several = this.count > 1;
        this.timer = setInterval(() => this.tick(), stillRunningMs).unref();
        return;
      case 'notebook-retry':
        this.print(
          `${colors.yellow('again')}  ${event.notebook}  ${cut(event.error.message.split('\n', 1)[0] ?? '', columns)}`,
        );
        return;
      case 'notebook-result':
        // One notebook alone has told of itself, cell by cell.
        if (this.several || !this.options.eachCell)
          this.print(`${position(this.finished++, this.count)} ${resultLine(event.result, colors)}`);
        return;
      case 'run-end':
        this.close();
    }
  }

  private onNotebookEvent({ index, notebook, event }: Extract<RunEvent, { type: 'notebook-event' }>): void {
    const { progressBar, logOutput, logLevel, colors, eachCell } = this.options;
    const running = this.running.at(index);
    const prefix = this.several ? `${notebook}: ` : '';
    if (isTold('DEBUG', logLevel)) this.print(colors.dim(`${debugLine(event, prefix)}`));
    if (!isTold(levelOf(event), logLevel)) return;
    if (event.type === 'warning') this.print(`${colors.yellow('warning:')} ${prefix}${event.message}`);
    else if (event.type === 'output' && logOutput) this.log(event.text, prefix);
    else if (event.type === 'resume') this.tellResumption(notebook, event);
    else if (event.type === 'ending') this.tellEnding(prefix, event.step);
    else if (progressBar && eachCell && running) this.onCellEvent(running, event);
  }

  private onCellEvent(running: RunningNotebook, event: NotebookEvent): void {
    const name = this.several ? running.name : basename(running.name);
    if (event.type === 'kernel-ready') {
      this.print(`${name}: ${event.displayName} ready after ${inSeconds(event.durationMs)}`);
    }
    if (event.type === 'cell-end') this.endCell(running, event.cell);
    if (event.type === 'output-mismatch') {
      const where = this.several ? `${name} ` : '';
      this.print(where + mismatchLine(event.cell, running.cellCount, this.options.colors));
    }
    if (event.type === 'notebook-end' && !this.several) {
      this.print(notebookSummary(name, event.executed, this.options.colors));
    }
  }

  private tellResumption(notebook: string, event: Extract<NotebookEvent, { type: 'resume' }>): void {
    const line = resumeLine(event);
    if (line && this.options.progressBar) this.print(`${notebook}: ${line}`);
  }

  /** Who has sent a signal waits for the end; everybody else sees the end itself. */
  private tellEnding(prefix: string, step: EndingStep): void {
    if (this.isCancelled && this.options.progressBar) this.print(`${prefix}${endingText[step]} …`);
  }

  private endCell({ name, cellCount, doing }: RunningNotebook, cell: ExecutedCell): void {
    const { colors } = this.options;
    const [status, color] = cell.status === 'failed' ? ['failed', colors.red] : ['ok', colors.green];
    const where = this.several ? `${name} ` : '';
    const start = `${where}${position(cell.index, cellCount)} ${inSeconds(cell.durationMs)}  `;
    const line = cut(`  ${doing}`, columns - start.length - status.length);
    this.print(`${start}${color(status)}${line}`);
  }

  private tick(): void {
    for (const { name, cell, cellCount, doing, since } of this.running.all) {
      const elapsed = this.options.now() - since;
      if (elapsed < stillRunningMs) continue;
      const at = cell === undefined ? [] : [position(cell, cellCount)];
      const parts = [...(this.several ? [name] : []), ...at, `${inSeconds(elapsed)} `, doing];
      this.print(`${cut(parts.join(' '), columns)}  (still running)`);
    }
  }

  /** What cells print goes through as it is; of several notebooks, each line says whose it is. */
  private log(text: string | undefined, prefix: string): void {
    if (!text) return;
    const shown = this.options.colors.isColorSupported ? text : stripVTControlCharacters(text);
    if (prefix === '') {
      this.write(shown);
      this.lineOpen = !shown.endsWith('\n');
      return;
    }
    for (const line of shown.replace(/\n$/, '').split('\n')) this.print(`${prefix}${line}`);
  }

  private print(text: string): void {
    if (this.lineOpen) this.write('\n');
    this.lineOpen = false;
    this.write(`${text}\n`);
  }
}

/** The progress is no log: it is shown at every level. */
function levelOf(event: NotebookEvent): LogLevel {
  if (event.type === 'warning') return 'WARNING';
  if (event.type !== 'output') return 'CRITICAL';
  const isError = event.output.output_type === 'stream' && event.output.name === 'stderr';
  return isError ? 'WARNING' : 'INFO';
}

/** An event's own fields, without sources and outputs. */
function debugLine({ type, ...fields }: NotebookEvent, prefix: string): string {
  const plain = Object.entries(fields).filter(([, value]) => typeof value !== 'object' || value === null);
  const short = plain.filter(([name]) => !['source', 'text', 'message'].includes(name));
  return `debug: ${prefix}${[type, ...short.map(([name, value]) => `${name}=${value}`)].join(' ')}`;
}
