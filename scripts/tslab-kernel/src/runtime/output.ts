import { setTimeout as pause } from 'node:timers/promises';
import type { Content, Message } from '../protocol/message.js';
import type { CellContext, CellContexts } from './cell-context.js';

export type StreamName = 'stdout' | 'stderr';
export type DisplayType = 'display_data' | 'update_display_data';

export interface OutputOptions {
  publish: (type: string, content: Content, parent?: Message) => void;
  /** Milliseconds on a clock that never goes back. */
  now: () => number;
  /** Keeps the thread waiting for so many milliseconds. */
  sleep: (ms: number) => void;
  /** Knows which cell prints. */
  contexts: CellContexts;
  /** Writes what has come past the kernel, by a child process say, before what is written next. */
  fetchForeign?: (thorough: boolean) => void;
}

/** The cell whose output something is. */
type Cell = CellContext | undefined;

/** A message that waits to be sent; consecutive texts of a stream are one. */
type Pending = Text | Shown | Held;

interface Text {
  readonly type: 'stream';
  readonly cell: Cell;
  readonly name: StreamName;
  readonly chunks: string[];
}

interface Shown {
  readonly type: DisplayType | 'clear_output' | 'execute_result' | 'error';
  readonly cell: Cell;
  readonly content: Content;
}

/** The place of a display that is still being made: what comes after it waits for it, for a while. */
interface Held {
  readonly type: 'held';
  readonly cell: Cell;
  readonly untilMs: number;
}

/** Text is gathered for so long once it comes in floods. */
const WINDOW_MS = 50;
/**
 * JupyterLab draws a cell's whole text anew with each message, half a second for a megabyte: a page that shows much
 * is left as long again to its user, by a window of a millisecond for each 1,000 characters that it shows.
 */
const MAX_WINDOW_MS = 1_000;
const CHARS_PER_WINDOW_MS = 1_000;
/** Flushes that may come without waiting after a pause, so that a few lines are seen as they are printed. */
const BURST = 20;
/** Text that is sent without waiting for the window's end, to keep memory flat. */
const MAX_PENDING_CHARS = 1 << 22;
/**
 * Jupyter's server drops what exceeds 3,000 messages in three seconds (`iopub_msg_rate_limit` of 1,000 over
 * `rate_limit_window` in jupyter_server/services/kernels/connection/channels.py; it counts from each `idle`
 * anew). 1,000 at once and 600 a second make 2,800.
 */
const MESSAGES_AT_ONCE = 1_000;
const MESSAGES_PER_SECOND = 600;
/** A cell that writes faster than messages may leave waits as it would for a slow terminal. */
const MAX_QUEUED = 500;
const HOLD_MS = 1_000;

/**
 * What cells print and show, on its way to iopub: in order, complete, few messages. The first lines after a
 * pause are sent at once; a flood is gathered for 50 ms at a time, up to a second as the text grows. The check is made
 * on each write, not only by a timer, so a loop that never awaits is seen to print while it runs.
 */
export class Output {
  readonly #options: OutputOptions;
  #pending: Pending[] = [];
  #pendingChars = 0;
  /** Text that has been sent since the newest cell began, or cleared. */
  #shownChars = 0;
  #flushesLeft = BURST;
  #messagesLeft = MESSAGES_AT_ONCE;
  #countedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #isFetching = false;
  readonly #beingMade = new Map<Promise<void>, Cell>();

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  /** Prepares for the output of another cell, whose first lines are seen at once. */
  begin(): void {
    this.flush();
    this.#shownChars = 0;
    this.#flushesLeft = Math.max(1, this.#flushesLeft);
    if (this.#pending.length === 0) this.#messagesLeft = MESSAGES_AT_ONCE;
  }

  write(name: StreamName, text: string): void {
    this.#fetchForeign();
    const cell = this.#options.contexts.current;
    if (text === '' || isSilent(cell)) return;
    const last = this.#pending.at(-1);
    if (last?.type === 'stream' && last.name === name && last.cell === cell) last.chunks.push(text);
    else this.#push({ type: 'stream', cell, name, chunks: [text] });
    this.#pendingChars += text.length;
    this.#flushWhenDue();
  }

  /**
   * Shows something, here and now. What is still being made keeps its place for a second; what comes after
   * it goes past it then.
   */
  display(type: DisplayType, content: Content | Promise<Content>): void {
    this.#fetchForeign();
    const cell = this.#options.contexts.current;
    if (isSilent(cell)) return;
    if (content instanceof Promise) {
      this.#hold(cell, type, content);
      return;
    }
    if (type === 'update_display_data') this.#dropUpdate(content);
    this.#push({ type, cell, content });
    this.#flushWhenDue();
  }

  /** Removes what the cell has printed and shown so far, or with `wait` once it shows something new. */
  clear(wait: boolean): void {
    this.#fetchForeign();
    const cell = this.#options.contexts.current;
    const last = this.#pending.at(-1);
    const isClear = last?.type === 'clear_output' && last.cell === cell;
    // A clear that waits, right behind another one, would have nothing to remove.
    if (isSilent(cell) || (wait && isClear)) return;
    this.#pending.push({ type: 'clear_output', cell, content: { wait } });
    if (!wait) this.#dropCleared(cell);
    this.#flushWhenDue();
  }

  /** Publishes something that no other cell's code has caused, after all that came before it. */
  publish(cell: CellContext, type: 'execute_result' | 'error', content: Content): void {
    this.#fetchForeign(true);
    if (cell.muted) return;
    this.#push({ type, cell, content });
    this.flush();
  }

  /** Waits until all displays of a cell are made, however long that takes. */
  async made(cell: CellContext): Promise<void> {
    const ofCell = () => [...this.#beingMade].flatMap(([made, owner]) => (owner === cell ? [made] : []));
    for (let waiting = ofCell(); waiting.length > 0; waiting = ofCell()) await Promise.all(waiting);
  }

  /** Sends all that waits, in the time that the pace asks for; what comes meanwhile does not count. */
  async drain(): Promise<void> {
    this.#fetchForeign(true);
    this.flush();
    const waiting = new Set(this.#pending);
    while (this.#pending.some((item) => waiting.has(item))) {
      await pause(WINDOW_MS);
      this.flush();
    }
  }

  /** Sends what may be sent now; the rest follows by itself. */
  flush(): void {
    this.#fetchForeign();
    this.#regain();
    this.#flush();
  }

  /** Sends everything at once: for a process that ends. */
  flushAll(): void {
    this.#fetchForeign(true);
    this.#messagesLeft = Number.POSITIVE_INFINITY;
    this.#pending = this.#pending.filter(({ type }) => type !== 'held');
    this.#flush();
    this.#messagesLeft = 0;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    this.#flushesLeft = Math.max(0, this.#flushesLeft - 1);
    let sent = 0;
    for (const item of this.#pending) {
      if (item.type === 'held' && item.untilMs > this.#options.now()) break;
      if (item.type !== 'held') {
        if (this.#messagesLeft < 1) break;
        this.#messagesLeft -= 1;
        this.#send(item);
      }
      sent += 1;
    }
    this.#pending.splice(0, sent);
    this.#pendingChars = 0;
    if (this.#pending.length > 0) this.#flushLater();
  }

  #send(item: Text | Shown): void {
    const content = item.type === 'stream' ? { name: item.name, text: item.chunks.join('') } : item.content;
    if (typeof content.text === 'string') this.#shownChars += content.text.length;
    if (item.type === 'clear_output') this.#shownChars = 0;
    this.#options.publish(item.type, content, item.cell?.parent);
  }

  get #windowMs(): number {
    return Math.min(MAX_WINDOW_MS, Math.max(WINDOW_MS, this.#shownChars / CHARS_PER_WINDOW_MS));
  }

  #flushLater(): void {
    // The timer is the kernel's own: those of a cell end with it.
    this.#timer ??= this.#options.contexts.leave(() => setTimeout(() => this.flush(), this.#windowMs));
  }

  #flushWhenDue(): void {
    this.#regain();
    if (this.#flushesLeft >= 1 || this.#pendingChars >= MAX_PENDING_CHARS) this.#flush();
    else this.#flushLater();
    while (this.#pending.length > MAX_QUEUED) {
      this.#pending = this.#pending.filter(({ type }) => type !== 'held');
      this.#options.sleep(WINDOW_MS);
      this.#regain();
      this.#flush();
    }
  }

  #regain(): void {
    const nowMs = this.#options.now();
    const passedMs = nowMs - this.#countedAtMs;
    const windowMs = this.#windowMs;
    const burst = Math.max(1, (BURST * WINDOW_MS) / windowMs);
    this.#flushesLeft = Math.min(burst, this.#flushesLeft + passedMs / windowMs);
    const regained = this.#messagesLeft + (passedMs / 1_000) * MESSAGES_PER_SECOND;
    this.#messagesLeft = Math.min(MESSAGES_AT_ONCE, regained);
    this.#countedAtMs = nowMs;
  }

  #push(item: Text | Shown): void {
    this.#pending.push(item);
    if (item.type !== 'update_display_data') this.#dropCleared(item.cell);
  }

  /**
   * Drops what the cell's last clear removes before it has left: it would only be seen to vanish. For a clear
   * that waits, that is so once something has come after it. Updates may be of what other cells show.
   */
  #dropCleared(cell: Cell): void {
    const at = this.#pending.findLastIndex((item) => item.type === 'clear_output' && item.cell === cell);
    const isDropped = (item: Pending, index: number) =>
      index < at && item.cell === cell && item.type !== 'update_display_data' && item.type !== 'held';
    const dropped = this.#pending.filter(isDropped);
    if (dropped.length === 0) return;
    if (dropped.some((item) => item.type === 'clear_output' && item.content.wait === false)) {
      this.#pending[at] = { type: 'clear_output', cell, content: { wait: false } };
    }
    this.#pending = this.#pending.filter((item, index) => !isDropped(item, index));
  }

  /** A progress bar that is updated faster than anyone can see needs its newest state only. */
  #dropUpdate(newer: Content): void {
    for (let index = this.#pending.length - 1; index >= 0; index -= 1) {
      const item = this.#pending[index];
      if (item?.type !== 'update_display_data') return;
      if (!sameDisplay(item.content, newer)) continue;
      this.#pending.splice(index, 1);
      return;
    }
  }

  #hold(cell: Cell, type: DisplayType, making: Promise<Content>): void {
    const held: Held = { type: 'held', cell, untilMs: this.#options.now() + HOLD_MS };
    this.#pending.push(held);
    const made = making.then((content) => this.#replaceHeld(held, { type, cell, content }));
    this.#beingMade.set(made, cell);
    void made.finally(() => this.#beingMade.delete(made));
  }

  #replaceHeld(held: Held, item: Shown): void {
    const index = this.#pending.indexOf(held);
    if (isSilent(item.cell)) this.#pending = this.#pending.filter((other) => other !== held);
    else if (index < 0) this.#push(item);
    else this.#pending[index] = item;
    this.flush();
  }

  /** What is fetched comes back through `write`. */
  #fetchForeign(thorough = false): void {
    if (this.#isFetching) return;
    this.#isFetching = true;
    try {
      this.#options.fetchForeign?.(thorough);
    } finally {
      this.#isFetching = false;
    }
  }
}

/** Whether nobody is to see what this cell prints: it was sent silently, or has been given up. */
function isSilent(cell: Cell): boolean {
  return cell?.muted === true || cell?.isRefused === true;
}

function sameDisplay(a: Content, b: Content): boolean {
  const idOf = (content: Content) => (content.transient as { display_id?: string } | undefined)?.display_id;
  return idOf(a) !== undefined && idOf(a) === idOf(b);
}
