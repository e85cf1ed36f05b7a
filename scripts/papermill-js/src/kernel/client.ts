import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Dealer, Subscriber } from 'zeromq';
import { endsWithin } from '../time-limit.js';
import type { ConnectionInfo } from './connection.js';
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
  private readonly outboxes: Readonly<Record<RequestChannel, Buffer[][]>> = { shell: [], control: [] };
  /** Resolves when the kernel listens on shell and on iopub. */
  readonly connected: Promise<void>;
  /** Resolves when the kernel has hung up on all channels that it listened on. */
  private readonly hungUp: Promise<void>;
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
    const { ip, shell_port, control_port, iopub_port, stdin_port } = connection;
    const sockets = [this.shell, this.control, this.stdin, this.iopub];
    // ØMQ tells of both only who asks before.
    const [onShell, , , onIopub] = sockets.map((socket) => heard(socket, 'handshake'));
    this.connected = Promise.all([onShell, onIopub]).then(() => undefined);
    this.hungUp = Promise.all(sockets.map((socket) => heard(socket, 'disconnect'))).then(() => undefined);
    this.shell.connect(`tcp://${ip}:${shell_port}`);
    this.control.connect(`tcp://${ip}:${control_port}`);
    this.stdin.connect(`tcp://${ip}:${stdin_port}`);
    this.iopub.connect(`tcp://${ip}:${iopub_port}`);
    void this.receive('shell', this.shell);
    void this.receive('control', this.control);
    void this.receive('stdin', this.stdin);
    void this.receive('iopub', this.iopub);
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
   * Waits until all has been delivered that the kernel sent before its end: what comes before the other side hangs up
   * lies in ØMQ's queues by then. To be called when its process has ended.
   *
   * @returns false where it has not hung up: it never listened, or something that it has started holds its sockets.
   */
  async drain(patienceMs: number): Promise<boolean> {
    const isHungUp = await endsWithin(this.hungUp, patienceMs);
    const sockets = [this.shell, this.control, this.stdin, this.iopub];
    while (sockets.some((socket) => !socket.closed && socket.readable)) await nextTurn();
    await nextTurn();
    return isHungUp;
  }

  /** Closes the channels; nothing is delivered afterwards. */
  close(): void {
    for (const socket of [this.shell, this.control, this.stdin, this.iopub]) socket.close();
  }

  /** At once, and one after the other: zeromq refuses a send while another is under way on the same socket. */
  private async empty(channel: RequestChannel, outbox: Buffer[][]): Promise<void> {
    const socket = this[channel];
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

function heard(socket: Dealer | Subscriber, event: 'handshake' | 'disconnect'): Promise<void> {
  return new Promise((resolve) => socket.events.on(event, () => resolve()));
}
