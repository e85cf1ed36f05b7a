/**
 * What child processes and native modules write to the file descriptors 0, 1 and 2 of this process, which
 * the stand-ins for `process.stdout` and `process.stderr` do not see.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { StreamName } from './output.js';

/** The descriptors 1 and 2, once what is written to them comes here. */
export interface Descriptors {
  /** From now on tells `write` of everything, as it comes and whenever `fetch` is called. */
  forward(write: (name: StreamName, text: string) => void): void;
  /**
   * Forwards what has been written by now.
   *
   * @param thorough false looks less often in a loop that prints, where each look costs more than the line.
   */
  fetch(thorough: boolean): void;
  /** Writes a line to the stderr that the process was started with. */
  writeToTerminal(line: string): void;
}

/**
 * Holds the process's first stdout and stderr, which Node can neither duplicate nor get back: it writes what
 * it is told, and when this process has ended, in whatever way, also what nobody has read, such as the last
 * words of a Node that ran out of memory. The files' offsets are shared, so it goes on where reading stopped.
 */
const KEEPER = 'while IFS= read -r line; do printf "%s\\n" "$line" >&2; done; cat <&3; cat <&4 >&2';

/** A loop that prints is not slowed down by more than so many looks in vain a millisecond. */
const LOOKS_PER_MS = 16;
const CHUNK_BYTES = 1 << 16;
/** Where files cannot be watched. */
const POLL_MS = 100;

/**
 * Has the descriptors 1 and 2 lead into files that this process reads, and 0 to the end of a file.
 *
 * It must be called before other threads open files, and before anything has used `process.stdout`. Node
 * reads nothing but files without waiting, hence files: unlinked, so that they go with the process; they
 * grow by what is written past the kernel, as a file cannot be cut while others may be writing to it.
 *
 * @returns undefined where it is not possible; then nothing has changed
 */
export function takeOverDescriptors(): Descriptors | undefined {
  if (process.platform === 'win32') return undefined;
  const files = createFiles();
  if (!files) return undefined;
  try {
    const keeper = startKeeper(files);
    if (keeper?.pid === undefined) return undefined;
    redirect(0, '/dev/null', 'r');
    redirect(1, files.stdout.path, 'a');
    redirect(2, files.stderr.path, 'a');
    return new FileDescriptors(files, keeper);
  } finally {
    files.unlink();
  }
}

interface Spool {
  readonly path: string;
  /** Reads from where the last read has stopped. */
  readonly reader: number;
}

type Files = Readonly<Record<StreamName, Spool>> & { unlink(): void };

function createFiles(): Files | undefined {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'tslab-kernel-'));
    const open = (name: StreamName): Spool => {
      const path = join(folder, name);
      return { path, reader: openSync(path, 'w+', 0o600) };
    };
    return {
      stdout: open('stdout'),
      stderr: open('stderr'),
      unlink: () => rmSync(folder, { recursive: true, force: true }),
    };
  } catch {
    // A machine without room for temporary files: what comes past the kernel goes to the terminal.
    return undefined;
  }
}

function startKeeper({ stdout, stderr }: Files): ChildProcess | undefined {
  // In a session of its own, as clients interrupt and kill the kernel's whole process group.
  const keeper = spawn('sh', ['-c', KEEPER], {
    stdio: ['pipe', 1, 2, stdout.reader, stderr.reader],
    detached: true,
  });
  // Without `sh` the process has no id, and the error follows later; without the terminal there is none to tell.
  keeper.on('error', () => {});
  keeper.stdin?.on('error', () => {});
  keeper.unref();
  (keeper.stdin as { unref?: () => void } | null)?.unref?.();
  return keeper;
}

/** A file takes the lowest free number. */
function redirect(descriptor: number, path: string, flags: string): void {
  closeSync(descriptor);
  const opened = openSync(path, flags);
  if (opened !== descriptor) {
    throw new Error(`Expected ${path} to become descriptor ${descriptor}, got ${opened}.`);
  }
}

class FileDescriptors implements Descriptors {
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  readonly #bytesRead = { stdout: 0, stderr: 0 };
  #write: ((name: StreamName, text: string) => void) | undefined;
  #looksLeft = LOOKS_PER_MS;
  #countedAtMs = 0;

  constructor(
    private readonly files: Files,
    private readonly keeper: ChildProcess,
  ) {
    const look = () => {
      if (this.#write) this.#read();
    };
    try {
      for (const name of ['stdout', 'stderr'] as const) {
        watch(files[name].path, { persistent: false }, look).on('error', () => {});
      }
    } catch {
      setInterval(look, POLL_MS).unref();
    }
  }

  forward(write: (name: StreamName, text: string) => void): void {
    this.#write = write;
  }

  fetch(thorough: boolean): void {
    if (!this.#write) return;
    if (thorough) {
      this.#read();
      return;
    }
    const nowMs = Math.floor(performance.now());
    if (nowMs !== this.#countedAtMs) this.#looksLeft = LOOKS_PER_MS;
    this.#countedAtMs = nowMs;
    if (this.#looksLeft > 0) this.#looksLeft = this.#read() ? LOOKS_PER_MS : this.#looksLeft - 1;
  }

  writeToTerminal(line: string): void {
    this.keeper.stdin?.write(`${line}\n`);
  }

  #read(): boolean {
    let found = false;
    for (const name of ['stdout', 'stderr'] as const) {
      // A child that never stops writing must not keep this thread: what comes later is looked for later.
      const { size } = fstatSync(this.files[name].reader);
      for (; this.#bytesRead[name] < size; found = true) this.#readChunk(name);
    }
    return found;
  }

  #readChunk(name: StreamName): void {
    const length = readSync(this.files[name].reader, this.#buffer, 0, CHUNK_BYTES, null);
    this.#bytesRead[name] += length;
    const text = this.#decoders[name].write(this.#buffer.subarray(0, length));
    if (text !== '') this.#write?.(name, text);
  }
}
