import type { MessagePort } from 'node:worker_threads';
import { Router } from 'zeromq';
import { messageOf } from '../errors.js';
import { parseMessage } from './message.js';
import type { Signer } from './signature.js';
import { receiveFrames } from './sockets.js';

/** The client's answer to a question, on its way to the main thread, which waits without an event loop. */
export type Answer =
  | { readonly type: 'answered'; readonly value: string }
  | { readonly type: 'interrupted' }
  | { readonly type: 'failed'; readonly message: string };

/** An `input_request` that can be sent. */
export interface InputRequest {
  readonly id: string;
  readonly frames: (string | Uint8Array)[];
}

/** Where answers go. */
export interface AnswerBox {
  readonly port: MessagePort;
  /** Counts the answers, and is notified of each. */
  readonly count: Int32Array<SharedArrayBuffer>;
}

/** The stdin socket: one question at a time. What nobody has asked for is dropped. */
export class StdinSocket {
  /** A client that listens to no questions makes sending fail, where others would wait for ever. */
  readonly socket = new Router({ mandatory: true });
  #openId: string | undefined;

  constructor(
    private readonly signer: Signer,
    private readonly box: AnswerBox,
  ) {}

  ask({ id, frames }: InputRequest): void {
    this.#openId = id;
    this.socket.send(frames).catch((error: unknown) => {
      if (this.#openId === id) this.#answer({ type: 'failed', message: messageOf(error) });
    });
  }

  /** The question is answered by nothing, if there is one. */
  interrupt(): void {
    if (this.#openId !== undefined) this.#answer({ type: 'interrupted' });
  }

  /** Nobody waits for the answer any more. */
  withdraw(): void {
    this.#openId = undefined;
  }

  async receive(): Promise<void> {
    await receiveFrames(this.socket, (frames) => {
      try {
        this.#take(frames);
      } catch {
        // Not a signed message: nobody's answer.
      }
    });
  }

  #take(frames: readonly Uint8Array[]): void {
    const { header, parent_header, content } = parseMessage(frames, this.signer);
    if (header.msg_type !== 'input_reply' || this.#openId === undefined) return;
    // Older clients do not say which question they answer (jupyter_client's `KernelClient.input`).
    const { msg_id: questionId = this.#openId } = parent_header;
    if (questionId === this.#openId) this.#answer({ type: 'answered', value: String(content.value ?? '') });
  }

  #answer(answer: Answer): void {
    this.#openId = undefined;
    this.box.port.postMessage(answer);
    Atomics.add(this.box.count, 0, 1);
    Atomics.notify(this.box.count, 0);
  }
}
