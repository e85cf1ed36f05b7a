/** The program of the background process: `node serve.js <home> <port> [--until-stdin-ends]`. Standard output is its log file. */
import { existsSync } from 'node:fs';
import { LocalAwsError } from '../errors.js';
import { accessKeysIn, credentialsVariable, serverOptions } from './environment.js';
import { homeAt } from './home.js';
import { whenGone } from './home-guard.js';
import { folderTakenExitCode, untilStdinEnds } from './instance.js';
import { runInstance } from './run-instance.js';

const [dir, port, tie] = process.argv.slice(2);
const home = homeAt(dir);
const say = (message: string) => console.log(`${new Date().toISOString()} ${message}`);
const logger = {
  info: say,
  error: (message: string, cause?: unknown) =>
    say(cause === undefined ? message : `${message}: ${String(cause)}`),
};

try {
  // The starter has made it. Where it is gone already, nobody waits for this process, and nobody could find it.
  if (!existsSync(home.dir)) throw new Error(`the state folder ${home.dir} is gone`);
  const running = await runInstance({
    home,
    port: Number(port),
    mayMove: true,
    logger,
    ...serverOptions(process.env),
    ...(await accessKeysIn(process.env[credentialsVariable])),
  });
  const { endpoint, dataDir, movedBecause } = running.instance;
  say(`serves ${dataDir} on ${endpoint}${movedBecause ? ` (${movedBecause})` : ''}, pid ${process.pid}`);
  let isStopping = false;
  const stop = (reason: string) => {
    if (isStopping) return;
    isStopping = true;
    say(`stops: ${reason}`);
    void running.close().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  await whenGone(home.dataDir, () => stop(`its data folder ${home.dataDir} is gone`));
  if (tie === untilStdinEnds) {
    const ended = () => stop('its starter has ended');
    process.stdin.on('end', ended).on('error', ended).resume();
  }
} catch (error) {
  say(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode =
    error instanceof LocalAwsError && error.code === 'DataDirInUse' ? folderTakenExitCode : 1;
}
