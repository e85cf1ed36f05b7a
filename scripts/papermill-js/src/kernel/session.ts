import type { KernelExit } from '../errors/dead-kernel-error.js';
import { type KernelChannel, KernelClient } from './client.js';
import type { ConnectionFile } from './connection.js';
import type { KernelSpec } from './kernel-spec.js';
import { defaultPatience, LossWatch } from './lost-request.js';
import type { KernelMessage } from './message.js';
import { PendingRequest } from './pending-request.js';
import type { KernelProcess } from './process.js';

/** How a request ended: with its reply, or with the kernel's end; or the kernel has lost it, for a reason. */
export type RequestOutcome =
  | {
      readonly kind: 'reply';
      readonly content: KernelMessage['content'];
      /** Whether the kernel said on iopub that it was done: all output comes before that. */
      readonly heardIdle: boolean;
    }
  | { readonly kind: 'dead'; readonly exit: KernelExit }
  | { readonly kind: 'lost'; readonly reason: string };

/** A request under way. */
export interface SentRequest {
  /** Its message id: the parent of everything the kernel says about it. */
  readonly id: string;
  readonly outcome: Promise<RequestOutcome>;
}

const idleGraceMs = 1000;
const shutdownGraceMs = 2000;
const terminateGraceMs = 1000;
/** The sockets of a process that has ended are closed at once, but those that a process of its own holds. */
const hangUpMs = 50;

/** One kernel from its start to its end. Make one with `startKernel`. */
export class KernelSession {
  /** Called with every message on iopub, from the first; set it before executing anything. */
  onIopub: (message: KernelMessage) => void = () => undefined;
  /** Called when the kernel asks for input, although it is told with each cell that nobody can give any. */
  onInputRequest: (message: KernelMessage) => void = () => undefined;
  private readonly client: KernelClient;
  private readonly pending = new Map<string, PendingRequest>();
  private readonly executions = new Set<string>();
  private readonly otherRequests = new Set<string>();
  private readonly watches = new Set<LossWatch>();
  private iopubMessages = 0;
  private announcesWork = false;
  private readonly died: Promise<RequestOutcome & { readonly kind: 'dead' }>;
  private stopping: Promise<void> | undefined;

  constructor(
    readonly spec: KernelSpec,
    private readonly process: KernelProcess,
    private readonly connectionFile: ConnectionFile,
  ) {
    this.client = new KernelClient(connectionFile.info, (channel, message) => this.receive(channel, message));
    this.died = process.exited.then(async (exit) => {
      await this.drain();
      return { kind: 'dead', exit };
    });
    // Whoever started the process hears that it could not be started.
    this.died.catch(() => undefined);
  }

  /** How the process ended; rejects when it could not be started at all. */
  get exited(): Promise<KernelExit> {
    return this.process.exited;
  }

  /** How the process ended, if it has. */
  get exit(): KernelExit | undefined {
    return this.process.exit;
  }

  /** Resolves when the kernel listens, on shell and on iopub. */
  connected(): Promise<void> {
    return this.client.connected();
  }

  /** Whether anything has come over iopub: before that, output may pass unheard. */
  get hearsIopub(): boolean {
    return this.iopubMessages > 0;
  }

  /** Sends code to be run. */
  execute(code: string): SentRequest {
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    return this.request('execute_request', { ...content, stop_on_error: true }, { isCell: true });
  }

  /** Sends code that is no cell's: it is not counted, and shows nothing. */
  executeSilently(code: string): SentRequest {
    const content = { code, silent: true, store_history: false, user_expressions: {}, allow_stdin: false };
    return this.request('execute_request', content, { isCell: false });
  }

  /**
   * Whether a message belongs to no code in particular: it names no request, or one of this session's that is not for
   * running code. Threads and callbacks of some kernels send what they print so, as do kernels that are being stopped.
   */
  isOfNoCell({ parentId }: KernelMessage): boolean {
    return parentId === '' || this.otherRequests.has(parentId);
  }

  /**
   * Asks the kernel who it is; it answers after everything sent before.
   *
   * @param graceMs how long to wait for the idle after the reply, while iopub is not heard for sure.
   */
  askInfo(graceMs = idleGraceMs): SentRequest {
    return this.request('kernel_info_request', {}, { isCell: false, graceMs });
  }

  /** Tells the kernel's side of a comm, such as a widget, what its front end would. */
  sendToComm(commId: string, data: Readonly<Record<string, unknown>>): void {
    this.otherRequests.add(this.client.send('shell', 'comm_msg', { comm_id: commId, data }));
  }

  /** Interrupts the running cell, in the way the kernelspec asks for. */
  interrupt(): void {
    if (this.spec.interruptMode === 'message') this.tell('interrupt_request', {});
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
      await this.process.noteDescendants();
      if (!force) this.tell('shutdown_request', { restart: false });
      if (force || !(await this.process.exitedWithin(shutdownGraceMs))) this.process.signal('SIGTERM');
      if (!(await this.process.exitedWithin(terminateGraceMs))) this.process.signal('SIGKILL');
      await this.process.exited.catch(() => undefined);
      await this.drain();
    } finally {
      for (const request of this.pending.values()) request.abandon();
      this.client.close();
      this.connectionFile.remove();
    }
  }

  private request(
    type: 'execute_request' | 'kernel_info_request',
    content: Readonly<Record<string, unknown>>,
    { isCell, graceMs = idleGraceMs }: { readonly isCell: boolean; readonly graceMs?: number },
  ): SentRequest {
    const pending = new PendingRequest(type, graceMs);
    const id = this.client.send('shell', type, content);
    this.pending.set(id, pending);
    const replied = pending.done.then(
      (content): RequestOutcome => ({ kind: 'reply', content, heardIdle: pending.progress.idle }),
    );
    (isCell ? this.executions : this.otherRequests).add(id);
    const watch = isCell ? this.watch(pending) : undefined;
    const lost = watch?.lost.then(
      (reason): RequestOutcome => ({ kind: 'lost', reason: this.explain(reason) }),
    );
    const outcome = Promise.race([replied, this.died, ...(lost ? [lost] : [])]).finally(() => {
      pending.abandon();
      this.pending.delete(id);
      watch?.end();
      if (watch) this.watches.delete(watch);
    });
    // Not every asker waits, and a process that could not be started is reported by its start.
    outcome.catch(() => undefined);
    return { id, outcome };
  }

  /** Sends what nobody waits for the answer of. */
  private tell(type: string, content: Readonly<Record<string, unknown>>): void {
    this.otherRequests.add(this.client.send('control', type, content));
  }

  private watch(pending: PendingRequest): LossWatch {
    const ask = (): Promise<unknown> => this.askInfo().outcome;
    const watch = new LossWatch(pending, ask, defaultPatience, this.announcesWork);
    this.watches.add(watch);
    return watch;
  }

  private explain(reason: string): string {
    const { unreadable } = this.client;
    if (unreadable === 0) return reason;
    return `${reason}; messages that were malformed or not signed with the session's key: ${unreadable}`;
  }

  /** What a dead kernel sent may still lie in the sockets: waits until nothing more comes. */
  private async drain(): Promise<void> {
    // What has come whole is read in the next turns; otherwise it may be still on its way.
    const quietMs = (await this.client.hangsUpWithin(hangUpMs)) ? 5 : 30;
    let seen: number;
    do {
      seen = this.iopubMessages;
      await new Promise((resolve) => setTimeout(resolve, quietMs));
    } while (seen !== this.iopubMessages);
  }

  private receive(channel: KernelChannel, message: KernelMessage): void {
    const pending = this.pending.get(message.parentId);
    if (channel === 'stdin') {
      if (message.type === 'input_request') this.onInputRequest(message);
    } else if (channel === 'iopub') {
      this.iopubMessages++;
      if (message.type === 'status' && message.content.execution_state === 'busy') this.announcesWork = true;
      this.onIopub(message);
      pending?.onIopub(message);
    } else if (pending) {
      pending.onReply(message);
    } else if (message.type === 'execute_reply' && !this.executions.has(message.parentId)) {
      for (const watch of this.watches) watch.onForeignReply();
    }
  }
}
