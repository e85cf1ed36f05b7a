export interface Progress {
  /** Rewrites the line. At most ten times a second reach the notebook. */
  update(text: string): void;
  /** Writes a line that stays, above the one that is rewritten. */
  print(text: string): void;
  /** Writes the last state and leaves the line. */
  done(text: string): void;
}

const MIN_INTERVAL_MS = 100;

/**
 * A line of output that is rewritten in place, with a carriage return as terminals have it, which JupyterLab and
 * the headless runners understand too.
 *
 * @param out where it writes. Default: the cell's output.
 * @example const line = progress('Enviando'); line.update('200 registros'); line.done('500 registros');
 */
export function progress(
  label: string,
  out: (text: string) => void = (text) => process.stdout.write(text),
): Progress {
  let writtenAt = 0;
  let shown = '';
  // Blanks cover what a longer line left behind.
  const cover = (line: string) => `\r${line.padEnd(shown.length)}`;
  const write = (text: string) => {
    const line = `${label}: ${text}`;
    out(cover(line));
    shown = line;
    writtenAt = Date.now();
  };
  return {
    update(text) {
      if (Date.now() - writtenAt >= MIN_INTERVAL_MS) write(text);
    },
    print(text) {
      out(`${cover(text)}\n${shown}`);
    },
    done(text) {
      write(text);
      out('\n');
      shown = '';
    },
  };
}
