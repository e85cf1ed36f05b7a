import { closeSync, openSync, writeSync } from 'node:fs';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import type { NotebookEvent } from '../events.js';

/** Writes what the cells print to files while they run; `-` is standard output. */
export class StreamFiles {
  private readonly descriptors = new Map<string, number>();

  /**
   * Opens the files, empty.
   *
   * @throws NotebookIoError when one cannot be written.
   */
  constructor(paths: { readonly stdout: string | undefined; readonly stderr: string | undefined }) {
    for (const [name, path] of Object.entries(paths)) {
      if (path !== undefined) this.descriptors.set(name, open(path));
    }
  }

  /** Takes the next event. Written at once: whoever follows the file sees each line, also when the run is killed. */
  readonly onEvent = (event: NotebookEvent): void => {
    if (event.type !== 'output' || event.output.output_type !== 'stream') return;
    const descriptor = this.descriptors.get(event.output.name);
    if (descriptor !== undefined) writeWhole(descriptor, Buffer.from(event.output.text));
  };

  close(): void {
    for (const descriptor of this.descriptors.values()) if (descriptor !== stdout) closeSync(descriptor);
    this.descriptors.clear();
  }
}

const stdout = 1;

function open(path: string): number {
  if (path === '-') return stdout;
  try {
    return openSync(path, 'w');
  } catch (cause) {
    throw new NotebookIoError(path, `The file ${path} cannot be written: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}
