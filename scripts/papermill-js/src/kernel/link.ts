import type { Dealer, Subscriber } from 'zeromq';

/**
 * The connection of a socket to a kernel, which may not listen yet. A port that was free may for a moment be another
 * kernel's, and ØMQ gives an address up for good where a socket of another kind answers: it is connected anew then.
 */
export class Link {
  /** Resolves when the kernel listens. */
  readonly opened: Promise<void>;
  /** Resolves when it no longer does: all that it sent before lies in ØMQ's queue by then. */
  readonly closed: Promise<void>;
  private open = false;

  /** @param after what to wait for before it is tried at all: each try takes time from the kernel that starts. */
  constructor(
    private readonly socket: Dealer | Subscriber,
    private readonly address: string,
    private readonly reconnectMs: number,
    after?: Promise<unknown>,
  ) {
    // ØMQ tells of its connections only who listens beforehand.
    this.opened = new Promise((resolve) => {
      socket.events.on('handshake', () => {
        this.open = true;
        resolve();
      });
    });
    this.closed = new Promise((resolve) => {
      socket.events.on('disconnect', () => (this.open ? resolve() : this.connectAnew()));
    });
    if (after) void after.then(() => socket.closed || socket.connect(address));
    else socket.connect(address);
  }

  /** Whether the kernel has ever listened: what is sent before may be lost. */
  get isOpen(): boolean {
    return this.open;
  }

  private connectAnew(): void {
    setTimeout(() => {
      if (this.socket.closed || this.open) return;
      try {
        this.socket.disconnect(this.address);
      } catch {
        // ØMQ has given the address up.
      }
      this.socket.connect(this.address);
    }, this.reconnectMs);
  }
}
