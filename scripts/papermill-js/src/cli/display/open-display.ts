import type { Writable } from 'node:stream';
import type { Display, DisplayOptions } from './display.js';
import { GatheredText } from './gathered-text.js';
import { PlainDisplay } from './plain-display.js';

/** What a display writes to: a file or a pipe has no size. */
type OutputStream = Writable & { readonly columns?: number; readonly rows?: number };

/** A display on this stream: rewritten where it is a terminal, else a log. */
export async function openDisplay(
  options: DisplayOptions,
  stream: OutputStream,
  live: boolean,
): Promise<Display> {
  // What cells print, and a log of everything, would be torn apart by what is rewritten.
  const isLog = options.logOutput || ['NOTSET', 'DEBUG'].includes(options.logLevel);
  // Some terminals say 0 of a size that they do not know, and what is rewritten there would be lost.
  const hasSize = Boolean(stream.columns && stream.rows);
  if (!live || !hasSize || isLog || !options.progressBar) return openLog(options, stream);
  const [{ createLogUpdate }, { LiveDisplay }] = await Promise.all([
    import('log-update'),
    import('./live-display.js'),
  ]);
  const update = createLogUpdate(stream);
  return new LiveDisplay(options, {
    draw: (text) => update(text),
    print: (text) => update.persist(text),
    end() {
      update.clear();
      update.done();
    },
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
  });
}

function openLog(options: DisplayOptions, stream: OutputStream): Display {
  const text = new GatheredText(stream);
  const display = new PlainDisplay(options, (line) => text.write(line));
  return {
    onEvent: display.onEvent,
    onCancel: (reason) => display.onCancel(reason),
    close() {
      display.close();
      text.flush();
    },
  };
}
