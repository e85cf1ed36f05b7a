/** What to do at a key. */
export type KeyActions = Readonly<Record<string, () => void>>;

/** Ctrl-C, as a terminal sends it where each key comes by itself. */
const interrupt = '\u0003';

/**
 * Listens to single keys of a terminal, or to characters that are piped in. Ctrl-C stays what it is everywhere.
 *
 * @returns ends the listening, and gives the terminal back as it was.
 */
export function listenToKeys(input: NodeJS.ReadStream, actions: KeyActions): () => void {
  const onData = (data: Buffer | string): void => {
    for (const key of String(data)) {
      if (key === interrupt) process.emit('SIGINT', 'SIGINT');
      else actions[key.toLowerCase()]?.();
    }
  };
  if (input.isTTY) input.setRawMode(true);
  input.on('data', onData);
  // Whether anybody presses a key is not what keeps the command alive.
  input.unref?.();
  return () => {
    input.off('data', onData);
    if (input.isTTY) input.setRawMode(false);
    input.pause();
  };
}
