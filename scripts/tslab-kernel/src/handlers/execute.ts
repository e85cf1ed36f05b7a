import { once } from 'node:events';
import type { Content, Message } from '../protocol/message.js';
import { CellContext } from '../runtime/cell-context.js';
import type { Outcome } from '../runtime/runtime.js';
import type { Handler, Kernel } from './handler.js';

/** https://jupyter-client.readthedocs.io/en/stable/messaging.html#execute */
export interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly stopOnError: boolean;
}

/** Reads a request with the protocol's defaults; `silent` excludes `store_history`. */
export function readExecuteRequest(content: Content): ExecuteRequest {
  const silent = content.silent === true;
  return {
    code: String(content.code ?? ''),
    silent,
    storeHistory: !silent && content.store_history !== false,
    userExpressions: (content.user_expressions ?? {}) as Record<string, string>,
    stopOnError: content.stop_on_error !== false,
  };
}

export const handleExecute: Handler = async (message, kernel) => {
  const request = readExecuteRequest(message.content);
  const count = kernel.history.nextCount;
  const remember = request.storeHistory ? kernel.history.add(request.code) : () => {};
  if (!request.silent) {
    kernel.publish('execute_input', { code: request.code, execution_count: count }, message);
  }
  const label = request.silent ? 'Cell[silent]' : `Cell[${count}]`;
  const cell = new CellContext(label, message, request.silent);
  kernel.output.begin();
  const outcome = await kernel.runtime.run(cell, request.code);
  await publishOutcome(outcome, cell, count, kernel);
  // An error that nobody caught has been told when it happened.
  const [uncaught] = cell.uncaught.values();
  const error = outcome.status === 'error' ? outcome.error : uncaught;
  if (error || outcome.status === 'error') {
    return { status: 'error', execution_count: count, ...error, user_expressions: {} };
  }
  const text = outcome.result?.['text/plain'];
  remember(typeof text === 'string' ? text : undefined);
  const userExpressions = await evaluateExpressions(request.userExpressions, message, kernel);
  return { status: 'ok', execution_count: count, payload: [], user_expressions: userExpressions };
};

async function publishOutcome(
  outcome: Outcome,
  cell: CellContext,
  count: number,
  { output }: Kernel,
): Promise<void> {
  await untilInterrupted(output.made(cell));
  if (outcome.status === 'error') output.publish(cell, 'error', { ...outcome.error });
  // What has shown itself already, such as a handle of `display`, is an empty bundle.
  else if (outcome.result && Object.keys(outcome.result).length > 0) {
    output.publish(cell, 'execute_result', { execution_count: count, data: outcome.result, metadata: {} });
  }
  await output.drain();
}

/** A display may be waited for in vain, as anything that a cell awaits. */
async function untilInterrupted(work: Promise<void>): Promise<void> {
  const over = new AbortController();
  const interrupted = once(process, 'SIGINT', { signal: over.signal }).catch(() => {});
  await Promise.race([work, interrupted]);
  over.abort();
}

async function evaluateExpressions(
  expressions: Readonly<Record<string, string>>,
  message: Message,
  { runtime, output }: Kernel,
): Promise<Content> {
  const results: Content = {};
  for (const [name, expression] of Object.entries(expressions)) {
    const asker = new CellContext(`user_expressions.${name}`, message, false);
    const outcome = await runtime.evaluate(asker, expression);
    results[name] =
      outcome.status === 'ok'
        ? { status: 'ok', data: outcome.result, metadata: {} }
        : { status: 'error', ...outcome.error };
  }
  await output.drain();
  return results;
}

/** The answer to a cell that is not run because one before it failed; it carries no execution count. */
export const ABORTED: Content = { status: 'aborted' };

/** Whether requests that are queued behind this one must be aborted, given its reply. */
export function stopsQueue(message: Message, reply: Content): boolean {
  const { silent, stopOnError } = readExecuteRequest(message.content);
  return reply.status === 'error' && stopOnError && !silent;
}
