import type { IMimeBundle, OutputMetadata } from '@jupyterlab/nbformat';
import { type LiveStream, liveStream } from './live-stream.js';
import { type CodeCell, isObject, type Output, type StreamOutput } from './model.js';
import { CellAllowance, leftOutText } from './output-limit.js';

/** The part of a kernel message that outputs are made of. */
export interface OutputMessage {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Bytes of the content as it was sent. */
  readonly contentBytes: number;
  /** The content could not be read, because it is longer than a string can be. */
  readonly isTooLarge: boolean;
}

interface DisplaySlot {
  readonly cell: CodeCell;
  /** Which of the cell's outputs it is. Outputs of a cell that has ended may not be in memory. */
  readonly position: number;
  bytes: number;
}

/** What is known of a cell's outputs beside themselves. */
interface CellState {
  readonly allowance: CellAllowance;
  readonly displayIds: Set<string>;
  /** The last output, where it is a stream: more text of the same name is added to it. */
  open: LiveStream | undefined;
  clearsBeforeNext: boolean;
}

/**
 * Folds a kernel's messages into the outputs of a notebook's cells, as Jupyter's front ends do.
 * Adjacent text of one stream becomes one output; the order between streams and displays is kept.
 * One folder serves one execution, because a display may be updated from any later cell.
 */
export class OutputFolder {
  private readonly displays = new Map<string, DisplaySlot[]>();
  private readonly states = new Map<CodeCell, CellState>();

  /** @param maxBytes how much a cell may put out; the rest is left out, and a notice says so. */
  constructor(private readonly maxBytes: number) {}

  /** Adds one message to a cell; returns what it added: one output, none, or a part of one and the notice. */
  fold(cell: CodeCell, message: OutputMessage): readonly Output[] {
    if (message.type === 'clear_output') {
      if (message.content.wait === true) this.stateOf(cell).clearsBeforeNext = true;
      else this.clear(cell);
      return [];
    }
    if (message.type === 'update_display_data') {
      this.updateDisplays(message.content, message.contentBytes);
      return [];
    }
    const output = toOutput(message);
    if (!output) return [];
    if (this.stateOf(cell).clearsBeforeNext) this.clear(cell);
    const state = this.stateOf(cell);
    return output.output_type === 'stream'
      ? this.appendStream(cell, state, output, message)
      : this.append(cell, state, output, message);
  }

  /** Lets go of the outputs of a cell that has ended. It may put out more all the same. */
  release(cell: CodeCell): void {
    const state = this.states.get(cell);
    if (state) this.closeStream(state);
  }

  private stateOf(cell: CodeCell): CellState {
    const known = this.states.get(cell);
    if (known) return known;
    const allowance = new CellAllowance(this.maxBytes);
    const state = { allowance, displayIds: new Set<string>(), open: undefined, clearsBeforeNext: false };
    this.states.set(cell, state);
    return state;
  }

  /** Drops a cell's outputs, and the displays in them. */
  private clear(cell: CodeCell): void {
    cell.outputs.length = 0;
    for (const id of this.states.get(cell)?.displayIds ?? []) {
      const elsewhere = (this.displays.get(id) ?? []).filter((slot) => slot.cell !== cell);
      if (elsewhere.length > 0) this.displays.set(id, elsewhere);
      else this.displays.delete(id);
    }
    this.states.delete(cell);
  }

  private appendStream(
    cell: CodeCell,
    state: CellState,
    output: StreamOutput,
    message: OutputMessage,
  ): readonly Output[] {
    const { allowance } = state;
    if (message.isTooLarge) return this.leaveOut(cell, state, message.contentBytes);
    const { fits, leftOutBytes } = allowance.cut(output.text, state.open?.text.bytes ?? 0);
    const told = fits === '' && leftOutBytes > 0 ? [] : [{ ...output, text: fits }];
    if (told.length > 0) this.addText(cell, state, output.name, fits);
    return leftOutBytes === 0 ? told : [...told, ...this.leaveOut(cell, state, leftOutBytes)];
  }

  private addText(cell: CodeCell, state: CellState, name: StreamOutput['name'], text: string): void {
    const { open, allowance } = state;
    const last = cell.outputs.at(-1);
    if (open && open.output === last && open.output.name === name) {
      open.append(text);
      return;
    }
    this.closeStream(state);
    if (!open && last?.output_type === 'stream' && last.name === name && last !== allowance.notice) {
      state.open = liveStream(name, last.text);
      allowance.take(-state.open.text.bytes);
      state.open.append(text);
      cell.outputs[cell.outputs.length - 1] = state.open.output;
      return;
    }
    state.open = liveStream(name, text);
    cell.outputs.push(state.open.output);
  }

  private closeStream(state: CellState): void {
    if (!state.open) return;
    state.allowance.take(state.open.text.bytes);
    state.open.close();
    state.open = undefined;
  }

  private append(
    cell: CodeCell,
    state: CellState,
    output: Output,
    { content, contentBytes, isTooLarge }: OutputMessage,
  ): readonly Output[] {
    const { allowance } = state;
    // What went wrong is always told.
    const isError = output.output_type === 'error';
    const open = state.open?.text.bytes ?? 0;
    if (!isError && (isTooLarge || !allowance.fits(contentBytes + open))) {
      return this.leaveOut(cell, state, contentBytes);
    }
    allowance.take(contentBytes);
    this.closeStream(state);
    this.updateDisplays(content, contentBytes);
    // The caller may show what was added while more is folded in here: two objects.
    const kept = { ...output };
    cell.outputs.push(kept);
    const displayId = displayIdOf(content);
    if (displayId !== undefined) {
      state.displayIds.add(displayId);
      const slots = this.displays.get(displayId) ?? [];
      slots.push({ cell, position: cell.outputs.length - 1, bytes: contentBytes });
      this.displays.set(displayId, slots);
    }
    return [output];
  }

  /** Notes what has no room; returns the notice, the first time. */
  private leaveOut(cell: CodeCell, state: CellState, bytes: number): readonly Output[] {
    const { allowance } = state;
    const before = allowance.notice;
    const notice = allowance.leaveOut(bytes);
    if (before) return [];
    this.closeStream(state);
    cell.outputs.push(notice);
    return [{ ...notice, text: leftOutText(this.maxBytes) }];
  }

  private updateDisplays(content: OutputMessage['content'], contentBytes: number): void {
    const displayId = displayIdOf(content);
    for (const slot of (displayId !== undefined && this.displays.get(displayId)) || []) {
      const state = this.stateOf(slot.cell);
      const more = contentBytes - slot.bytes;
      if (more > 0 && !state.allowance.fits(more)) {
        this.leaveOut(slot.cell, state, contentBytes);
        continue;
      }
      state.allowance.take(more);
      slot.bytes = contentBytes;
      const output = slot.cell.outputs[slot.position];
      if (output) Object.assign(output, { data: bundleOf(content), metadata: metadataOf(content) });
    }
  }
}

/** The text a person would read of an output, or undefined where it has none. */
export function textOf(output: Output): string | undefined {
  switch (output.output_type) {
    case 'stream':
      return output.text;
    case 'error':
      return `${output.traceback.join('\n')}\n`;
    default: {
      const plain = output.data['text/plain'];
      return typeof plain === 'string' ? `${plain}\n` : undefined;
    }
  }
}

function toOutput({ type, content }: OutputMessage): Output | undefined {
  switch (type) {
    case 'stream':
      return {
        output_type: 'stream',
        name: content.name === 'stderr' ? 'stderr' : 'stdout',
        text: String(content.text ?? ''),
      };
    case 'display_data':
      return { output_type: 'display_data', data: bundleOf(content), metadata: metadataOf(content) };
    case 'execute_result':
      return {
        output_type: 'execute_result',
        execution_count: typeof content.execution_count === 'number' ? content.execution_count : null,
        data: bundleOf(content),
        metadata: metadataOf(content),
      };
    case 'error':
      return errorOutput(content);
    default:
      return undefined;
  }
}

/** An error output from the fields of an `error` message or of an error reply. */
export function errorOutput(content: OutputMessage['content']): Output & { output_type: 'error' } {
  const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
  return {
    output_type: 'error',
    ename: String(content.ename ?? 'Error'),
    evalue: String(content.evalue ?? ''),
    traceback,
  };
}

function bundleOf(content: OutputMessage['content']): IMimeBundle {
  return isObject(content.data) ? (content.data as IMimeBundle) : {};
}

function metadataOf(content: OutputMessage['content']): OutputMetadata {
  return isObject(content.metadata) ? (content.metadata as OutputMetadata) : {};
}

function displayIdOf(content: OutputMessage['content']): string | undefined {
  const id = isObject(content.transient) ? content.transient.display_id : undefined;
  return typeof id === 'string' ? id : undefined;
}
