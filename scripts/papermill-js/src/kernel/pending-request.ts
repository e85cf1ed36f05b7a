import type { KernelMessage } from './message.js';

/**
 * A request that waits for both its reply and the kernel's `idle`. They come over different sockets in any
 * order, and all output comes before the idle. A kernel may lose the idle in a flood of output: then the
 * reply and a quiet spell count as the end.
 */
export class PendingRequest {
  /** Resolves with the reply's content once the request has ended. */
  readonly done: Promise<KernelMessage['content']>;
  private finish: (reply: KernelMessage['content']) => void = () => undefined;
  private reply: KernelMessage['content'] | undefined;
  private idle = false;
  private quiet: NodeJS.Timeout | undefined;

  constructor(private readonly idleGraceMs: number) {
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  onReply(message: KernelMessage): void {
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
    const { reply } = this;
    clearTimeout(this.quiet);
    if (!reply) return;
    if (this.idle) this.finish(reply);
    else this.quiet = setTimeout(() => this.finish(reply), this.idleGraceMs);
  }
}
