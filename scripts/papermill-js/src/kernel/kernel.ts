/// <reference lib="esnext.disposable" preserve="true" />
import { readEnvironment } from '../environment.js';
import { cancelledBefore } from '../errors/cancellation.js';
import { untilAborted } from '../io/patience.js';
import type { Notebook } from '../notebook/model.js';
import { executeCode } from './execute-code.js';
import { findKernelSpec } from './find-spec.js';
import type { KernelResult } from './kernel-result.js';
import type { KernelSource, LeasedKernel } from './kernel-source.js';
import type { KernelSpec } from './kernel-spec.js';
import { type StartedKernel, startKernel } from './start-kernel.js';

const defaultStartTimeoutMs = 60_000;
let openSource: (kernel: Kernel) => KernelSource;

/** Options of {@link Kernel.start}. */
export interface KernelOptions {
  /** The kernel's name, such as `tslab` or `python3`. */
  readonly name: string;
  /** Folders that hold a `kernel.json`, or kernelspecs; looked at before `node_modules` and Jupyter's paths. */
  readonly kernelDirs?: readonly string[];
  /** The working directory, from which `node_modules` is looked for too. Default the process's. */
  readonly cwd?: string;
  /** Variables added to the kernel's environment; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds from starting the process to its first answer. Default 60,000. */
  readonly startTimeoutMs?: number;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

/**
 * A running Jupyter kernel that outlives one notebook: started once, kept warm, and given to any number of executions
 * by the option `kernel`, one after the other. Variables stay from one to the next, until {@link restart}.
 *
 * @example
 * await using kernel = await Kernel.start({ name: 'tslab' });
 * await kernel.execute("import { readFileSync } from 'node:fs'");
 * await executeNotebook('a.ipynb', 'out/a.ipynb', { kernel });
 * await kernel.restart();
 * await executeNotebook('b.ipynb', 'out/b.ipynb', { kernel });
 */
export class Kernel implements AsyncDisposable {
  private started: StartedKernel;
  private turn: Promise<void> = Promise.resolve();
  private dead = false;
  private ran: Notebook | undefined;

  private constructor(
    private readonly spec: KernelSpec,
    private readonly start: () => Promise<StartedKernel>,
    started: StartedKernel,
  ) {
    this.started = started;
    this.watch();
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @throws KernelNotFoundError, KernelStartError; PapermillError with the code `EXECUTION_CANCELLED` when the signal
   *   fires.
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    const { cwd = process.cwd(), kernelDirs = [], startTimeoutMs = defaultStartTimeoutMs } = options;
    const environment = readEnvironment();
    const spec = await findKernelSpec({
      notebookKernel: undefined,
      kernelName: options.name,
      kernelDirs,
      startDirs: [cwd, process.cwd()],
      environment,
    });
    const env = { ...environment.variables, ...options.env };
    const start = (signal: AbortSignal = new AbortController().signal): Promise<StartedKernel> =>
      startKernel(spec, { cwd, env, startTimeoutMs, signal });
    const { signal } = options;
    const started = await start(signal).catch((error: unknown) => {
      throw signal?.aborted ? cancelledBefore("The kernel's start", signal) : error;
    });
    return new Kernel(spec, start, started);
  }

  /** The name of its kernelspec. */
  get name(): string {
    return this.spec.name;
  }

  /** What it is called in menus. */
  get displayName(): string {
    return this.spec.displayName;
  }

  /** The answer to `kernel_info_request`: language, version, banner. */
  get info(): Readonly<Record<string, unknown>> {
    return this.started.info;
  }

  /** Whether its process runs. */
  get isAlive(): boolean {
    return !this.dead;
  }

  /**
   * Runs code, after whatever runs already. What it throws is in the result.
   *
   * @param options.signal stops waiting for its turn, and interrupts the code; a kernel that does not heed that within
   *   two seconds is ended.
   * @throws DeadKernelError when the kernel ends before the code does, or has to be ended because it asks for input
   *   and heeds no interrupt. PapermillError with the code `EXECUTION_CANCELLED` when the signal fires.
   * @example const { ok, outputs } = await kernel.execute('6 * 7', { signal: AbortSignal.timeout(10_000) });
   */
  async execute(code: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<KernelResult> {
    const { session, release } = await this.lease(signal).catch((error: unknown) => {
      throw signal?.aborted ? cancelledBefore('The code', signal) : error;
    });
    try {
      return await executeCode(session, code, signal);
    } finally {
      await release();
    }
  }

  /** Interrupts what runs, as Jupyter's stop button does. */
  interrupt(): void {
    this.started.session.interrupt();
  }

  /** Ends the kernel and starts it anew, without any variables. */
  async restart(): Promise<void> {
    await this.started.session.shutdown();
    this.ran = undefined;
    this.started = await this.start();
    this.watch();
  }

  /** Ends the kernel and all that it started. May be called twice. */
  async close(): Promise<void> {
    await this.started.session.shutdown();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private watch(): void {
    const { session } = this.started;
    this.dead = false;
    const end = (): void => {
      if (session === this.started.session) this.dead = true;
    };
    session.exited.then(end, end);
  }

  /** Waits for its turn, then has the kernel for itself until it gives it back. */
  private async lease(signal: AbortSignal | undefined): Promise<LeasedKernel> {
    let release = (): void => undefined;
    const before = this.turn;
    this.turn = new Promise((resolve) => {
      release = resolve;
    });
    try {
      await untilAborted(signal, () => before);
    } catch (error) {
      void before.then(release);
      throw error;
    }
    return {
      ...this.started,
      isOwn: false,
      release: async () => {
        const { session } = this.started;
        session.onIopub = () => undefined;
        session.onInputRequest = () => undefined;
        release();
      },
    };
  }

  static {
    openSource = (kernel) => ({
      spec: kernel.spec,
      previous: kernel.ran,
      remember(executed) {
        kernel.ran = executed;
      },
      lease: (_, { signal }) => kernel.lease(signal),
    });
  }
}

/**
 * Gives executions this kernel, in turn; not part of the class, whose users need no sessions.
 *
 * @internal
 */
export function sourceOf(kernel: Kernel): KernelSource {
  return openSource(kernel);
}
