/** A small Jupyter client for the tests: one kernel process, driven over ZeroMQ. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Dealer, Request, Subscriber } from 'zeromq';
import { freePorts } from './free-ports.js';

export const BIN = fileURLToPath(
  new URL('../../../scripts/tslab-kernel/bin/tslab-kernel.js', import.meta.url),
);
const DELIMITER = '<IDS|MSG>';
const KEY = 'the key of the tests';
/** Far above what anything takes: a test that waits for what never comes fails instead of hanging. */
const PATIENCE_MS = 60_000;

/** The fields of all contents that tests look at, under the wire's names. */
export interface Content {
  readonly [field: string]: unknown;
  readonly status?: string;
  readonly execution_count?: number;
  readonly execution_state?: string;
  readonly name?: string;
  readonly text?: string;
  readonly code?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly transient?: { readonly display_id?: string };
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
  readonly user_expressions?: Readonly<Record<string, Content>>;
  readonly matches?: readonly string[];
  readonly history?: readonly unknown[];
  readonly restart?: boolean;
  readonly prompt?: string;
  readonly password?: boolean;
  readonly wait?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface Received {
  readonly channel: 'shell' | 'iopub' | 'control' | 'stdin';
  readonly type: string;
  readonly parentId: string | undefined;
  readonly header: RequestContent;
  readonly content: Content;
}

/** The content of a request. */
export type RequestContent = Readonly<Record<string, unknown>>;

/** A request with all that came of it. */
export interface Exchange {
  readonly reply: Content;
  /** What iopub brought for this request, without `status`. */
  readonly messages: readonly Received[];
  readonly types: readonly string[];
  /** All text of a stream. */
  text(name: 'stdout' | 'stderr'): string;
  content(type: string): Content | undefined;
  /** The traceback without colours. */
  readonly traceback: string;
}

interface Waiter {
  readonly test: () => boolean;
  readonly done: () => void;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Is a client that listens to no questions. */
  readonly withoutStdin?: boolean;
  /** Is a client that listens to what is published only once `subscribe` is called. */
  readonly subscribesLater?: boolean;
  /** In place of a free one. */
  readonly heartbeatPort?: number;
  /** Another installation of the kernel. */
  readonly program?: string;
  /** How the program is told of its connection file. */
  readonly argumentsFor?: (connectionFile: string) => readonly string[];
}

export class TestKernel {
  readonly received: Received[] = [];
  // A client has one identity on these two, by which the kernel knows whom to ask.
  readonly #identity = randomUUID();
  readonly #shell = new Dealer({ routingId: this.#identity });
  readonly #stdin = new Dealer({ routingId: this.#identity });
  readonly #control = new Dealer({ routingId: randomUUID() });
  readonly #iopub = new Subscriber({ receiveHighWaterMark: 0 });
  readonly #heartbeat = new Request();
  readonly #waiters = new Set<Waiter>();
  readonly #session = randomUUID();
  readonly #exited: Promise<number | NodeJS.Signals | null>;

  private constructor(
    readonly process: ChildProcess,
    private readonly folder: string,
    /** What the process wrote to its own stdout and stderr. */
    private readonly terminal: string[],
  ) {
    this.#exited = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        resolve(code ?? signal);
        this.#notify();
      });
    });
  }

  /** Starts a kernel and waits until it answers; again where another process was quicker to take its ports. */
  static async start(options: StartOptions = {}): Promise<TestKernel> {
    for (let attempt = 1; ; attempt += 1) {
      const kernel = await TestKernel.#spawn(options);
      try {
        if (options.subscribesLater || (await kernel.#isReady())) return kernel;
      } catch (error) {
        await kernel.stop();
        throw error;
      }
      await kernel.stop();
      if (attempt === 3 || !kernel.terminalText.includes('cannot listen on')) {
        throw new Error(`The kernel has ended at its start: ${kernel.terminalText}`);
      }
    }
  }

  /** Waits until the kernel answers; false where it has ended before. What it publishes before it has welcomed the client is lost. */
  async #isReady(): Promise<boolean> {
    const isWelcome = ({ type }: Received) => type === 'iopub_welcome';
    await this.until(() => this.#hasExited || this.received.some(isWelcome), 'the welcome');
    if (this.#hasExited) return false;
    const info = this.request('shell', 'kernel_info_request').then(() => true);
    return Promise.race([info, this.#exited.then(() => false)]);
  }

  static async #spawn({
    cwd,
    env,
    withoutStdin,
    subscribesLater,
    heartbeatPort,
    program = BIN,
    argumentsFor = (file) => ['--connection-file', file],
  }: StartOptions): Promise<TestKernel> {
    const folder = await mkdtemp(join(tmpdir(), 'tslab-kernel-'));
    const ports = await freePorts(5);
    if (heartbeatPort) ports[3] = heartbeatPort;
    const connectionFile = join(folder, 'connection.json');
    await writeFile(connectionFile, JSON.stringify(connectionOf(ports)));
    const child = spawn(process.execPath, [program, ...argumentsFor(connectionFile)], {
      cwd: cwd ?? folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const terminal: string[] = [];
    const kernel = new TestKernel(child, folder, terminal);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        terminal.push(String(chunk));
        kernel.#notify();
      });
    }
    kernel.#connect(withoutStdin ? ports.slice(0, 4) : ports);
    if (!subscribesLater) kernel.subscribe();
    return kernel;
  }

  #connect(ports: readonly number[]): void {
    const sockets = [this.#shell, this.#iopub, this.#control, this.#heartbeat, this.#stdin];
    for (const [index, socket] of sockets.entries()) {
      socket.linger = 0;
      if (ports[index] !== undefined) socket.connect(`tcp://127.0.0.1:${ports[index]}`);
    }
    void this.#receive('shell', this.#shell);
    void this.#receive('control', this.#control);
    void this.#receive('iopub', this.#iopub);
    void this.#receive('stdin', this.#stdin);
  }

  /** Listens to what the kernel publishes from now on. */
  subscribe(): void {
    this.#iopub.subscribe('');
  }

  async #receive(channel: Received['channel'], socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      this.received.push(parse(channel, frames));
      this.#notify();
    }
  }

  #notify(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.test()) continue;
      this.#waiters.delete(waiter);
      waiter.done();
    }
  }

  /** Waits until `test` holds; it is asked again after each message. */
  async until(test: () => boolean, what: string): Promise<void> {
    if (test()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        const tail = this.received.slice(-5).map(({ type, content }) => `${type} ${JSON.stringify(content)}`);
        const { exitCode, signalCode } = this.process;
        const life = exitCode ?? signalCode ?? 'lives';
        reject(
          new Error(`Waited in vain for ${what} (kernel: ${life}); last: ${tail.join('\n').slice(0, 2_000)}`),
        );
      }, PATIENCE_MS);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiters.add({ test, done });
    });
  }

  /** Sends a request and returns its id. */
  send(
    channel: 'shell' | 'control' | 'stdin',
    type: string,
    content: RequestContent = {},
    { key = KEY, parent = {} }: { key?: string; parent?: RequestContent } = {},
  ): string {
    const msgId = randomUUID();
    const header = {
      msg_id: msgId,
      msg_type: type,
      session: this.#session,
      username: 'test',
      date: new Date().toISOString(),
      version: '5.3',
    };
    const parts = [header, parent, {}, content].map((part) => JSON.stringify(part));
    const hmac = createHmac('sha256', key);
    for (const part of parts) hmac.update(part);
    const socket = { shell: this.#shell, control: this.#control, stdin: this.#stdin }[channel];
    void socket.send([DELIMITER, hmac.digest('hex'), ...parts]);
    return msgId;
  }

  sendExecute(code: string, options: RequestContent = {}): string {
    return this.send('shell', 'execute_request', { code, silent: false, store_history: true, ...options });
  }

  /** Waits for a request's `idle`, where the protocol has no reply. */
  async idle(msgId: string): Promise<void> {
    const isMine = ({ parentId, content }: Received) =>
      parentId === msgId && content.execution_state === 'idle';
    await this.until(() => this.received.some(isMine), `idle of ${msgId}`);
  }

  /** Waits for a request's reply and its `idle`. */
  async finish(msgId: string): Promise<Exchange> {
    const isMine = ({ parentId }: Received) => parentId === msgId;
    const isIdle = ({ type, content }: Received) => type === 'status' && content.execution_state === 'idle';
    const isReply = ({ channel }: Received) => channel === 'shell' || channel === 'control';
    await this.until(() => {
      const mine = this.received.filter(isMine);
      return mine.some(isIdle) && mine.some(isReply);
    }, `the reply and idle of ${msgId}`);
    const mine = this.received.filter(isMine);
    return exchangeOf(mine.find(isReply)?.content ?? {}, mine);
  }

  async request(channel: 'shell' | 'control', type: string, content: RequestContent = {}): Promise<Exchange> {
    return this.finish(this.send(channel, type, content));
  }

  async execute(code: string, options: RequestContent = {}): Promise<Exchange> {
    return this.finish(this.sendExecute(code, options));
  }

  /** Waits until a cell asks, and returns what it asks. */
  async asked(msgId: string): Promise<Received> {
    const find = () =>
      this.received.findLast(({ channel, parentId }) => channel === 'stdin' && parentId === msgId);
    await this.until(() => find() !== undefined, `the question of ${msgId}`);
    return find() as Received;
  }

  /** Runs a cell that asks as often as there are answers. */
  async executeAnswering(code: string, ...answers: string[]): Promise<Exchange> {
    const id = this.sendExecute(code, { allow_stdin: true });
    const questions = () =>
      this.received.filter(({ channel, parentId }) => channel === 'stdin' && parentId === id);
    for (const [index, value] of answers.entries()) {
      await this.until(() => questions().length > index, `question ${index + 1} of ${id}`);
      this.send('stdin', 'input_reply', { status: 'ok', value });
    }
    return this.finish(id);
  }

  /** Waits until a cell has printed this text. */
  async printed(msgId: string, text: string): Promise<void> {
    const isPrinted = ({ parentId, content }: Received) =>
      parentId === msgId && content.text?.includes(text) === true;
    await this.until(() => this.received.some(isPrinted), `the output ${JSON.stringify(text)}`);
  }

  async heartbeat(text: string): Promise<string> {
    await this.#heartbeat.send(text);
    return String(await this.#heartbeat.receive());
  }

  interruptBySignal(): void {
    this.process.kill('SIGINT');
  }

  /** The exit code, or the signal that ended the process. */
  get exited(): Promise<number | NodeJS.Signals | null> {
    return this.until(() => this.#hasExited, 'the end of the process').then(() => this.#exited);
  }

  get #hasExited(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  async terminalContains(text: string): Promise<void> {
    await this.until(() => this.terminalText.includes(text), `${JSON.stringify(text)} in the terminal`);
  }

  get terminalText(): string {
    return this.terminal.join('');
  }

  /** Shuts the kernel down where it still runs, and closes everything. */
  async stop(): Promise<void> {
    if (!this.#hasExited) {
      this.send('control', 'shutdown_request', { restart: false });
      const timer = setTimeout(() => this.process.kill('SIGKILL'), PATIENCE_MS);
      await this.#exited;
      clearTimeout(timer);
    }
    const sockets = [this.#shell, this.#control, this.#iopub, this.#heartbeat, this.#stdin];
    for (const socket of sockets) socket.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function connectionOf([shell, iopub, control, hb, stdin]: readonly number[]): RequestContent {
  return {
    transport: 'tcp',
    ip: '127.0.0.1',
    key: KEY,
    signature_scheme: 'hmac-sha256',
    shell_port: shell,
    iopub_port: iopub,
    control_port: control,
    hb_port: hb,
    stdin_port: stdin,
  };
}

function parse(channel: Received['channel'], frames: readonly Buffer[]): Received {
  const delimiter = frames.findIndex((frame) => frame.toString() === DELIMITER);
  const [header, parent, , content] = frames.slice(delimiter + 2).map((frame) => JSON.parse(String(frame)));
  return { channel, type: header.msg_type, parentId: parent.msg_id, header, content };
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function exchangeOf(reply: Content, mine: readonly Received[]): Exchange {
  const messages = mine.filter(({ channel, type }) => channel === 'iopub' && type !== 'status');
  return {
    reply,
    messages,
    types: messages.map(({ type }) => type),
    text: (name) =>
      messages
        .filter(({ type, content }) => type === 'stream' && content.name === name)
        .map(({ content }) => content.text)
        .join(''),
    content: (type) => messages.find((message) => message.type === type)?.content,
    traceback: (reply.traceback ?? []).join('\n').replaceAll(COLOURS, ''),
  };
}
