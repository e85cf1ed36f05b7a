import type { Writable } from 'node:stream';

/** Not felt by a person, and the time of several short cells. */
const gatherMs = 50;

/**
 * Writes to a stream at once what comes shortly after one another: each write wakes who reads the stream, which takes
 * time from the kernel.
 */
export class GatheredText {
  private timer: NodeJS.Timeout | undefined;
  private readonly onExit = (): void => this.flush();

  constructor(private readonly stream: Pick<Writable, 'cork' | 'uncork' | 'write'>) {}

  write(text: string): void {
    if (!this.timer) {
      this.stream.cork();
      this.timer = setTimeout(() => this.flush(), gatherMs).unref();
      process.once('exit', this.onExit);
    }
    this.stream.write(text);
  }

  /** Writes what was gathered. */
  flush(): void {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    process.off('exit', this.onExit);
    this.stream.uncork();
  }
}
