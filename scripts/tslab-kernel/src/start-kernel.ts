import { Readable } from 'node:stream';
import { Dispatcher } from './dispatcher.js';
import { readEnvironment } from './environment.js';
import { messageOf } from './errors.js';
import type { Kernel } from './handlers/handler.js';
import { History } from './history.js';
import { InterruptFlags } from './interrupt-flags.js';
import { openWire } from './protocol/wire.js';
import { captureProcessStreams } from './runtime/capture.js';
import { CellContexts } from './runtime/cell-context.js';
import { CompilerProcess } from './runtime/compiler-process.js';
import { takeOverDescriptors } from './runtime/descriptors.js';
import { createDisplay } from './runtime/displays.js';
import { defineGlobals } from './runtime/globals.js';
import { encodeData } from './runtime/mime-bundle.js';
import { Output } from './runtime/output.js';
import { Questions } from './runtime/questions.js';
import { enrichConsole } from './runtime/rich-console.js';
import { Runtime } from './runtime/runtime.js';
import { reportStrayErrors, reportWarnings } from './runtime/stray-errors.js';
import type { TslabDisplayData } from './runtime/tslab.js';

/** Options of {@link startKernel}. */
export interface StartKernelOptions {
  /** Path of the connection file that a Jupyter client wrote. */
  readonly connectionFile: string;
  /** The compiler's process, where it has been started already. */
  readonly compilerProcess?: CompilerProcess;
}

/**
 * Makes this process a Jupyter kernel for TypeScript, in its present working directory, until a client
 * shuts it down. It takes over `process.stdout`, `process.stderr` and SIGINT, so it should have the process
 * for itself. Resolves when all is ready.
 *
 * @throws TslabKernelError CONNECTION_FILE_UNREADABLE, CONNECTION_FILE_INVALID,
 * SIGNATURE_SCHEME_UNSUPPORTED, ADDRESS_UNAVAILABLE
 *
 * @example
 * await startKernel({ connectionFile: 'kernel-1234.json' });
 */
export async function startKernel({
  connectionFile,
  // First, as it takes longest, and while descriptor 2 still is the process's own.
  compilerProcess = new CompilerProcess(),
}: StartKernelOptions): Promise<void> {
  const environment = readEnvironment();
  const descriptors = environment.keepsDescriptors ? undefined : takeOverDescriptors();
  const writeToTerminal = descriptors
    ? (line: string) => descriptors.writeToTerminal(line)
    : createTerminalWriter();
  if (!descriptors) closeStdin();
  let ending = false;
  const flags = new InterruptFlags();
  const wire = await openWire({
    flags,
    connectionFile,
    environment,
    warn: (error) => writeToTerminal(`tslab-kernel: ${messageOf(error)}`),
    onOrphaned: () => process.exit(0),
  });
  wire.publish('status', { execution_state: 'starting' });

  const contexts = new CellContexts(() => flags.lookForOneTurn());
  const output = new Output({
    contexts,
    publish: wire.publish,
    now: () => performance.now(),
    sleep,
    fetchForeign: (thorough) => descriptors?.fetch(thorough),
  });
  const questions = new Questions({
    flags,
    contexts,
    ask: (request, question) => wire.ask(request, { ...question }),
    flush: () => output.flushAll(),
  });
  // Node ends the process on SIGINT until someone listens; a client may interrupt a starting kernel.
  let runtime: Runtime | undefined;
  process.on('SIGINT', () => runtime?.interrupt());
  runtime = new Runtime({
    flags,
    contexts,
    compilerProcess,
    show: (shown, update) => output.display(...toDisplayMessage(shown, update)),
  });
  takeOverProcess({ runtime, output, contexts, closeWire: wire.closeSync });
  equipCells(runtime, output, questions);

  const kernel: Kernel = {
    runtime,
    output,
    flags,
    history: new History(),
    publish: wire.publish,
    shutdown: () => {
      ending = true;
    },
  };
  const dispatcher = new Dispatcher(wire, kernel, () => {
    if (ending) process.exit(0);
  });
  wire.listen((channel, request) => dispatcher.receive(channel, request));
  await wire.complete;
  // What was written before says why a kernel does not start, to who has started it.
  descriptors?.forward((name, text) => output.write(name, text));
  await runtime.prepare();
}

/** Writes lines to the process's own stderr, past the cells' output. */
function createTerminalWriter(): (line: string) => void {
  const write = process.stderr.write.bind(process.stderr);
  return (line) => write(`${line}\n`);
}

/** Where descriptor 0 stays what the client made of it, reading it could wait for ever. */
function closeStdin(): void {
  Object.defineProperty(process, 'stdin', { configurable: true, value: Readable.from([]) });
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

interface Parts {
  readonly runtime: Runtime;
  readonly output: Output;
  readonly contexts: CellContexts;
  readonly closeWire: () => void;
}

function takeOverProcess({ runtime, output, contexts, closeWire }: Parts): void {
  captureProcessStreams((name, text) => output.write(name, text));
  reportStrayErrors(runtime, output, contexts);
  reportWarnings();
  // 'exit' comes for a shutdown as for a cell that calls process.exit.
  process.on('exit', () => {
    output.flushAll();
    closeWire();
  });
}

/** Gives cells what they show and ask with. */
function equipCells(runtime: Runtime, output: Output, { prompt, confirm }: Questions): void {
  const warn = (error: unknown) => console.error(runtime.report(error).traceback.join('\n'));
  const display = createDisplay(output, warn);
  const clearOutput = ({ wait = false } = {}) => output.clear(wait);
  defineGlobals({ display, clearOutput, prompt, confirm });
  enrichConsole({ show: display, clear: clearOutput });
}

function toDisplayMessage(
  { data, metadata, transient }: TslabDisplayData,
  update: boolean,
): ['display_data' | 'update_display_data', Record<string, unknown>] {
  const entries = Object.entries(data).map(([type, value]) => [type, encodeData(value)]);
  return [
    update ? 'update_display_data' : 'display_data',
    { data: Object.fromEntries(entries), metadata, transient },
  ];
}
