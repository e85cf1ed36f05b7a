import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Colors } from 'picocolors/types.js';
import type { NotebookEvent } from '../events.js';
import type { ExecutedCell, ExecutedNotebook } from '../executed-notebook.js';
import { isTold, type LogLevel } from './log-level.js';

/** What a progress display needs to know of where it is shown. */
export interface ProgressOptions {
  readonly write: (text: string) => void;
  /** Rewrite one line (a terminal), or add a line for each cell (a log). */
  readonly live: boolean;
  /** Columns of the terminal. */
  readonly columns: () => number;
  /** Also show what the cells print. */
  readonly logOutput: boolean;
  /** From which level on to tell; warnings and what cells print to stderr are WARNING, the rest of it INFO. */
  readonly logLevel: LogLevel;
  /** Show the cells at all. */
  readonly progressBar: boolean;
  readonly colors: Colors;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

const eraseLine = '\r\u001b[2K';
/** In a log, a cell that runs this long says so, and again after as long. */
const stillRunningMs = 30_000;
const redrawMs = 100;
const logColumns = 110;

/** Shows on stderr which cell of how many runs, for how long, and what came of it. */
export class Progress {
  private name = '';
  private count = 0;
  private running: { what: string; line: string; since: number } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lineOpen = false;

  constructor(private readonly options: ProgressOptions) {}

  /** Takes the next event; to be passed as `onEvent`. */
  readonly onEvent = (event: NotebookEvent): void => {
    const { progressBar, logOutput, logLevel, colors } = this.options;
    if (isTold('DEBUG', logLevel)) this.print(colors.dim(debugLine(event)));
    if (!isTold(levelOf(event), logLevel)) return;
    if (event.type === 'warning') this.print(`${colors.yellow('warning:')} ${event.message}`);
    else if (event.type === 'output' && logOutput) this.log(event.text);
    else if (progressBar) this.show(event);
  };

  /** Takes the rewritten line away and stops the clock; to be called however the execution ended. */
  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.running = undefined;
    if (this.isLive) this.options.write(eraseLine);
  }

  private get isLive(): boolean {
    return this.options.live && this.options.progressBar && !this.options.logOutput;
  }

  private show(event: NotebookEvent): void {
    switch (event.type) {
      case 'notebook-start':
        this.name = event.inputPath === null ? 'notebook' : basename(event.inputPath);
        this.count = event.cellCount;
        this.timer = setInterval(() => this.tick(), this.isLive ? redrawMs : stillRunningMs).unref();
        this.begin('', 'starting the kernel');
        return;
      case 'kernel-ready':
        this.running = undefined;
        this.print(`${this.name}: ${event.displayName} ready after ${inSeconds(event.durationMs)}`);
        return;
      case 'cell-start':
        this.begin(this.position(event.index), firstLine(event.source));
        return;
      case 'cell-end':
        this.endCell(event.cell);
        return;
      case 'notebook-end':
        this.print(this.summary(event.executed));
        return;
    }
  }

  private begin(what: string, line: string): void {
    this.running = { what, line, since: this.options.now() };
    if (this.isLive) this.tick();
  }

  private endCell(cell: ExecutedCell): void {
    const line = this.running?.line ?? '';
    this.running = undefined;
    if (this.isLive && cell.status === 'completed') return;
    const { colors } = this.options;
    const [status, color] = cell.status === 'failed' ? ['failed', colors.red] : ['ok', colors.green];
    const start = `${this.position(cell.index)} ${inSeconds(cell.durationMs)}  `;
    this.print(`${start}${color(status)}${this.fit(`  ${line}`, start.length + status.length)}`);
  }

  private tick(): void {
    if (!this.running) return;
    const { what, line, since } = this.running;
    const parts = [what, `${inSeconds(this.options.now() - since)} `, line];
    if (this.isLive) parts.unshift(this.name);
    const text = this.fit(parts.filter((part) => part !== '').join(' '));
    if (this.isLive) this.options.write(`${eraseLine}${text}`);
    else this.print(`${text}  (still running)`);
  }

  private log(text: string | undefined): void {
    if (!text) return;
    this.options.write(this.options.colors.isColorSupported ? text : stripVTControlCharacters(text));
    this.lineOpen = !text.endsWith('\n');
  }

  private print(text: string): void {
    if (this.lineOpen) this.options.write('\n');
    this.lineOpen = false;
    this.options.write(`${this.isLive ? eraseLine : ''}${text}\n`);
  }

  private position(index: number): string {
    const total = String(this.count);
    return `[${String(index + 1).padStart(total.length)}/${total}]`;
  }

  /** Cuts a text to what is left of the line. */
  private fit(text: string, used = 0): string {
    const width = (this.isLive ? this.options.columns() - 1 : logColumns) - used;
    return text.length > width ? `${text.slice(0, Math.max(width - 1, 0))}…` : text;
  }

  private summary({ ok, cells, durationMs, outputPath }: ExecutedNotebook): string {
    const { colors } = this.options;
    const done = cells.filter(({ status }) => status === 'completed').length;
    const verdict = ok ? colors.green('done') : colors.red('stopped');
    const where = outputPath === null ? 'not saved (no output was given)' : `saved as ${outputPath}`;
    return `${this.name}: ${verdict}, ${done} of ${cells.length} cells in ${inSeconds(durationMs)}, ${where}`;
  }
}

/** The progress bar is no log: it is shown at every level. */
function levelOf(event: NotebookEvent): LogLevel {
  if (event.type === 'warning') return 'WARNING';
  if (event.type !== 'output') return 'CRITICAL';
  const isError = event.output.output_type === 'stream' && event.output.name === 'stderr';
  return isError ? 'WARNING' : 'INFO';
}

/** An event's own fields, without sources and outputs. */
function debugLine({ type, ...fields }: NotebookEvent): string {
  const plain = Object.entries(fields).filter(([, value]) => typeof value !== 'object' || value === null);
  const short = plain.filter(([name]) => !['source', 'text', 'message'].includes(name));
  return `debug: ${[type, ...short.map(([name, value]) => `${name}=${value}`)].join(' ')}`;
}

/** Milliseconds as seconds for a person: two digits below ten seconds, then one. */
export function inSeconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

function firstLine(source: string): string {
  return source.trim().split('\n', 1)[0] ?? '';
}
