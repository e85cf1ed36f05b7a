import { ABORTED, stopsQueue } from './handlers/execute.js';
import type { Kernel } from './handlers/handler.js';
import { handlers } from './handlers/index.js';
import type { Content, Message } from './protocol/message.js';
import type { RequestChannel, Wire } from './protocol/wire.js';

/**
 * Brings each request to its handler and its reply back, between `busy` and `idle`. Requests on the shell
 * channel wait for one another; those on the control channel wait for nothing.
 */
export class Dispatcher {
  readonly #shellQueue: Message[] = [];
  #shellIsBusy = false;

  constructor(
    private readonly wire: Wire,
    private readonly kernel: Kernel,
    /** Called after each reply, when everything about its request has been sent. */
    private readonly afterReply: () => void,
  ) {}

  receive(channel: RequestChannel, request: Message): void {
    if (channel === 'control') {
      void this.#answer('control', request);
      return;
    }
    this.#shellQueue.push(request);
    if (!this.#shellIsBusy) void this.#workOff();
  }

  async #workOff(): Promise<void> {
    this.#shellIsBusy = true;
    for (let request = this.#shellQueue.shift(); request; request = this.#shellQueue.shift()) {
      await this.#answer('shell', request);
    }
    this.#shellIsBusy = false;
  }

  async #answer(channel: RequestChannel, request: Message): Promise<void> {
    const type = request.header.msg_type;
    const handler = handlers.get(type);
    if (!handler) return;
    if (type === 'execute_request') this.kernel.flags.announceRun();
    this.#publishStatus('busy', request);
    let reply: Content | undefined;
    try {
      reply = await handler(request, this.kernel);
    } catch (error) {
      reply = { status: 'error', ...this.kernel.runtime.report(error) };
    }
    this.kernel.output.flush();
    const aborted = type === 'execute_request' && reply ? await this.#takeAborted(request, reply) : [];
    this.#finish(channel, request, reply);
    for (const follower of aborted) {
      this.#publishStatus('busy', follower);
      this.#finish('shell', follower, ABORTED);
    }
    this.afterReply();
  }

  /**
   * Takes the execute requests that had arrived when the cell failed out of the queue. They are looked for
   * before the reply is sent: what a client sends after it has seen the reply is never aborted.
   */
  async #takeAborted(request: Message, reply: Content): Promise<Message[]> {
    if (!stopsQueue(request, reply)) return [];
    await this.wire.settle();
    const queued = this.#shellQueue.splice(0);
    const isExecute = (message: Message) => message.header.msg_type === 'execute_request';
    this.#shellQueue.push(...queued.filter((message) => !isExecute(message)));
    return queued.filter(isExecute);
  }

  #finish(channel: RequestChannel, request: Message, reply: Content | undefined): void {
    if (reply) this.wire.reply(channel, request, reply);
    this.#publishStatus('idle', request);
  }

  #publishStatus(state: 'busy' | 'idle', request: Message): void {
    this.wire.publish('status', { execution_state: state }, request);
  }
}
