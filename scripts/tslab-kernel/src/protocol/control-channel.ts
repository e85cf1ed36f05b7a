import { once } from 'node:events';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { TslabKernelError } from '../errors.js';
import type { InterruptFlags } from '../interrupt-flags.js';
import type { Connection } from './connection-file.js';
import type { ControlThreadData, FromControlThread, ToControlThread } from './control-thread.js';
import { isAlive } from './is-alive.js';
import type { Answer, InputRequest } from './stdin-socket.js';

/** The main thread's end of the control thread. */
export interface ControlChannel {
  /**
   * Resolves when the sockets listen.
   *
   * @throws TslabKernelError ADDRESS_UNAVAILABLE
   */
  readonly bound: Promise<void>;
  send(frames: (string | Uint8Array)[]): void;
  /**
   * Sends an `input_request` and keeps this thread waiting for the answer; what breaks the wait, breaks it
   * by an exception.
   */
  ask(request: InputRequest): Answer;
  /** Closes the thread's sockets and waits for it, without turning the event loop: for 'exit' handlers. */
  closeSync(): void;
}

/** How long an exiting process waits for the thread; it answers within a millisecond unless it is dead. */
const CLOSE_TIMEOUT_MS = 250;

/** Starts the thread that holds the control, heartbeat and stdin sockets, and waits for nothing of it. */
export function openControlChannel(options: {
  connection: Connection;
  flags: InterruptFlags;
  parentPid: number | undefined;
  onMessage: (frames: Uint8Array[]) => void;
  onOrphaned: () => void;
}): ControlChannel {
  const { connection, flags, parentPid, onMessage, onOrphaned } = options;
  const closed = new Int32Array(new SharedArrayBuffer(4));
  const { port1: answerPort, port2: port } = new MessageChannel();
  answerPort.unref();
  const answers = { port, count: new Int32Array(new SharedArrayBuffer(4)) };
  const workerData: ControlThreadData = {
    connection,
    parentPid: parentPid !== undefined && isAlive(parentPid) ? parentPid : undefined,
    closed,
    answers,
    interruptWords: flags.words,
  };
  const worker = new Worker(new URL('./control-thread.js', import.meta.url), {
    workerData,
    transferList: [port],
  });
  const bound = untilBound(worker);
  worker.on('message', (message: FromControlThread) => {
    if (message.type === 'message') onMessage(message.frames);
    if (message.type === 'orphaned') onOrphaned();
  });
  const post = (message: ToControlThread) => worker.postMessage(message);
  return {
    bound,
    send: (frames) => post({ type: 'send', frames }),
    ask(request) {
      const before = Atomics.load(answers.count, 0);
      // An answer that came just as the wait for it was given up.
      while (receiveMessageOnPort(answerPort));
      post({ type: 'ask', request });
      try {
        Atomics.wait(answers.count, 0, before);
      } finally {
        post({ type: 'withdraw' });
      }
      return receiveMessageOnPort(answerPort)?.message as Answer;
    },
    closeSync() {
      post({ type: 'close' });
      Atomics.wait(closed, 0, 0, CLOSE_TIMEOUT_MS);
    },
  };
}

async function untilBound(worker: Worker): Promise<void> {
  const [first] = (await once(worker, 'message')) as [FromControlThread];
  if (first.type !== 'failed') return;
  await worker.terminate();
  throw new TslabKernelError('ADDRESS_UNAVAILABLE', first.message);
}
