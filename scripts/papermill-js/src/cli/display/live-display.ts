import { basename } from 'node:path';
import type { NotebookEvent } from '../../events.js';
import type { RunEvent } from '../../run/run-events.js';
import { isTold } from '../log-level.js';
import type { Display, DisplayOptions } from './display.js';
import { type RunningNotebook, RunningNotebooks } from './running-notebooks.js';
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

/** The part of a terminal that the display rewrites, below what it has printed for good. */
export interface Surface {
  /** Replaces what was drawn before. */
  draw(text: string): void;
  /** Prints a line that stays, above what is drawn. */
  print(text: string): void;
  /** Takes away what was drawn. */
  end(): void;
  readonly columns: number;
  readonly rows: number;
}

const redrawMs = 100;

/** On a terminal: a block that shows what runs, how long it has, and the last line that it printed. */
export class LiveDisplay implements Display {
  private readonly running: RunningNotebooks;
  private timer: NodeJS.Timeout | undefined;
  private count = 0;
  private finished = 0;
  private failed = 0;
  private startedAt = 0;

  constructor(
    private readonly options: DisplayOptions,
    private readonly surface: Surface,
  ) {
    this.running = new RunningNotebooks(options.now);
  }

  readonly onEvent = (event: RunEvent): void => {
    const { colors, eachCell } = this.options;
    // The notebook's state before a result takes it away.
    if (event.type === 'notebook-event') this.onNotebookEvent(event);
    this.running.take(event);
    if (event.type === 'notebook-event') this.notePrinted(event.index, event.event);
    switch (event.type) {
      case 'run-start':
        this.count = event.notebooks.length;
        this.startedAt = this.options.now();
        this.timer = setInterval(() => this.draw(), redrawMs).unref();
        break;
      case 'notebook-retry':
        this.surface.print(
          `${colors.yellow('again')}  ${event.notebook}  ${this.fit(event.error.message.split('\n', 1)[0] ?? '', 20)}`,
        );
        break;
      case 'notebook-result':
        this.finished++;
        if (event.result.outcome === 'failed') this.failed++;
        if (!eachCell) this.surface.print(resultLine(event.result, colors));
        break;
      case 'run-end':
        this.close();
        return;
    }
    if (event.type === 'notebook-event' && event.event.type !== 'output') this.draw();
  };

  onCancel(reason: string): void {
    if (this.options.progressBar) this.surface.print(cancelLine(reason, this.running.all));
  }

  close(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.surface.end();
  }

  private onNotebookEvent({ event, index, notebook }: Extract<RunEvent, { type: 'notebook-event' }>): void {
    const { colors, eachCell, logLevel } = this.options;
    const running = this.running.at(index);
    if (event.type === 'warning' && isTold('WARNING', logLevel)) {
      this.surface.print(
        `${colors.yellow('warning:')} ${this.count > 1 ? `${notebook}: ` : ''}${event.message}`,
      );
    }
    const resumed = event.type === 'resume' && resumeLine(event);
    if (resumed) this.surface.print(`${notebook}: ${resumed}`);
    if (!eachCell) return;
    if (event.type === 'kernel-ready') {
      this.surface.print(
        `${basename(notebook)}: ${event.displayName} ready after ${inSeconds(event.durationMs)}`,
      );
    }
    if (event.type === 'cell-end' && event.cell.status === 'failed' && running) {
      const start = `${position(event.cell.index, running.cellCount)} ${inSeconds(event.cell.durationMs)}  `;
      this.surface.print(
        `${start}${colors.red('failed')}${this.fit(`  ${running.doing}`, start.length + 6)}`,
      );
    }
    if (event.type === 'output-mismatch' && running) {
      this.surface.print(this.fit(mismatchLine(event.cell, running.cellCount, colors)));
    }
    if (event.type === 'notebook-end') {
      this.surface.print(notebookSummary(basename(notebook), event.executed, colors));
    }
  }

  private notePrinted(index: number, event: NotebookEvent): void {
    if (event.type === 'output' && event.text) this.running.notePrinted(index, event.text);
  }

  private draw(): void {
    if (this.timer === undefined) return;
    const { colors } = this.options;
    const shown = this.running.all.slice(0, Math.max(this.surface.rows - 3, 1));
    const lines = shown.flatMap((running) => this.linesOf(running));
    if (this.count > 1) {
      const failed = this.failed > 0 ? `, ${colors.red(`${this.failed} failed`)}` : '';
      const elapsed = inSeconds(this.options.now() - this.startedAt);
      lines.push(`${this.finished} of ${this.count} notebooks${failed}, ${elapsed}`);
    }
    this.surface.draw(lines.join('\n'));
  }

  private linesOf({ name, cell, cellCount, doing, since, printed }: RunningNotebook): string[] {
    const { colors } = this.options;
    const at = cell === undefined ? [] : [position(cell, cellCount)];
    const text = [
      this.count > 1 ? name : basename(name),
      ...at,
      `${inSeconds(this.options.now() - since)} `,
      doing,
    ].join(' ');
    const last = printed === '' ? [] : [colors.dim(this.fit(`  │ ${printed}`))];
    return [this.fit(text), ...last];
  }

  /** Cuts a text to what is left of the line. */
  private fit(text: string, used = 0): string {
    return cut(text, this.surface.columns - 1 - used);
  }
}
