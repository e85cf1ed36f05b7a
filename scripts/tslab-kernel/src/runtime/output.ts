import type { Content, Message } from '../protocol/message.js';
import type { CellContext, CellContexts } from './cell-context.js';

export type StreamName = 'stdout' | 'stderr';

export interface OutputOptions {
  publish: (type: string, content: Content, parent?: Message) => void;
  /** Milliseconds on a clock that never goes back. */
  now: () => number;
  /** Knows which cell prints. */
  contexts: CellContexts;
}

/** A message that waits to be sent; consecutive texts of a stream are one. */
type Pending = { readonly cell: CellContext | undefined } & (
  | { readonly type: 'stream'; readonly name: StreamName; readonly chunks: string[] }
  | { readonly type: 'display_data' | 'update_display_data'; readonly content: Content }
);

/** JupyterLab's server cuts a kernel off at 1,000 messages a second; one flush in 50 ms stays far below. */
const WINDOW_MS = 50;
/** Flushes that may come without waiting after a pause, so that a few lines are seen as they are printed. */
const BURST = 20;
/** Text that is sent without waiting for the window's end, to keep memory flat. */
const MAX_PENDING_CHARS = 1 << 20;

/**
 * What cells print and show, on its way to iopub: in order, complete, few messages. The first lines after a
 * pause are sent at once; a flood is gathered for 50 ms at a time. The check is made on each write, not only
 * by a timer, so a loop that never awaits is seen to print while it runs.
 */
export class Output {
  readonly #options: OutputOptions;
  #pending: Pending[] = [];
  #pendingChars = 0;
  #flushesLeft = BURST;
  #countedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  /** Prepares for the output of another cell, whose first lines are seen at once. */
  begin(): void {
    this.flush();
    this.#flushesLeft = Math.max(1, this.#flushesLeft);
  }

  write(name: StreamName, text: string): void {
    const cell = this.#options.contexts.current;
    if (text === '' || isSilent(cell)) return;
    const last = this.#pending.at(-1);
    if (last?.type === 'stream' && last.name === name && last.cell === cell) last.chunks.push(text);
    else this.#pending.push({ cell, type: 'stream', name, chunks: [text] });
    this.#pendingChars += text.length;
    this.#flushWhenDue();
  }

  display(type: 'display_data' | 'update_display_data', content: Content): void {
    const cell = this.#options.contexts.current;
    if (isSilent(cell)) return;
    const last = this.#pending.at(-1);
    // A progress bar that is updated faster than anyone can see needs its newest state only.
    if (last && last.type === type && type === 'update_display_data' && sameDisplay(last.content, content)) {
      this.#pending.pop();
    }
    this.#pending.push({ cell, type, content });
    this.#flushWhenDue();
  }

  /** Publishes something that is not gathered, after all that came before it. */
  publish(cell: CellContext, type: 'execute_result' | 'error', content: Content): void {
    this.flush();
    if (!cell.muted) this.#options.publish(type, content, cell.parent);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    this.#flushesLeft = Math.max(0, this.#flushesLeft - 1);
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingChars = 0;
    for (const item of pending) {
      const parent = item.cell?.parent;
      if (item.type !== 'stream') this.#options.publish(item.type, item.content, parent);
      else {
        const content = { name: item.name, text: item.chunks.join('') };
        this.#options.publish('stream', content, parent);
      }
    }
  }

  #flushWhenDue(): void {
    const nowMs = this.#options.now();
    const regained = (nowMs - this.#countedAtMs) / WINDOW_MS;
    this.#flushesLeft = Math.min(BURST, this.#flushesLeft + regained);
    this.#countedAtMs = nowMs;
    if (this.#flushesLeft >= 1 || this.#pendingChars >= MAX_PENDING_CHARS) this.flush();
    // The timer is the kernel's own: those of a cell end with it.
    else this.#timer ??= this.#options.contexts.leave(() => setTimeout(() => this.flush(), WINDOW_MS));
  }
}

/** Whether nobody is to see what this cell prints: it was sent silently, or has been given up. */
function isSilent(cell: CellContext | undefined): boolean {
  return cell?.muted === true || cell?.isRefused === true;
}

function sameDisplay(a: Content, b: Content): boolean {
  const idOf = (content: Content) => (content.transient as { display_id?: string } | undefined)?.display_id;
  return idOf(a) !== undefined && idOf(a) === idOf(b);
}
