import { inBlocks } from '../io/write-atomically.js';
import type { Cell, CodeCell, Notebook, Output } from './model.js';
import { strictOutputs } from './read.js';
import { ScratchFile } from './scratch-file.js';
import type { NotebookStyle } from './style.js';
import { cellPieces, cellSeparator, outputPieces, piecesAround } from './write.js';

/** A part of a notebook's text; bytes may lie in a file until they are wanted. */
export type TextPiece = string | Iterable<Uint8Array>;

/** Outputs below this stay in memory. */
const leastScratchLength = 16 * 1024;

/** A cell's text before and behind that of its outputs; all of it before where it has none. */
interface Frame {
  readonly before: string;
  readonly behind: string | undefined;
}

/** On a cell whose outputs are kept as text: reads them, and leaves them where they are. */
const readStored = Symbol('outputs that are kept as text');

type StoredCell = CodeCell & { [readStored]?: () => Output[] };

/** A cell's outputs to look at and not to change: what lies in a file is read, but does not stay in memory. */
export function peekOutputs(cell: CodeCell): readonly Output[] {
  return (cell as StoredCell)[readStored]?.() ?? cell.outputs;
}

/**
 * The text of each cell, so that what has not changed is not written out anew at each save. The outputs of a cell that
 * has ended are kept as text only, and long ones in a file: whoever asks the cell for them gets them read again, as the
 * array that they were. So the memory does not grow with what cells have put out.
 */
export class CellTexts {
  private readonly frames = new Map<Cell, Frame>();
  private readonly stored = new Map<CodeCell, TextPiece>();
  private readonly inMemory = new Set<CodeCell>();
  private readonly ended = new Set<CodeCell>();
  private scratch: ScratchFile | undefined;
  private released = false;

  /** @param scratchFolder where long outputs lie. Default the system's folder for temporary files. */
  constructor(
    private readonly style: NotebookStyle,
    private readonly scratchFolder?: string,
  ) {}

  /** Says that something of a cell has changed other than its outputs. */
  changed(cell: Cell): void {
    this.frames.delete(cell);
  }

  /** Says that a cell has ended: more output of it is unlikely, though it may come. */
  end(cell: Cell): void {
    if (cell.cell_type === 'code') this.ended.add(cell);
  }

  /** Turns the outputs of ended cells into text. */
  settle(): void {
    for (const cell of this.ended) if (!this.stored.has(cell) && cell.outputs.length > 0) this.store(cell);
    this.ended.clear();
  }

  /** The text of the notebook as it is now. Long outputs are read from their file as the pieces are taken. */
  pieces(notebook: Notebook): readonly TextPiece[] {
    return [
      ...piecesAround(notebook, this.style, () =>
        notebook.cells.flatMap((cell, at) => [cellSeparator(at, this.style), ...this.cellText(cell)]),
      ),
    ];
  }

  /** The execution is over: everything is written out anew, and short outputs are as they were before. */
  release(): void {
    this.released = true;
    for (const cell of this.inMemory) this.restore(cell);
  }

  /** Forgets what somebody may have changed without saying so. */
  forgetFrames(): void {
    this.frames.clear();
  }

  private cellText(cell: Cell): readonly TextPiece[] {
    const frame = this.frames.get(cell) ?? this.frameOf(cell);
    this.frames.set(cell, frame);
    if (cell.cell_type !== 'code' || frame.behind === undefined) return [frame.before];
    const outputs = this.stored.get(cell);
    const pieces = outputs === undefined ? outputPieces(cell, this.style) : [outputs];
    return [frame.before, ...pieces, frame.behind];
  }

  private frameOf(cell: Cell): Frame {
    const texts = [''];
    for (const piece of cellPieces(cell, this.style, () => [undefined])) {
      if (piece === undefined) texts.push('');
      else texts[texts.length - 1] += piece;
    }
    const [before = '', behind] = texts;
    return { before, behind };
  }

  private store(cell: CodeCell): void {
    this.stored.set(cell, this.textOf(cell));
    this.define(cell, {
      get: () => this.restore(cell),
      set: (outputs: Output[]) => this.replace(cell, outputs),
    });
    Object.defineProperty(cell, readStored, { configurable: true, value: () => this.read(cell) });
  }

  private define(cell: CodeCell, property: PropertyDescriptor): void {
    Object.defineProperty(cell, 'outputs', { ...property, configurable: true, enumerable: true });
  }

  private textOf(cell: CodeCell): TextPiece {
    const blocks = inBlocks(outputPieces(cell, this.style));
    const first = String(blocks.next().value ?? '');
    const second = blocks.next();
    if (second.done && first.length < leastScratchLength) {
      this.inMemory.add(cell);
      return first;
    }
    return this.storeLong(cell, inOrder(second.done ? [first] : [first, second.value], blocks));
  }

  private storeLong(cell: CodeCell, pieces: Iterable<string | Uint8Array>): Iterable<Uint8Array> {
    try {
      this.scratch ??= ScratchFile.open(this.scratchFolder);
      const { scratch } = this;
      const stretch = scratch.append(pieces);
      return { [Symbol.iterator]: () => scratch.read(stretch) };
    } catch {
      // No room for a file: there may be in memory.
      return [...inBlocks(outputPieces(cell, this.style))].map((piece) => Buffer.from(piece));
    }
  }

  private restore(cell: CodeCell): Output[] {
    const outputs = this.read(cell);
    this.replace(cell, outputs);
    return outputs;
  }

  private read(cell: CodeCell): Output[] {
    const piece = this.stored.get(cell) ?? '';
    const text = typeof piece === 'string' ? piece : Buffer.concat([...piece]).toString('utf8');
    return strictOutputs(JSON.parse(text), `Cell ${cell.id}`, (reason) => {
      throw new Error(reason);
    });
  }

  private replace(cell: CodeCell, outputs: Output[]): void {
    this.stored.delete(cell);
    this.inMemory.delete(cell);
    // Whoever asked for them may be about to change them.
    if (!this.released) this.ended.add(cell);
    this.define(cell, { writable: true, value: outputs });
    delete (cell as StoredCell)[readStored];
  }
}

function* inOrder<Piece>(first: readonly Piece[], rest: Iterable<Piece>): Generator<Piece> {
  yield* first;
  yield* rest;
}
