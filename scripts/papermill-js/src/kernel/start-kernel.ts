import { setTimeout as sleep } from 'node:timers/promises';
import { describeExit, type KernelExit } from '../errors/dead-kernel-error.js';
import { KernelStartError } from '../errors/kernel-start-error.js';
import { createConnectionFile } from './connection.js';
import { type KernelSpec, kernelCommand } from './kernel-spec.js';
import { hearLateErrors } from './late-errors.js';
import type { KernelMessage } from './message.js';
import { KernelProcess } from './process.js';
import type { KernelSession, RequestOutcome } from './session.js';

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
/** The news that a kernel listens may be missed, and a question that is asked early only waits. */
const askAnywayMs = 5000;
const askAgainMs = 2000;
/** Where one socket is bound, the others may still be: see {@link isDeaf}. */
const settleMs = 5;
/** From the reply to the idle; what takes longer was not heard. */
const heardMs = 20;
const mostRounds = 100;
const spoiltCheckMs = 100;
const spoiltGraceMs = 2_000;

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
    const { KernelSession } = await loadSession().catch((cause: Error) => {
      kernel.signal('SIGKILL');
      connectionFile.remove();
      throw notLoadable(spec, cause);
    });
    const session = new KernelSession(spec, kernel, connectionFile);
    try {
      const isLast = attempt === startAttempts;
      return { session, info: await untilReady(session, kernel, options, isLast) };
    } catch (error) {
      await session.shutdown(true);
      if (attempt === startAttempts || !isSpoilt(kernel)) throw error;
    }
  }
}

/** It brings zeromq, which takes as long to load as Node takes to begin with the kernel. */
function loadSession() {
  return import('./session.js');
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
  isLast: boolean,
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
  const spoilt = untilSpoilt(kernel, over.signal, isLast).then(() =>
    Promise.reject(startSpoilt(session, kernel.processOutput)),
  );
  for (const promise of [died, late, cancelled, spoilt]) promise.catch(() => undefined);
  try {
    return await Promise.race([handshake(session, over.signal), died, late, cancelled, spoilt]);
  } finally {
    over.abort();
  }
}

/**
 * Asks until the kernel has answered on shell and been heard on iopub: a subscription takes a moment to reach the
 * publisher, and what is published before is lost. A kernel that never publishes is taken as it is.
 */
async function handshake(session: KernelSession, over: AbortSignal): Promise<KernelMessage['content']> {
  await Promise.race([session.connected(), sleep(askAnywayMs, undefined, { signal: over })]);
  await sleep(settleMs);
  const info = await firstAnswer(session, over);
  for (let round = 0; !session.hearsIopub && round < mostRounds && !over.aborted; round++) {
    await session.askInfo(heardMs).outcome;
  }
  // A dead kernel is reported by the race that this runs in.
  if (info.kind !== 'reply') return new Promise(() => undefined);
  await hearLateErrors(session, info.content.implementation);
  return info.content;
}

/**
 * Asks again where no answer comes: a question may have gone to another program's kernel, which had the port until
 * this one bound it, and that passes over what is signed with another key.
 */
async function firstAnswer(session: KernelSession, over: AbortSignal): Promise<RequestOutcome> {
  const asked: Promise<RequestOutcome>[] = [];
  for (;;) {
    asked.push(session.askInfo(heardMs).outcome);
    const answer = await Promise.race([...asked, sleep(askAgainMs, undefined, { signal: over })]);
    if (answer) return answer;
  }
}

/**
 * Resolves some time after the kernel said that it has lost a port or a socket: it may answer all the same, and most
 * end by themselves. ipykernel does not where it is iopub's port, and waits for ever without having bound it.
 */
async function untilSpoilt(kernel: KernelProcess, over: AbortSignal, isLast: boolean): Promise<void> {
  // At the last attempt there is nothing better to be had than what may come of it.
  while (isLast ? !isDeaf(kernel) : !isSpoilt(kernel))
    await sleep(spoiltCheckMs, undefined, { signal: over });
  await sleep(spoiltGraceMs, undefined, { signal: over });
}

function isSpoilt(kernel: KernelProcess): boolean {
  return lostItsPort(kernel) || isDeaf(kernel);
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

function notLoadable({ name }: KernelSpec, cause: Error): KernelStartError {
  const [reason = ''] = cause.message.split('\n', 1);
  const text = `the package zeromq, by which kernels are spoken to, cannot be loaded: ${reason}. Install it again on this machine.`;
  return new KernelStartError(name, text, { cause });
}

function startSpoilt(session: KernelSession, wrote: string): KernelStartError {
  return new KernelStartError(
    session.spec.name,
    `it lost a port or a socket while it was binding it, ${startAttempts} times in a row. Its process wrote:\n${wrote.trim()}`,
  );
}

function startTimeout(session: KernelSession, milliseconds: number, wrote: string): KernelStartError {
  const said = wrote.trim() ? ` Its process wrote:\n${wrote.trim()}` : ' Its process wrote nothing.';
  return new KernelStartError(
    session.spec.name,
    `it did not answer within ${milliseconds / 1000} s; allow it more with the start timeout.${said}`,
  );
}
