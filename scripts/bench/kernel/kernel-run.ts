import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../lessons.ts';
import { type KernelChannel, KernelClient } from '../../papermill-js/src/kernel/client.ts';
import { type ConnectionFile, createConnectionFile } from '../../papermill-js/src/kernel/connection.ts';
import { type KernelSpec, kernelCommand } from '../../papermill-js/src/kernel/kernel-spec.ts';
import type { KernelMessage } from '../../papermill-js/src/kernel/message.ts';
import { KernelProcess } from '../../papermill-js/src/kernel/process.ts';
import { BenchError } from '../bench-error.ts';

const startPatienceMs = 10_000;
const cellPatienceMs = 30_000;
const shutdownGraceMs = 1_000;
const startAttempts = 3;
/** Of the client's sockets, and between the questions that find out whether iopub is heard. */
const pollMs = 4;

/** What has come for a request so far. */
interface Answer {
  reply?: KernelMessage['content'];
  idle: boolean;
  /** The contents of all outputs, as JSON. */
  outputs: string;
}

interface Pending extends Answer {
  settle(): void;
}

const isReplied = ({ reply }: Answer) => reply !== undefined;
const outputTypes: ReadonlySet<string> = new Set(['execute_result', 'display_data', 'stream']);

/** One kernel process in the lessons' folder, from its spawn to its end, with the times of what it answers. */
export class KernelRun {
  /** What the kernel tells of itself. */
  info: KernelMessage['content'] = {};
  /** From spawn to the first `kernel_info_reply`. */
  infoMs = 0;
  private readonly process: KernelProcess;
  private readonly client: KernelClient;
  private readonly pending = new Map<string, Pending>();
  private readonly spawnedAt = performance.now();
  private isHeard = false;

  private constructor(
    private readonly spec: KernelSpec,
    private readonly connectionFile: ConnectionFile,
  ) {
    const command = kernelCommand(spec, connectionFile.path, process.env);
    this.process = new KernelProcess(command, path.join(projectRoot, 'notebooks'));
    const receive = (channel: KernelChannel, message: KernelMessage) =>
      channel === 'iopub' ? this.onIopub(message) : this.onReply(message);
    this.client = new KernelClient(connectionFile.info, receive, { reconnectMs: pollMs });
  }

  /**
   * Spawns the kernel and waits for its first answer.
   *
   * @throws BenchError `KernelFailed` with what its process wrote.
   */
  static async start(spec: KernelSpec): Promise<KernelRun> {
    for (let attempt = 1; ; attempt++) {
      const run = new KernelRun(spec, await createConnectionFile(spec.name));
      try {
        const { reply } = await run.request('kernel_info_request', {}, isReplied, startPatienceMs);
        run.infoMs = run.sinceSpawn();
        run.info = reply ?? {};
        return run;
      } catch (error) {
        await run.stop();
        // Stock tslab loses a socket now and then, when a message reaches it while it binds.
        if (attempt === startAttempts || !run.process.processOutput.includes('is blocked by a bind'))
          throw error;
      }
    }
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** In milliseconds. */
  sinceSpawn(): number {
    return performance.now() - this.spawnedAt;
  }

  /** Asks until something comes over iopub, as Jupyter's server does: what is published before is lost. */
  async untilHeard(): Promise<void> {
    while (!this.isHeard) {
      await this.request('kernel_info_request', {}, isReplied, startPatienceMs);
      if (!this.isHeard) await sleep(pollMs);
    }
  }

  /**
   * Runs a cell until its reply, its `idle` and `expected` among its outputs are there, whichever comes last, and
   * returns the milliseconds. Deno's kernel may say `idle` before it shows the result.
   *
   * @throws BenchError `CellFailed` where it fails, `KernelFailed` where it shows anything else.
   */
  async cell(code: string, expected: string): Promise<number> {
    const startedAt = performance.now();
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    const isDone = ({ idle, outputs, reply }: Answer) =>
      reply?.status === 'error' || (reply !== undefined && idle && outputs.includes(expected));
    const { reply } = await this.request('execute_request', content, isDone, cellPatienceMs);
    const ms = performance.now() - startedAt;
    if (reply?.status !== 'error') return ms;
    throw new BenchError(
      'CellFailed',
      `${this.spec.name} failed at ${JSON.stringify(code)}: ${reply.evalue}`,
    );
  }

  /** Asks the kernel to end, and ends it and what it has started. */
  async stop(): Promise<void> {
    this.client.send('control', 'shutdown_request', { restart: false });
    if (!(await this.process.exitedWithin(shutdownGraceMs))) this.process.signal('SIGKILL');
    await this.process.exited.catch(() => undefined);
    this.client.close();
    await this.connectionFile.remove();
  }

  private async request(
    type: string,
    content: Readonly<Record<string, unknown>>,
    isDone: (answer: Answer) => boolean,
    patienceMs: number,
  ): Promise<Answer> {
    const over = new AbortController();
    const id = this.client.send('shell', type, content);
    const answered = new Promise<Answer>((resolve) => {
      const pending: Pending = {
        outputs: '',
        idle: false,
        settle() {
          if (isDone(this)) resolve(this);
        },
      };
      this.pending.set(id, pending);
    });
    const died = this.process.exited.then(
      ({ exitCode, signal }) => this.failed(`ended (${exitCode ?? signal}) before it answered ${type}`),
      (cause: Error) => this.failed(`cannot be started: ${cause.message}`),
    );
    const late = sleep(patienceMs, undefined, { signal: over.signal }).then(() =>
      this.failed(`did not answer within ${patienceMs / 1_000} s: ${type} ${JSON.stringify(content)}`),
    );
    for (const promise of [died, late]) promise.catch(() => undefined);
    try {
      return await Promise.race([answered, died, late]);
    } finally {
      over.abort();
      this.pending.delete(id);
    }
  }

  private failed(what: string): never {
    const wrote = this.process.processOutput.trim().slice(-1_000);
    throw new BenchError(
      'KernelFailed',
      `${this.spec.name} ${what}. Its process wrote: ${wrote || 'nothing'}`,
    );
  }

  private onReply(message: KernelMessage): void {
    const pending = this.pending.get(message.parentId);
    if (!pending || !message.type.endsWith('_reply')) return;
    pending.reply = message.content;
    pending.settle();
  }

  private onIopub(message: KernelMessage): void {
    this.isHeard = true;
    const pending = this.pending.get(message.parentId);
    if (!pending) return;
    if (outputTypes.has(message.type)) pending.outputs += JSON.stringify(message.content);
    if (message.type === 'status' && message.content.execution_state === 'idle') pending.idle = true;
    pending.settle();
  }
}
