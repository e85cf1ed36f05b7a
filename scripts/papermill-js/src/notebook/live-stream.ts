import type { StreamOutput } from './model.js';
import { StreamText } from './stream-text.js';

/** A stream of a cell that may still grow. */
export interface LiveStream {
  /** The output in the notebook: its `text` is put together when it is read. */
  readonly output: StreamOutput;
  readonly text: StreamText;
  append(text: string): void;
  /** It grows no more: what it took to grow is let go. */
  close(): void;
}

/**
 * Makes the output of a stream. Joining the text at each message would copy it each time; so it is joined where
 * somebody reads it, which is when the notebook is saved, and kept until it grows.
 */
export function liveStream(name: StreamOutput['name'], begin: string): LiveStream {
  let text = new StreamText();
  let whole: string | undefined;
  text.append(begin);
  const output: StreamOutput = { output_type: 'stream', name, text: '' };
  Object.defineProperty(output, 'text', {
    enumerable: true,
    configurable: true,
    get: () => {
      whole ??= text.toString();
      return whole;
    },
    set: (other: string) => {
      text = new StreamText();
      text.append(other);
      whole = undefined;
    },
  });
  return {
    output,
    get text() {
      return text;
    },
    append(more) {
      text.append(more);
      whole = undefined;
    },
    close() {
      const { text: value } = output;
      Object.defineProperty(output, 'text', { value, enumerable: true, configurable: true, writable: true });
    },
  };
}
