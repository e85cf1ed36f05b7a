import { StringDecoder } from 'node:string_decoder';
import type { StreamName } from './output.js';

type WriteCallback = (error?: Error | null) => void;

/**
 * Sends what is written to `process.stdout` and `process.stderr`, and so by `console`, to `write`.
 * What goes to the file descriptors directly (a child with inherited streams) is not seen.
 */
export function captureProcessStreams(write: (name: StreamName, text: string) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    // A character may be split between two writes.
    const decoder = new StringDecoder('utf8');
    const capture = (
      chunk: string | Uint8Array,
      encodingOrCallback?: BufferEncoding | WriteCallback,
      callback?: WriteCallback,
    ): boolean => {
      const encoding = typeof encodingOrCallback === 'string' ? encodingOrCallback : 'utf8';
      const done = typeof encodingOrCallback === 'function' ? encodingOrCallback : callback;
      write(name, decode(chunk, encoding, decoder));
      if (done) process.nextTick(done);
      return true;
    };
    process[name].write = capture;
  }
}

function decode(chunk: string | Uint8Array, encoding: BufferEncoding, decoder: StringDecoder): string {
  if (typeof chunk !== 'string') return decoder.write(Buffer.from(chunk));
  return /^utf-?8$/i.test(encoding) ? chunk : decoder.write(Buffer.from(chunk, encoding));
}
