import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Router, XPublisher } from 'zeromq';
import type { Environment } from '../environment.js';
import type { InterruptFlags } from '../interrupt-flags.js';
import { readConnectionFile } from './connection-file.js';
import { openControlChannel } from './control-channel.js';
import { Composer, type Content, type Message, parseMessage, serializeMessage } from './message.js';
import { createSigner, type Signer } from './signature.js';
import { bindSocket, receiveFrames, sendFrames } from './sockets.js';

/** Whom a message is answered to. */
export type RequestChannel = 'shell' | 'control';

export type OnRequest = (channel: RequestChannel, request: Message) => void;

/** A client that listens to no output is answered then. */
const SUBSCRIBER_WAIT_MS = 1_000;

/** The kernel's five sockets, as messages that come and go. */
export interface Wire {
  readonly session: string;
  /**
   * Resolves when the control, heartbeat and stdin sockets listen, too: their thread takes longer.
   *
   * @throws TslabKernelError ADDRESS_UNAVAILABLE
   */
  readonly complete: Promise<void>;
  /**
   * Starts to deliver requests; what came before waits. Requests on the shell channel wait for the first subscriber
   * to iopub, who would miss what is published, as a client's sockets connect at different times, and for all sockets
   * to listen: a client takes a kernel that has answered and then ends, its port lost, for one that died of a cell.
   */
  listen(onRequest: OnRequest): void;
  publish(type: string, content: Content, parent?: Message): void;
  reply(channel: RequestChannel, request: Message, content: Content): void;
  /**
   * Asks the client that sent `request`, and keeps the thread waiting for the answer; undefined when an
   * interrupt came instead.
   *
   * @throws Error when the client does not listen for questions
   */
  ask(request: Message, content: Content): string | undefined;
  /** Waits until all shell requests that had arrived at the process when this was called are delivered. */
  settle(): Promise<void>;
  /** Closes the control thread without turning the event loop: for 'exit' handlers. */
  closeSync(): void;
}

export interface WireOptions {
  connectionFile: string;
  environment: Environment;
  /** Where an interrupt is noted. */
  flags: InterruptFlags;
  /** Told of messages that cannot be accepted. */
  warn: (error: unknown) => void;
  /** The process that started the kernel is gone. */
  onOrphaned: () => void;
}

/**
 * Opens the sockets that the connection file asks for; those of the control thread follow.
 *
 * @throws TslabKernelError CONNECTION_FILE_*, SIGNATURE_SCHEME_UNSUPPORTED, ADDRESS_UNAVAILABLE
 */
export async function openWire({
  connectionFile,
  environment,
  flags,
  warn,
  onOrphaned,
}: WireOptions): Promise<Wire> {
  const connection = readConnectionFile(connectionFile);
  const signer = createSigner(connection.key, connection.signatureScheme);
  const composer = new Composer();
  const inbox = new Inbox(signer, warn);
  const [shell, iopub] = await Promise.all([
    bindSocket(new Router(), connection, 'shell'),
    bindSocket(new XPublisher(), connection, 'iopub'),
  ]);
  const control = openControlChannel({
    connection,
    flags,
    parentPid: environment.parentPid,
    onMessage: (frames) => inbox.take('control', frames),
    onOrphaned,
  });
  const publish = (message: Message) => sendFrames(iopub, serializeMessage(message, signer));
  receiveFrames(shell, (frames) => inbox.take('shell', frames)).catch(warn);
  let release: (value?: unknown) => void = () => {};
  const subscribed = new Promise((resolve) => {
    release = resolve;
  });
  welcomeSubscribers(iopub, composer, publish, release).catch(warn);

  return {
    session: composer.session,
    complete: control.bound,
    listen(onRequest) {
      inbox.deliverTo('control', onRequest);
      const heard = Promise.race([subscribed, pause(SUBSCRIBER_WAIT_MS)]);
      Promise.all([heard, control.bound]).then(
        () => inbox.deliverTo('shell', onRequest),
        // Whoever waits for `complete` tells of it.
        () => {},
      );
    },
    publish: (type, content, parent) => publish(composer.broadcast(type, content, parent)),
    reply(channel, request, content) {
      const frames = serializeMessage(composer.reply(request, content), signer);
      if (channel === 'control') control.send(frames);
      else sendFrames(shell, frames);
    },
    ask(request, content) {
      const question = composer.toSender('input_request', request, content);
      const frames = serializeMessage(question, signer);
      const answer = control.ask({ id: question.header.msg_id, frames });
      if (answer.type === 'failed') {
        throw new Error(
          `Expected the client to listen for questions on its stdin channel, but sending failed (${answer.message}). Send allow_stdin: false from a client that cannot ask.`,
        );
      }
      return answer.type === 'answered' ? answer.value : undefined;
    },
    settle: () => inbox.settle(),
    closeSync: () => control.closeSync(),
  };
}

/**
 * Tells each new subscriber that its subscription counts from now on (`iopub_welcome`,
 * https://github.com/jupyter/enhancement-proposals/pull/65), so that a client need not guess.
 */
async function welcomeSubscribers(
  iopub: XPublisher,
  composer: Composer,
  publish: (message: Message) => void,
  onSubscribed: () => void,
): Promise<void> {
  await receiveFrames(iopub, ([frame]) => {
    if (frame?.[0] !== 1) return;
    onSubscribed();
    const topic = frame.subarray(1);
    const welcome = composer.broadcast('iopub_welcome', { subscription: topic.toString() });
    publish({ ...welcome, identities: [topic] });
  });
}

/** Turns received frames into requests and keeps them until someone listens. */
class Inbox {
  #received = 0;
  #waiting: [RequestChannel, Message][] = [];
  readonly #deliver = new Map<RequestChannel, OnRequest>();

  constructor(
    private readonly signer: Signer,
    private readonly warn: (error: unknown) => void,
  ) {}

  take(channel: RequestChannel, frames: readonly Uint8Array[]): void {
    this.#received += 1;
    try {
      const request = parseMessage(frames, this.signer);
      const deliver = this.#deliver.get(channel);
      if (deliver) deliver(channel, request);
      else this.#waiting.push([channel, request]);
    } catch (error) {
      this.warn(error);
    }
  }

  deliverTo(channel: RequestChannel, onRequest: OnRequest): void {
    this.#deliver.set(channel, onRequest);
    const waiting = this.#waiting.filter(([other]) => other === channel);
    this.#waiting = this.#waiting.filter(([other]) => other !== channel);
    for (const [, request] of waiting) onRequest(channel, request);
  }

  /**
   * A cell that kept the event loop busy leaves requests in ZeroMQ's queue. They are read in turns of the
   * loop; when two turns in a row bring nothing, there is nothing more.
   */
  async settle(): Promise<void> {
    for (let quietTurns = 0; quietTurns < 2; ) {
      const before = this.#received;
      await nextTurn();
      quietTurns = this.#received === before ? quietTurns + 1 : 0;
    }
  }
}
