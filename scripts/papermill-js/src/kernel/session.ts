import type { KernelExit } from '../errors/dead-kernel-error.js';
import { KernelClient, type RequestChannel } from './client.js';
import type { ConnectionFile } from './connection.js';
import type { KernelSpec } from './kernel-spec.js';
import type { KernelMessage } from './message.js';
import { PendingRequest } from './pending-request.js';
import type { KernelProcess } from './process.js';

/** How a request ended: with its reply, or with the kernel's end. */
export type RequestOutcome =
  | { readonly kind: 'reply'; readonly content: KernelMessage['content'] }
  | { readonly kind: 'dead'; readonly exit: KernelExit };

/** A request under way. */
export interface SentRequest {
  /** Its message id: the parent of everything the kernel says about it. */
  readonly id: string;
  readonly outcome: Promise<RequestOutcome>;
}

const idleGraceMs = 1000;
const shutdownGraceMs = 2000;
const terminateGraceMs = 1000;

/** One kernel from its start to its end. Make one with `startKernel`. */
export class KernelSession {
  /** Called with every message on iopub, from the first; set it before executing anything. */
  onIopub: (message: KernelMessage) => void = () => undefined;
  private readonly client: KernelClient;
  private readonly pending = new Map<string, PendingRequest>();
  private iopubMessages = 0;
  private stopping: Promise<void> | undefined;

  constructor(
    readonly spec: KernelSpec,
    private readonly process: KernelProcess,
    private readonly connectionFile: ConnectionFile,
  ) {
    this.client = new KernelClient(connectionFile.info, (channel, message) => this.receive(channel, message));
  }

  /** How the process ended; rejects when it could not be started at all. */
  get exited(): Promise<KernelExit> {
    return this.process.exited;
  }

  /** Whether anything has come over iopub: before that, output may pass unheard. */
  get hearsIopub(): boolean {
    return this.iopubMessages > 0;
  }

  /** Sends code to be run. */
  execute(code: string): SentRequest {
    return this.request('shell', 'execute_request', {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
  }

  /**
   * Asks the kernel who it is; it answers after everything sent before.
   *
   * @param graceMs how long to wait for the idle after the reply, while iopub is not heard for sure.
   */
  askInfo(graceMs = idleGraceMs): SentRequest {
    return this.request('shell', 'kernel_info_request', {}, graceMs);
  }

  /** Interrupts the running cell, in the way the kernelspec asks for. */
  interrupt(): void {
    if (this.spec.interruptMode === 'message') this.client.send('control', 'interrupt_request', {});
    else this.process.interrupt();
  }

  /**
   * Ends the kernel and all that it started: it is asked, then told (SIGTERM), then killed. May be called twice.
   *
   * @param force skip the asking, for a kernel that is known not to listen.
   */
  shutdown(force = false): Promise<void> {
    this.stopping ??= this.stop(force);
    return this.stopping;
  }

  private async stop(force: boolean): Promise<void> {
    try {
      if (!force) this.client.send('control', 'shutdown_request', { restart: false });
      if (force || !(await this.process.exitedWithin(shutdownGraceMs))) this.process.signal('SIGTERM');
      if (!(await this.process.exitedWithin(terminateGraceMs))) this.process.signal('SIGKILL');
      await this.process.exited.catch(() => undefined);
      await this.drain();
    } finally {
      for (const request of this.pending.values()) request.abandon();
      this.client.close();
      await this.connectionFile.remove();
    }
  }

  private request(
    channel: RequestChannel,
    type: string,
    content: Readonly<Record<string, unknown>>,
    graceMs = idleGraceMs,
  ): SentRequest {
    const pending = new PendingRequest(graceMs);
    const id = this.client.send(channel, type, content);
    this.pending.set(id, pending);
    const replied = pending.done.then((reply): RequestOutcome => ({ kind: 'reply', content: reply }));
    const died = this.process.exited.then(async (exit): Promise<RequestOutcome> => {
      await this.drain();
      return { kind: 'dead', exit };
    });
    const outcome = Promise.race([replied, died]).finally(() => {
      pending.abandon();
      this.pending.delete(id);
    });
    // Not every asker waits, and a process that could not be started is reported by its start.
    outcome.catch(() => undefined);
    return { id, outcome };
  }

  /** What a dead kernel sent may still lie in the sockets: waits until nothing more comes. */
  private async drain(): Promise<void> {
    let seen: number;
    do {
      seen = this.iopubMessages;
      await new Promise((resolve) => setTimeout(resolve, 30));
    } while (seen !== this.iopubMessages);
  }

  private receive(channel: RequestChannel | 'iopub', message: KernelMessage): void {
    const pending = this.pending.get(message.parentId);
    if (channel !== 'iopub') {
      if (message.type.endsWith('_reply')) pending?.onReply(message);
      return;
    }
    this.iopubMessages++;
    this.onIopub(message);
    pending?.onIopub(message);
  }
}
