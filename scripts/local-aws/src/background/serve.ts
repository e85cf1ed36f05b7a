/** The program of the background process: `node serve.js <home> <port>`. Standard output is its log file. */
import { LocalAwsError } from '../errors.js';
import { homeAt } from './home.js';
import { folderTakenExitCode } from './instance.js';
import { runInstance } from './run-instance.js';

const [home, port] = process.argv.slice(2);
const say = (message: string) => console.log(`${new Date().toISOString()} ${message}`);
const logger = {
  info: say,
  error: (message: string, cause?: unknown) =>
    say(cause === undefined ? message : `${message}: ${String(cause)}`),
};

try {
  const running = await runInstance({ home: homeAt(home), port: Number(port), mayMove: true, logger });
  const { endpoint, dataDir, movedBecause } = running.instance;
  say(`serves ${dataDir} on ${endpoint}${movedBecause ? ` (${movedBecause})` : ''}, pid ${process.pid}`);
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      say(`stops: ${signal}`);
      void running.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  say(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode =
    error instanceof LocalAwsError && error.code === 'DataDirInUse' ? folderTakenExitCode : 1;
}
