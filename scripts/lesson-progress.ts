import type { ExecutedNotebook, NotebookEvent } from 'papermill-js';
import pc from 'picocolors';
import type { Lesson } from './lessons.ts';

/** How often a run says where it is when its lines cannot be rewritten. */
const PLAIN_INTERVAL_MS = 5_000;
const LIVE_INTERVAL_MS = 100;

/** One lesson's progress on stderr: a line that is rewritten on a terminal, now and then a new one elsewhere. */
export class LessonProgress {
  readonly #live = Boolean(process.stderr.isTTY) && !process.env.CI;
  readonly #startedAt = Date.now();
  readonly #timer: NodeJS.Timeout;
  #cells = 0;
  #where = 'starting the kernel';
  #lastLine = '';

  constructor(lesson: Lesson) {
    const changed = Object.entries(lesson.headlessParameters).map(([name, value]) => `${name} = ${value}`);
    process.stderr.write(
      `${pc.bold(lesson.name)}${changed.length > 0 ? pc.dim(`  (shortened for a headless run: ${changed.join(', ')})`) : ''}\n`,
    );
    this.#timer = setInterval(() => this.#draw(), this.#live ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS);
  }

  show(event: NotebookEvent): void {
    switch (event.type) {
      case 'notebook-start':
        this.#cells = event.cellCount;
        break;
      case 'cell-start':
        this.#where = `cell ${event.index + 1} of ${this.#cells} (${event.id})`;
        break;
      case 'output':
        this.#lastLine =
          event.text
            ?.trim()
            .split(/[\r\n]+/)
            .at(-1) || this.#lastLine;
        break;
      case 'warning':
        this.#clear();
        process.stderr.write(`  ${pc.yellow(event.message)}\n`);
        break;
    }
  }

  end(executed: ExecutedNotebook | undefined, failure: string | undefined): void {
    clearInterval(this.#timer);
    this.#clear();
    const mark = executed?.ok ? pc.green('✔') : pc.red('✘');
    process.stderr.write(`  ${mark} ${this.#seconds()}\n${failure ? `${failure}\n` : ''}`);
  }

  #draw(): void {
    const said = this.#lastLine && `: ${this.#lastLine}`;
    const line = `  ${this.#where}, ${this.#seconds()}${said}`.slice(0, (process.stderr.columns || 120) - 1);
    if (!this.#live) process.stderr.write(`${line}\n`);
    else process.stderr.write(`\r\x1b[2K${pc.dim(line)}`);
  }

  #clear(): void {
    if (this.#live) process.stderr.write('\r\x1b[2K');
  }

  #seconds(): string {
    return `${((Date.now() - this.#startedAt) / 1000).toFixed(1)} s`;
  }
}
