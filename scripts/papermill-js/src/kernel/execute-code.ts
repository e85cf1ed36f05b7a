import { cancelledBefore } from '../errors/cancellation.js';
import { DeadKernelError } from '../errors/dead-kernel-error.js';
import type { KernelErrorReport } from '../errors/kernel-error-report.js';
import type { CodeCell } from '../notebook/model.js';
import { mostOutputBytes } from '../notebook/output-limit.js';
import { OutputFolder } from '../notebook/outputs.js';
import { refusedInput } from '../refused-input.js';
import { errorFromReply } from '../reply-error.js';
import { endsWithin } from '../time-limit.js';
import type { KernelResult } from './kernel-result.js';
import type { KernelSession, SentRequest } from './session.js';

const interruptGraceMs = 2000;

/**
 * Runs code that is no notebook's, and tells what came of it.
 *
 * @throws DeadKernelError; PapermillError when the signal has fired.
 */
export async function executeCode(
  session: KernelSession,
  code: string,
  signal?: AbortSignal,
): Promise<KernelResult> {
  const cell: CodeCell = {
    cell_type: 'code',
    id: 'session',
    metadata: {},
    source: code,
    outputs: [],
    execution_count: null,
  };
  const folder = new OutputFolder(mostOutputBytes);
  const request = session.execute(code);
  session.onIopub = (message) => {
    if (message.parentId === request.id) folder.fold(cell, message);
  };
  const refusal = refuseInput(session, request);
  const stop = (): void => interruptOrEnd(session, request);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const outcome = await request.outcome;
  signal?.removeEventListener('abort', stop);
  if (signal?.aborted) throw cancelledBefore('The code', signal);
  if (outcome.kind === 'dead') throw new DeadKernelError(outcome.exit);
  const reply = outcome.kind === 'reply' ? outcome.content : lostReply(outcome.reason);
  const reported = refusal() ?? cell.outputs.find((output) => output.output_type === 'error');
  const failed = reply.status !== 'ok' || reported !== undefined;
  return {
    ok: !failed,
    outputs: cell.outputs,
    executionCount: typeof reply.execution_count === 'number' ? reply.execution_count : null,
    error: failed ? (reported ?? errorFromReply(reply, cell)) : undefined,
  };
}

/** Interrupts code that asks for input; tells whether it came to that. */
function refuseInput(session: KernelSession, request: SentRequest): () => KernelErrorReport | undefined {
  let refused: KernelErrorReport | undefined;
  session.onInputRequest = (message) => {
    if (refused) return;
    refused = refusedInput(message);
    interruptOrEnd(session, request);
  };
  return () => refused;
}

function interruptOrEnd(session: KernelSession, request: SentRequest): void {
  session.interrupt();
  void endsWithin(request.outcome, interruptGraceMs).then(async (heeded) => {
    if (!heeded) await session.shutdown(true);
  });
}

function lostReply(reason: string): Readonly<Record<string, unknown>> {
  return {
    status: 'error',
    ename: 'LostReplyError',
    evalue: `${reason}. Whether it succeeded is not known.`,
  };
}
