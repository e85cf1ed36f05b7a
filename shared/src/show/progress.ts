export interface Progress {
  /** Rewrites the line. At most ten times a second reach the notebook. */
  update(text: string): void;
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
  let width = 0;
  const write = (text: string) => {
    const line = `${label}: ${text}`;
    // Blanks cover what a longer line left behind.
    out(`\r${line.padEnd(width)}`);
    width = line.length;
    writtenAt = Date.now();
  };
  return {
    update(text) {
      if (Date.now() - writtenAt >= MIN_INTERVAL_MS) write(text);
    },
    done(text) {
      write(text);
      out('\n');
    },
  };
}
