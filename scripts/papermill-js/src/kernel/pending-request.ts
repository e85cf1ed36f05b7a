import type { KernelMessage } from './message.js';

/** How far a request has come. */
export interface RequestProgress {
  /** Anything at all has been heard of it. */
  readonly heard: boolean;
  readonly idle: boolean;
  readonly replied: boolean;
}

/**
 * A request that waits for both its reply and the kernel's `idle`. They come over different sockets in any
 * order, and all output comes before the idle. A kernel may lose the idle in a flood of output: then the
 * reply and a quiet spell count as the end, or the reply and ten times as long where there is no quiet.
 */
export class PendingRequest {
  /** Resolves with the reply's content once the request has ended. */
  readonly done: Promise<KernelMessage['content']>;
  /** Called whenever something of it is heard. */
  onProgress: (progress: RequestProgress) => void = () => undefined;
  private readonly replyType: string;
  private finish: (reply: KernelMessage['content']) => void = () => undefined;
  private reply: KernelMessage['content'] | undefined;
  private heard = false;
  private idle = false;
  private quiet: NodeJS.Timeout | undefined;
  private latest: number | undefined;

  constructor(
    requestType: string,
    private readonly idleGraceMs: number,
  ) {
    this.replyType = requestType.replace(/_request$/, '_reply');
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  get progress(): RequestProgress {
    return { heard: this.heard, idle: this.idle, replied: this.reply !== undefined };
  }

  onReply(message: KernelMessage): void {
    if (message.type !== this.replyType) return;
    this.reply ??= message.content;
    this.settle();
  }

  onIopub(message: KernelMessage): void {
    if (message.type === 'status' && message.content.execution_state === 'idle') this.idle = true;
    this.settle();
  }

  /** Stops waiting; `done` stays open. */
  abandon(): void {
    clearTimeout(this.quiet);
  }

  private settle(): void {
    this.heard = true;
    const { reply } = this;
    clearTimeout(this.quiet);
    if (reply && this.idle) this.finish(reply);
    else if (reply) this.finishWhenQuiet(reply);
    this.onProgress(this.progress);
  }

  private finishWhenQuiet(reply: KernelMessage['content']): void {
    const now = performance.now();
    this.latest ??= now + 10 * this.idleGraceMs;
    this.quiet = setTimeout(() => this.finish(reply), Math.min(this.idleGraceMs, this.latest - now));
  }
}
