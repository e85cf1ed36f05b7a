import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { TslabKernelError } from '../errors.js';
import type { InterruptFlags } from '../interrupt-flags.js';
import type { Connection } from './connection-file.js';
import type { ControlThreadData, FromControlThread, ToControlThread } from './control-thread.js';

/** The main thread's end of the control thread. */
export interface ControlChannel {
  send(frames: (string | Uint8Array)[]): void;
  /** Closes the thread's sockets and waits for it, without turning the event loop: for 'exit' handlers. */
  closeSync(): void;
}

/** How long an exiting process waits for the thread; it answers within a millisecond unless it is dead. */
const CLOSE_TIMEOUT_MS = 250;

/**
 * Starts the thread that holds the control and heartbeat sockets.
 *
 * @throws TslabKernelError ADDRESS_UNAVAILABLE
 */
export async function openControlChannel(options: {
  connection: Connection;
  flags: InterruptFlags;
  parentPid: number | undefined;
  onMessage: (frames: Uint8Array[]) => void;
  onOrphaned: () => void;
}): Promise<ControlChannel> {
  const { connection, flags, parentPid, onMessage, onOrphaned } = options;
  const closed = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ControlThreadData = { connection, parentPid, closed, interruptWords: flags.words };
  const worker = new Worker(new URL('./control-thread.js', import.meta.url), { workerData });
  const [first] = (await once(worker, 'message')) as [FromControlThread];
  if (first.type === 'failed') {
    await worker.terminate();
    throw new TslabKernelError('ADDRESS_UNAVAILABLE', first.message);
  }
  worker.on('message', (message: FromControlThread) => {
    if (message.type === 'message') onMessage(message.frames);
    if (message.type === 'orphaned') onOrphaned();
  });
  const post = (message: ToControlThread) => worker.postMessage(message);
  return {
    send: (frames) => post({ type: 'send', frames }),
    closeSync() {
      post({ type: 'close' });
      Atomics.wait(closed, 0, 0, CLOSE_TIMEOUT_MS);
    },
  };
}
