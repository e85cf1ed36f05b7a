import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CellCompiler } from '../compiler/cell-compiler.js';
import { type CompilerRequest, type CompilerResponse, READY } from '../compiler/serve.js';
import { TslabKernelError } from '../errors.js';
import { SNAPSHOT_OPTIONS, snapshotEnvironment } from '../snapshot/environment.js';
import { findSnapshot } from '../snapshot/locate.js';
import { rebuildLater } from '../snapshot/rebuild.js';

type Method = keyof CellCompiler;

interface Pending {
  readonly request: CompilerRequest;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const PROGRAM = fileURLToPath(new URL('../compiler/program.js', import.meta.url));
/** As much of what the process says on its stderr as its end is explained with. */
const MAX_LAST_WORDS = 2_000;

/**
 * The kernel's compiler, in a process of its own: it starts while the kernel does, from a snapshot where
 * there is a good one, and neither spinning cells nor what they change of Node's globals reach it.
 */
export class CompilerProcess {
  readonly #cwd = process.cwd();
  readonly #pending = new Map<number, Pending>();
  /** What another process has to know: nobody waits for its answers. */
  readonly #modules: CompilerRequest[] = [];
  #process: ChildProcess | undefined;
  #lastId = 0;

  /** Starts the process; requests may be made at once. */
  constructor() {
    this.#start(findSnapshot());
  }

  /**
   * @throws TslabKernelError COMPILER_ENDED
   * @throws Error what the compiler itself has thrown
   */
  request<M extends Method>(
    method: M,
    ...args: Parameters<CellCompiler[M]>
  ): Promise<ReturnType<CellCompiler[M]>> {
    this.#lastId += 1;
    const request: CompilerRequest<M> = { id: this.#lastId, method, args };
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { request, resolve: resolve as (result: unknown) => void, reject });
      this.#process ??= this.#start(findSnapshot());
      this.#process.send(request);
    });
  }

  /** Keeps a cell that is a module, for a process that may have to start anew. */
  keepModule(code: string): void {
    this.#modules.push({ id: 0, method: 'compile', args: ['', code] });
  }

  #start(snapshot: string | undefined): ChildProcess {
    const args = snapshot === undefined ? [PROGRAM] : [...SNAPSHOT_OPTIONS, '--snapshot-blob', snapshot];
    if (snapshot === undefined) rebuildLater();
    const child = spawn(process.execPath, args, {
      cwd: this.#cwd,
      env: snapshotEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // In a group of its own: clients interrupt the kernel's whole process group.
      detached: true,
      windowsHide: true,
    });
    this.#process = child;
    for (const request of this.#modules) child.send(request);
    let lastWords = '';
    let isReady = false;
    child.stderr?.on('data', (text) => {
      lastWords = (lastWords + text).slice(-MAX_LAST_WORDS);
    });
    child.on('message', (message: typeof READY | CompilerResponse) => {
      if (message === READY) isReady = true;
      else this.#settle(message);
    });
    child.on('error', (error) => {
      lastWords = error.message;
    });
    child.on('close', (code, signal) => {
      this.#process = undefined;
      if (!isReady && snapshot !== undefined) this.#startAgain(snapshot);
      else this.#rejectAll(`${signal ?? `exit code ${code}`}${lastWords && `: ${lastWords.trim()}`}`);
    });
    child.unref();
    return child;
  }

  /** Node refuses a damaged snapshot, or fails over it, before anything of ours has run. */
  #startAgain(snapshot: string): void {
    rmSync(snapshot, { force: true });
    const child = this.#start(undefined);
    for (const { request } of this.#pending.values()) child.send(request);
  }

  #settle(response: CompilerResponse): void {
    const pending = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    if ('error' in response)
      pending?.reject(Object.assign(new Error(response.error.message), response.error));
    else pending?.resolve(response.result);
  }

  #rejectAll(how: string): void {
    const error = new TslabKernelError(
      'COMPILER_ENDED',
      `The compiler's process has ended (${how}). The cells' variables live on; run the cell again, and the compiler starts anew.`,
    );
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
