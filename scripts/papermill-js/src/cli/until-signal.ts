import { PapermillError } from '../errors/papermill-error.js';

const signalExitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** What a signal has cancelled may leave something behind that keeps the process alive; this long, in milliseconds. */
const lingerMs = 1000;

/** The first signal cancels, so that the notebook is saved and the kernel stopped; the second ends at once. */
export async function untilSignal(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (name: keyof typeof signalExitCodes): void => {
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = signalExitCodes[name];
    // Before the first cell, this is what the command says.
    controller.abort(new PapermillError('EXECUTION_CANCELLED', `${name} was received`));
  };
  const signals = Object.keys(signalExitCodes) as (keyof typeof signalExitCodes)[];
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const code = await work(controller.signal);
    if (exitCode === undefined) return code;
    // Such as the connection of an SDK that knows no signals.
    setTimeout(() => process.exit(exitCode), lingerMs).unref();
    return exitCode;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
