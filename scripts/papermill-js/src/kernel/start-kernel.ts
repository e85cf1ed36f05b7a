import { setTimeout as sleep } from 'node:timers/promises';
import { describeExit, type KernelExit } from '../errors/dead-kernel-error.js';
import { KernelStartError } from '../errors/kernel-start-error.js';
import { createConnectionFile } from './connection.js';
import { type KernelSpec, kernelCommand } from './kernel-spec.js';
import type { KernelMessage } from './message.js';
import { KernelProcess } from './process.js';
import type { KernelSession } from './session.js';

/** What a kernel needs to start. */
export interface KernelStartOptions {
  readonly cwd: string;
  /** The kernel's whole environment, before the kernelspec's own additions. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From starting the process to its first answer, in milliseconds. */
  readonly startTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** A kernel that has answered, and what it said about itself. */
export interface StartedKernel {
  readonly session: KernelSession;
  readonly info: KernelMessage['content'];
}

const startAttempts = 3;
/** Where one socket is bound, the others may still be: see {@link isDeaf}. */
const settleMs = 5;
/** From the reply to the idle; what takes longer was not heard. */
const heardMs = 20;
const mostRounds = 100;
const deafCheckMs = 100;
const deafGraceMs = 2_000;

/**
 * Starts a kernel and waits until it answers and is heard.
 *
 * @throws KernelStartError with what the process wrote, and the signal's reason when it fires.
 */
export async function startKernel(spec: KernelSpec, options: KernelStartOptions): Promise<StartedKernel> {
  for (let attempt = 1; ; attempt++) {
    options.signal.throwIfAborted();
    const connectionFile = await createConnectionFile(spec.name);
    const command = kernelCommand(spec, connectionFile.path, options.env);
    const kernel = new KernelProcess(command, options.cwd);
    // It brings zeromq, which takes as long to load as Node takes to begin with the kernel.
    const { KernelSession } = await import('./session.js');
    const session = new KernelSession(spec, kernel, connectionFile);
    try {
      return { session, info: await untilReady(session, kernel, options) };
    } catch (error) {
      await session.shutdown(true);
      if (attempt === startAttempts || !(lostItsPort(kernel) || isDeaf(kernel))) throw error;
    }
  }
}

/** Between choosing a port and the kernel's binding it another program may have taken it. */
function lostItsPort(kernel: KernelProcess): boolean {
  return /EADDRINUSE|address (already )?in use/i.test(kernel.processOutput);
}

/**
 * A kernel on zeromq.js loses a socket for good when a message reaches it while the socket is being bound, as
 * stock tslab's can: it says this and never answers.
 */
function isDeaf(kernel: KernelProcess): boolean {
  return kernel.processOutput.includes('Socket is blocked by a bind');
}

async function untilReady(
  session: KernelSession,
  kernel: KernelProcess,
  { startTimeoutMs, signal }: KernelStartOptions,
): Promise<KernelMessage['content']> {
  const over = new AbortController();
  const died = session.exited.then(
    (exit) => Promise.reject(startDeath(session, exit)),
    (cause: Error) => Promise.reject(notStartable(session, cause)),
  );
  const late = sleep(startTimeoutMs, undefined, { signal: over.signal }).then(() =>
    Promise.reject(startTimeout(session, startTimeoutMs, kernel.processOutput)),
  );
  const cancelled = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
  });
  const deaf = untilDeaf(kernel, over.signal).then(() =>
    Promise.reject(startDeafness(session, kernel.processOutput)),
  );
  for (const promise of [died, late, cancelled, deaf]) promise.catch(() => undefined);
  try {
    return await Promise.race([handshake(session, over.signal), died, late, cancelled, deaf]);
  } finally {
    over.abort();
  }
}

/**
 * Asks until the kernel has answered on shell and been heard on iopub: a subscription takes a moment to reach the
 * publisher, and what is published before is lost. A kernel that never publishes is taken as it is.
 */
async function handshake(session: KernelSession, over: AbortSignal): Promise<KernelMessage['content']> {
  await session.connected;
  await sleep(settleMs);
  const info = await session.askInfo(heardMs).outcome;
  for (let round = 0; !session.hearsIopub && round < mostRounds && !over.aborted; round++) {
    await session.askInfo(heardMs).outcome;
  }
  // A dead kernel is reported by the race that this runs in.
  return info.kind === 'reply' ? info.content : new Promise(() => undefined);
}

/** Resolves some time after the kernel said that it has lost a socket: it may answer all the same. */
async function untilDeaf(kernel: KernelProcess, over: AbortSignal): Promise<void> {
  while (!isDeaf(kernel)) await sleep(deafCheckMs, undefined, { signal: over });
  await sleep(deafGraceMs, undefined, { signal: over });
}

function startDeath(session: KernelSession, exit: KernelExit): KernelStartError {
  return new KernelStartError(
    session.spec.name,
    `its process ended before it answered: ${describeExit(exit)}`,
  );
}

function notStartable(session: KernelSession, cause: Error): KernelStartError {
  const [command] = session.spec.argv;
  return new KernelStartError(
    session.spec.name,
    `'${command}' cannot be run (${cause.message}). Is it installed and on PATH? ` +
      `The command stands in ${session.spec.dir}.`,
    { cause },
  );
}

function startDeafness(session: KernelSession, wrote: string): KernelStartError {
  return new KernelStartError(
    session.spec.name,
    `it lost a socket while it was binding it, ${startAttempts} times in a row. Its process wrote:\n${wrote.trim()}`,
  );
}

function startTimeout(session: KernelSession, milliseconds: number, wrote: string): KernelStartError {
  const said = wrote.trim() ? ` Its process wrote:\n${wrote.trim()}` : ' Its process wrote nothing.';
  return new KernelStartError(
    session.spec.name,
    `it did not answer within ${milliseconds / 1000} s; allow it more with the start timeout.${said}`,
  );
}
