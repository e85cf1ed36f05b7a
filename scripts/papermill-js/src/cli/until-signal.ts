import { PapermillError } from '../errors/papermill-error.js';

const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

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
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const code = await work(controller.signal);
    return exitCode ?? code;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
