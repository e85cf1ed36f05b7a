import type { IMimeBundle, OutputMetadata } from '@jupyterlab/nbformat';
import { type CodeCell, isObject, type Output } from './model.js';
import { foldControlCharacters } from './stream-text.js';

/** The part of a kernel message that outputs are made of. */
export interface OutputMessage {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

interface DisplaySlot {
  readonly cell: CodeCell;
  readonly output: Output;
}

/**
 * Folds a kernel's messages into the outputs of a notebook's cells, as Jupyter's front ends do.
 * Adjacent text of one stream becomes one output; the order between streams and displays is kept.
 * One folder serves one execution, because a display may be updated from any later cell.
 */
export class OutputFolder {
  private readonly displays = new Map<string, DisplaySlot[]>();
  private readonly clearBeforeNext = new Set<CodeCell>();

  /** Adds one message to a cell; returns what it added, or undefined where it added nothing. */
  fold(cell: CodeCell, message: OutputMessage): Output | undefined {
    if (message.type === 'clear_output') {
      if (message.content.wait === true) this.clearBeforeNext.add(cell);
      else this.clear(cell);
      return undefined;
    }
    if (message.type === 'update_display_data') {
      this.updateDisplays(message.content);
      return undefined;
    }
    const output = toOutput(message);
    if (!output) return undefined;
    if (this.clearBeforeNext.delete(cell)) this.clear(cell);
    this.append(cell, output, message.content);
    return output;
  }

  /** Drops a cell's outputs, and the displays in them. */
  private clear(cell: CodeCell): void {
    this.clearBeforeNext.delete(cell);
    cell.outputs.length = 0;
    for (const [id, slots] of this.displays) {
      this.displays.set(
        id,
        slots.filter((slot) => slot.cell !== cell),
      );
    }
  }

  private append(cell: CodeCell, output: Output, content: OutputMessage['content']): void {
    const last = cell.outputs.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      last.text += output.text;
      return;
    }
    this.updateDisplays(content);
    // The caller may show what was added while more text is folded in here: two objects.
    const kept = { ...output };
    cell.outputs.push(kept);
    const displayId = displayIdOf(content);
    if (displayId !== undefined) {
      this.displays.set(displayId, [...(this.displays.get(displayId) ?? []), { cell, output: kept }]);
    }
  }

  private updateDisplays(content: OutputMessage['content']): void {
    const displayId = displayIdOf(content);
    for (const { output } of (displayId !== undefined && this.displays.get(displayId)) || []) {
      Object.assign(output, { data: bundleOf(content), metadata: metadataOf(content) });
    }
  }
}

/** Resolves carriage returns and backspaces in the streams of a cell; may be called at any time. */
export function settleStreams(cell: CodeCell): void {
  for (const output of cell.outputs) {
    if (output.output_type === 'stream') output.text = foldControlCharacters(output.text);
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
