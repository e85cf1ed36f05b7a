/**
 * The control, heartbeat and stdin sockets, in a thread of their own: a cell that spins or asks keeps the
 * main thread from reading anything, and then these are how a client learns that the kernel lives, answers
 * it, interrupts it and ends it. Control messages are answered by the main thread; only what cannot wait
 * for it is done here.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Reply, Router } from 'zeromq';
import { messageOf } from '../errors.js';
import { InterruptFlags } from '../interrupt-flags.js';
import type { Connection } from './connection-file.js';
import { isAlive } from './is-alive.js';
import { parseMessage } from './message.js';
import { createSigner } from './signature.js';
import { bindSocket, receiveFrames, sendFrames } from './sockets.js';
import { type AnswerBox, type InputRequest, StdinSocket } from './stdin-socket.js';

/** What the main thread gives to this one. */
export interface ControlThreadData {
  readonly connection: Connection;
  /** The process with which the kernel ends. */
  readonly parentPid: number | undefined;
  /** Set to 1 and notified when the sockets are closed. */
  readonly closed: Int32Array<SharedArrayBuffer>;
  /** The memory of the {@link InterruptFlags}. */
  readonly interruptWords: Int32Array<SharedArrayBuffer>;
  readonly answers: AnswerBox;
}

export type ToControlThread =
  | { readonly type: 'send'; readonly frames: (string | Uint8Array)[] }
  | { readonly type: 'ask'; readonly request: InputRequest }
  | { readonly type: 'withdraw' }
  | { readonly type: 'close' };

export type FromControlThread =
  | { readonly type: 'bound' }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'message'; readonly frames: Uint8Array[] }
  | { readonly type: 'orphaned' };

/** The guards in the code of a cell have ended it by then; what spins elsewhere, a signal may break. */
const SIGNAL_AFTER_MS = 80;
/** A shutdown that the main thread has not answered by then is stuck in a cell: break the cell. */
const BREAK_AFTER_MS = 100;
/** … and if it does not even notice for so long, end the process; */
const NOTICE_WITHIN_MS = 250;
/** provided that it had the processor for so long: on a busy machine it may not have had its turn. */
const NOTICE_WITHIN_CPU_MS = 100;
const LOOK_AGAIN_AFTER_MS = 50;
const BUSY_MACHINE_MS = 1_000;
/** How long a main thread that ends by itself may take. */
const END_WITHIN_MS = 2_000;
const PARENT_CHECK_MS = 1_000;

const data = workerData as ControlThreadData;
const signer = createSigner(data.connection.key, data.connection.signatureScheme);
const flags = new InterruptFlags(data.interruptWords);
const control = new Router();
const heartbeat = new Reply();
const stdin = new StdinSocket(signer, data.answers);
// Windows has no signals between processes: there, process.kill would end the kernel.
const canSignal = process.platform !== 'win32';
const receivers: Promise<void>[] = [];
let shutdownTimer: NodeJS.Timeout | undefined;
let urging: NodeJS.Timeout | undefined;

function post(message: FromControlThread): void {
  parentPort?.postMessage(message);
}

function interruptCell(): void {
  flags.ask();
  stdin.interrupt();
  clearInterval(urging);
  urging = setInterval(urge, SIGNAL_AFTER_MS);
}

/** Goes on until the main thread takes the interrupt: a cell that is still being compiled may spin later. */
function urge(): void {
  if (flags.urge()) breakCell();
  else clearInterval(urging);
}

/** Breaks the synchronous part of a cell, in whatever library it spins. */
function breakCell(): void {
  if (canSignal && flags.beginBreak()) process.kill(process.pid, 'SIGINT');
}

/** Ends the cell that keeps a shutdown from being answered, or else the process. */
function endCell(): void {
  interruptCell();
  urge();
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const endStuckKernel = () => {
    const { user, system } = process.cpuUsage(cpu);
    const hadItsTurn = (user + system) / 1_000 > NOTICE_WITHIN_CPU_MS;
    const isOverdue = performance.now() - startedMs > BUSY_MACHINE_MS;
    if (!flags.urge()) shutdownTimer = setTimeout(endProcess, END_WITHIN_MS);
    else if (hadItsTurn || isOverdue) endProcess();
    else shutdownTimer = setTimeout(endStuckKernel, LOOK_AGAIN_AFTER_MS);
  };
  shutdownTimer = setTimeout(endStuckKernel, NOTICE_WITHIN_MS);
}

function endProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}

function takeUrgentAction(frames: readonly Uint8Array[]): void {
  const type = parseMessage(frames, signer).header.msg_type;
  if (type === 'interrupt_request') interruptCell();
  if (type === 'shutdown_request') {
    clearTimeout(shutdownTimer);
    shutdownTimer = setTimeout(endCell, BREAK_AFTER_MS);
  }
}

function receiveControl(frames: Uint8Array[]): void {
  try {
    takeUrgentAction(frames);
  } catch {
    // Not a signed message: the main thread parses it again and says so.
  }
  post({ type: 'message', frames });
}

/**
 * A thread that ends while zeromq has something left to tell it takes the process down with it, so the
 * receivers must have seen the close before the main thread goes on to exit.
 */
async function close(): Promise<void> {
  clearInterval(urging);
  control.close();
  heartbeat.close();
  stdin.socket.close();
  await Promise.allSettled(receivers);
  await nextTurn();
  Atomics.store(data.closed, 0, 1);
  Atomics.notify(data.closed, 0);
}

function watchParent(parentPid: number): void {
  const timer = setInterval(() => {
    if (isAlive(parentPid)) return;
    clearInterval(timer);
    post({ type: 'orphaned' });
    setTimeout(endProcess, END_WITHIN_MS);
  }, PARENT_CHECK_MS);
}

function serve(): void {
  if (data.parentPid !== undefined) watchParent(data.parentPid);
  receivers.push(
    receiveFrames(control, receiveControl),
    receiveFrames(heartbeat, (frames) => {
      heartbeat.send(frames).catch(() => {});
    }),
    stdin.receive(),
  );
}

parentPort?.on('message', (message: ToControlThread) => {
  if (message.type === 'ask') return stdin.ask(message.request);
  if (message.type === 'withdraw') return stdin.withdraw();
  clearTimeout(shutdownTimer);
  if (message.type === 'close') void close();
  else sendFrames(control, message.frames);
});

async function open(): Promise<void> {
  const bound = await Promise.allSettled([
    bindSocket(control, data.connection, 'control'),
    bindSocket(heartbeat, data.connection, 'hb'),
    bindSocket(stdin.socket, data.connection, 'stdin'),
  ]);
  const failed = bound.find((result) => result.status === 'rejected');
  if (failed) {
    await close();
    post({ type: 'failed', message: messageOf(failed.reason) });
    return;
  }
  post({ type: 'bound' });
  serve();
}

void open();
