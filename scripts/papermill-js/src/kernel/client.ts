import { randomUUID } from 'node:crypto';
import { Dealer, Subscriber } from 'zeromq';
import { endsWithin } from '../time-limit.js';
import type { ConnectionInfo } from './connection.js';
import { Link } from './link.js';
import { decodeMessage, encodeRequest, type KernelMessage } from './message.js';

/** The two channels a runner sends requests on. */
export type RequestChannel = 'shell' | 'control';
/** The channels a kernel is heard on; on stdin it asks for input. */
export type KernelChannel = RequestChannel | 'iopub' | 'stdin';

/** Called with each message, in the order of its channel. */
export type MessageListener = (channel: KernelChannel, message: KernelMessage) => void;

/** Options of {@link KernelClient}. */
export interface KernelClientOptions {
  /** Between two attempts to connect to a kernel that does not listen yet, in milliseconds. Default 5. */
  readonly reconnectMs?: number;
}

/**
 * The channels of one kernel: signed requests out, verified messages in. It knows nothing of cells, and
 * nothing of the process. No heartbeat: whoever starts a process learns of its end at once.
 */
export class KernelClient {
  private readonly session = randomUUID();
  private readonly shell: Dealer;
  private readonly control: Dealer;
  private readonly stdin: Dealer;
  private readonly iopub: Subscriber;
  /** What is to be sent, and first what is being sent. */
  private readonly outboxes: Readonly<Record<RequestChannel, string[][]>> = { shell: [], control: [] };
  private readonly links: Readonly<Record<KernelChannel, Link>>;
  private refused = 0;

  constructor(
    private readonly connection: ConnectionInfo,
    private readonly onMessage: MessageListener,
    { reconnectMs = 5 }: KernelClientOptions = {},
  ) {
    // The kernel is not listening yet; a short interval costs nothing on loopback and shortens every start.
    const options = { linger: 0, reconnectInterval: reconnectMs, receiveHighWaterMark: 0 };
    // One name on all of them: a kernel sends what it asks to the name that the cell came from.
    const dealer = { ...options, sendHighWaterMark: 0, routingId: this.session };
    this.shell = new Dealer(dealer);
    this.control = new Dealer(dealer);
    this.stdin = new Dealer(dealer);
    this.iopub = new Subscriber(options);
    this.iopub.subscribe();
    const { ip, shell_port, control_port, stdin_port, iopub_port } = connection;
    const link = (socket: Dealer | Subscriber, port: number, after?: Promise<unknown>): Link =>
      new Link(socket, `tcp://${ip}:${port}`, reconnectMs, after);
    const shell = link(this.shell, shell_port);
    this.links = {
      shell,
      iopub: link(this.iopub, iopub_port),
      // A kernel that can be asked nothing needs neither.
      control: link(this.control, control_port, shell.opened),
      stdin: link(this.stdin, stdin_port, shell.opened),
    };
    void this.receive('shell', this.shell);
    void this.receive('control', this.control);
    void this.receive('stdin', this.stdin);
    void this.receive('iopub', this.iopub);
  }

  /** Resolves when the kernel listens on shell and on iopub. */
  async connected(): Promise<void> {
    await Promise.all([this.links.shell.opened, this.links.iopub.opened]);
  }

  /** How many messages were malformed or not signed with the key, and so passed over. */
  get unreadable(): number {
    return this.refused;
  }

  /** Sends a request and returns its id, which the answers carry as their parent. */
  send(channel: RequestChannel, type: string, content: Readonly<Record<string, unknown>>): string {
    const { id, frames } = encodeRequest(type, content, this.session, this.connection.key);
    const outbox = this.outboxes[channel];
    outbox.push(frames);
    if (outbox.length === 1) void this.empty(channel, outbox);
    return id;
  }

  /**
   * Waits, at most this long, until the kernel has hung up: all that it sent lies in ØMQ's queues by then. To be called
   * when its process has ended.
   *
   * @returns whether it has: one that never listened has not, nor one whose sockets a process of its own holds.
   */
  hangsUpWithin(milliseconds: number): Promise<boolean> {
    const closed = Object.values(this.links).map((link) => link.closed);
    return endsWithin(Promise.all(closed), milliseconds);
  }

  /** Closes the channels; nothing is delivered afterwards. */
  close(): void {
    for (const socket of [this.shell, this.control, this.stdin, this.iopub]) socket.close();
  }

  /** At once where the kernel listens, and one after the other: zeromq refuses a send while another is under way on the same socket. */
  private async empty(channel: RequestChannel, outbox: string[][]): Promise<void> {
    const socket = this[channel];
    const link = this.links[channel];
    if (!link.isOpen) await link.opened;
    for (let frames = outbox[0]; frames; frames = outbox[0]) {
      if (!socket.closed) await socket.send(frames).catch(() => undefined);
      outbox.shift();
    }
  }

  private async receive(channel: KernelChannel, socket: Dealer | Subscriber): Promise<void> {
    try {
      for await (const frames of socket) {
        const message = decodeMessage(frames, this.connection.key);
        if (message) this.onMessage(channel, message);
        else this.refused++;
      }
    } catch (error) {
      // A socket that is closed while messages come in says that it is none.
      if (!socket.closed) throw error;
    }
  }
}
