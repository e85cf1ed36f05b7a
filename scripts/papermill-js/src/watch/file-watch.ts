import { stat } from 'node:fs/promises';

/** Options of {@link FileWatch}. */
export interface FileWatchOptions {
  /** Milliseconds between two looks. */
  readonly everyMs: number;
  /** Called after each save. */
  readonly onSave: () => void;
}

/**
 * Notices that a file was saved: by its time, its size, and its inode, because many editors write another file and
 * rename it. It looks for itself: network drives and folders shared with a container notify nobody, and one file costs
 * next to nothing to look at.
 */
export class FileWatch {
  private seen: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  private constructor(
    private readonly path: string,
    private readonly options: FileWatchOptions,
  ) {}

  /** Saves count from the moment this resolves. */
  static async open(path: string, options: FileWatchOptions): Promise<FileWatch> {
    const watch = new FileWatch(path, options);
    watch.seen = await watch.look();
    watch.lookLater();
    return watch;
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private lookLater(): void {
    if (!this.isClosed) this.timer = setTimeout(() => void this.compare(), this.options.everyMs);
  }

  private async compare(): Promise<void> {
    const now = await this.look();
    const isNew = now !== this.seen;
    this.seen = now;
    if (isNew && now !== undefined && !this.isClosed) this.options.onSave();
    this.lookLater();
  }

  /** Undefined while there is no such file, as between the two steps of some editors' saving. */
  private async look(): Promise<string | undefined> {
    const file = await stat(this.path, { bigint: true }).catch(() => undefined);
    return file && [file.ino, file.size, file.mtimeNs].join(' ');
  }
}
